using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>A plan's health opened (nothing of it before both have signed): each promise with what it weighs, what was reached of it and the points it brings and takes, the trend, and how other plans stand.</summary>
public sealed record ShowHealth
{
    public Id<Plan> Plan { get; init; }

    public sealed class Handler(TandemDb db, ShowPlan.Handler plans)
    {
        public async Task<Outcome<View>> Run(ShowHealth ask, Actor by, CancellationToken ct)
        {
            var found = await plans.Run(new ShowPlan { Plan = ask.Plan }, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            var (rules, reading) = (plan.Rules, plan.Reading);
            List<Line> lines = reading is null ? [] :
            [
                .. reading.Targets.Select(t => new Line(
                    t.Target.Kpi, t.Kpi?.Name ?? t.Target.Kpi, t.Target.Side, t.Target.Weight, t.Kpi?.Pace == Pace.Lagging ? rules.LaggingFactor : 1, t.Kpi is null ? null : t.Share, 0, t.Lost)),
                .. new[] { Side.Partner, Side.Vendor }.Where(side => reading.Of(side).Due > 0)
                    .Select(side => new Line(null, "Milestones", side, rules.MilestoneWeight, 1, reading.Of(side).Share, 0, reading.Of(side).Lost)),
            ];

            // What is not judged yet weighs nothing; the points of the others make up the whole.
            var whole = lines.Where(l => l.Share is not null).Sum(l => l.Weight * l.Factor);
            return new View(
                plan.Id, plan.Title, plan.Reference, plan.Partner, reading?.Health, reading?.OfPartner, reading?.OfVendor, plan.Track, reading?.TooEarly ?? false, reading?.RulesVersion ?? 0,
                lines.ConvertAll(l => l with { Points = whole > 0 ? 100 * l.Weight * l.Factor * (l.Share ?? 0) / whole : 0 }), plan.History, await Peers(plan, ct), rules);
        }

        /// <summary>Of other partners' active plans; nothing where fewer than five partners stand behind it.</summary>
        private async Task<PeerHealth?> Peers(PlanView plan, CancellationToken ct)
        {
            var others = await db.Plans().AsNoTracking().Where(p => p.State == PlanState.Active && p.Health != null && p.PartnerId != plan.Partner)
                .Select(p => new { p.PartnerId, Health = p.Health!.Value }).ToListAsync(ct);
            if (others.Select(o => o.PartnerId).Distinct().Count() < OpenNumber.LeastPeers)
                return null;
            List<double> sorted = [.. others.Select(o => o.Health).Order()];
            return new PeerHealth(sorted.Count, Population.At(sorted, 0.25), Population.At(sorted, 0.5), Population.At(sorted, 0.75));
        }
    }

    /// <summary>One promise, or all due milestones of a side.</summary>
    /// <param name="Kpi">Null for milestones.</param>
    /// <param name="Factor">1 for what foretells results, less for results.</param>
    /// <param name="Share">The attainment, 0 to 1; null where nothing is judged yet.</param>
    /// <param name="Points">It brings to the health of the plan.</param>
    /// <param name="Lost">It takes.</param>
    public sealed record Line(string? Kpi, string Name, Side Side, double Weight, double Factor, double? Share, double Points, double Lost);

    /// <summary>How the active plans of other partners stand.</summary>
    public sealed record PeerHealth(int Plans, double LowerQuartile, double Median, double UpperQuartile);

    /// <param name="RulesVersion">The version of the formula's numbers; 0 for the built-in ones.</param>
    public sealed record View(
        Id<Plan> Plan, string Title, string Reference, Id<Organisation> Partner, double? Health, double? OfPartner, double? OfVendor, Track Track, bool TooEarly, int RulesVersion,
        IReadOnlyList<Line> Lines, IReadOnlyList<HealthPoint> History, PeerHealth? Peers, PlanRules Rules);
}
