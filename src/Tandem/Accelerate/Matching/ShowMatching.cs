using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Matching;

/// <summary>How right the conflict check is, at the threshold in force and at others, and what another would have changed.</summary>
public sealed record ShowMatching
{
    /// <summary>A threshold to look at, 0.3 to 1; the one in force if empty.</summary>
    public double? Threshold { get; init; }

    private const int MostShown = 15;

    private static readonly double[] Steps = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Shown>> Run(ShowMatching ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(ModelPermissions.Read) || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            if (ask.Threshold is { } asked && !(asked is >= MatchCase.Least and <= 1))
                return Refusal.Invalid("accelerate/threshold", "The matching threshold lies between 0.3 and 1.").On(nameof(Threshold));
            var rules = await policies.Current<EngagementPolicy>(clock.GetUtcNow(), ct);
            var inForce = rules.Rules.MatchThreshold;
            if (await db.Set<MatchingRun>().AsNoTracking().OrderByDescending(r => r.Day).FirstOrDefaultAsync(ct) is not { } run)
                return new Shown(null, inForce, ask.Threshold ?? inForce, null, null, [], default, [], [], []);

            var (cases, recent, at) = (run.Cases, run.Day.AddDays(-MatchingRun.RecentDays), ask.Threshold ?? inForce);
            var (low, high) = (Math.Min(at, inForce), Math.Max(at, inForce));
            var changed = Newest(cases.Where(c => c.On >= recent && c.Contest is { } met && met.Probability >= low && met.Probability < high));
            var missed = Newest(cases.Where(c => c.Same is { } same && same.Probability < at));
            var wrong = Newest(cases.Where(c => MatchRates.IsWrong(c, at)));
            var deals = await Deals([.. changed.SelectMany(c => Both(c, c.Contest)), .. missed.SelectMany(c => Both(c, c.Same)), .. wrong.SelectMany(c => Both(c, c.Other))], ct);
            var spoken = cases.Where(c => c.Agrees is not null).ToList();
            return new Shown(
                run, inForce, at, MatchRates.At(inForce, cases, recent), MatchRates.At(at, cases, recent),
                [.. Steps.Append(inForce).Append(at).Distinct().Order().Select(step => MatchRates.At(step, cases, recent))],
                new Proportion(spoken.Count(c => c.Agrees == true), spoken.Count),
                Pairs(changed, c => c.Contest!), Pairs(missed, c => c.Same!), Pairs(wrong, c => c.Other!));

            List<Pair> Pairs(List<MatchCase> some, Func<MatchCase, MatchFound> whom) =>
                [.. from tried in some let rival = whom(tried) where deals.ContainsKey(tried.Deal) select new Pair(deals[tried.Deal], deals.GetValueOrDefault(rival.Deal), rival.Probability, tried.On)];
        }

        private static List<MatchCase> Newest(IEnumerable<MatchCase> cases) => [.. cases.OrderByDescending(c => c.On).ThenBy(c => c.Deal).Take(MostShown)];

        private static IEnumerable<Guid> Both(MatchCase tried, MatchFound? other) => [tried.Deal, other!.Deal];

        private async Task<Dictionary<Guid, Line>> Deals(List<Guid> asked, CancellationToken ct)
        {
            List<Id<Deal>> ids = [.. asked.Distinct().Select(id => new Id<Deal>(id))];
            return await db.Deals().AsNoTracking().Where(d => ids.Contains(d.Id))
                .Select(d => new Line(
                    d.Id, d.Reference, d.Customer.Name, d.Customer.Domain, db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(), d.Status,
                    d.Registration == null ? "" : d.Registration.RouteReason))
                .ToDictionaryAsync(d => d.Id.Value, ct);
        }
    }

    /// <param name="Run">Null before the first night.</param>
    /// <param name="At">The rates at the threshold looked at; <paramref name="Now"/> at the one in force.</param>
    /// <param name="Agreement">Of the pairs of which people and e-mail both speak, those where they say the same.</param>
    /// <param name="Changed">Registrations of the last ninety days that one of the two thresholds contests and the other does not.</param>
    public sealed record Shown(
        MatchingRun? Run, double InForce, double Asked, MatchRates? Now, MatchRates? At, IReadOnlyList<MatchRates> Steps, Proportion Agreement,
        IReadOnlyList<Pair> Changed, IReadOnlyList<Pair> Missed, IReadOnlyList<Pair> Wrong)
    {
        /// <summary>The threshold looked at is another than the one in force.</summary>
        public bool Tries => Math.Abs(Asked - InForce) > 1e-9;
    }

    /// <summary>A registration and the claim that it was compared with.</summary>
    /// <param name="Rival">Null when that has gone.</param>
    public sealed record Pair(Line Deal, Line? Rival, double Probability, DateOnly On);

    /// <param name="Partner">Null for the vendor's own.</param>
    /// <param name="Route">Why it went to people or to the rule.</param>
    public sealed record Line(Id<Deal> Id, string Reference, string Customer, string? Domain, string? Partner, DealStatus Status, string Route);
}
