using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>Where Tandem stepped in, what came of it, and what stepping in is worth.</summary>
public sealed record InterventionList
{
    private const int Most = 100;

    /// <summary>Fewer cases than this on either side say nothing.</summary>
    private const int Fewest = 3;

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(InterventionList ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PlanPermissions.See))
                return Refusal.NotFound;
            var rules = (await policies.Current<InterventionPolicy>(clock.GetUtcNow(), ct)).Rules;
            var items = await db.Interventions().AsNoTracking().OrderBy(i => i.Outcome == InterventionOutcome.Open ? 0 : 1).ThenByDescending(i => i.Opened).Take(Most)
                .Select(i => new Item(
                    i.Id, i.PlanId, db.Plans().Where(p => p.Id == i.PlanId).Select(p => p.Title).FirstOrDefault() ?? "", i.Rule, i.Action, i.HeldOut, i.StepId, i.Opened, i.At, i.Outcome, i.Ended, i.Then))
                .ToListAsync(ct);
            var ended = await db.Interventions().AsNoTracking().Where(i => i.Outcome != InterventionOutcome.Open)
                .GroupBy(i => new { i.Rule, i.HeldOut }).Select(g => new { g.Key.Rule, g.Key.HeldOut, Count = g.Count(), Recovered = g.Count(i => i.Outcome == InterventionOutcome.Recovered) }).ToListAsync(ct);
            return new View(
                [.. items.Select(i => i with { Name = rules.Rules.FirstOrDefault(r => r.Code == i.Rule)?.Name ?? i.Rule })],
                [.. ended.GroupBy(e => e.Rule).Select(g => new Lift(
                    rules.Rules.FirstOrDefault(r => r.Code == g.Key)?.Name ?? g.Key,
                    g.Where(e => !e.HeldOut).Sum(e => e.Count), g.Where(e => !e.HeldOut).Sum(e => e.Recovered), g.Where(e => e.HeldOut).Sum(e => e.Count), g.Where(e => e.HeldOut).Sum(e => e.Recovered)))],
                rules.HoldOut, rules.Days);
        }
    }

    /// <param name="At">Per cent of what was expected, or points of health, when it began.</param>
    public sealed record Item(
        Id<Intervention> Id, Id<Plan> Plan, string PlanTitle, string Rule, InterventionAction Action, bool HeldOut, Id<Journeys.JourneyStep>? Step, DateTimeOffset Opened, double At,
        InterventionOutcome Outcome, DateTimeOffset? Ended, double? Then)
    {
        /// <summary>The rule as people call it.</summary>
        public string Name { get; init; } = "";
    }

    /// <summary>How often plans recovered with and without stepping in.</summary>
    public sealed record Lift(string Name, int Acted, int ActedRecovered, int Left, int LeftRecovered)
    {
        public double? With => Acted == 0 ? null : (double)ActedRecovered / Acted;

        public double? Without => Left == 0 ? null : (double)LeftRecovered / Left;

        /// <summary>The share of plans that recovered because of it; null while too few were left alone, or helped, to say so.</summary>
        public double? Difference => Math.Min(Acted, Left) >= Fewest ? With - Without : null;
    }

    public sealed record View(IReadOnlyList<Item> Items, IReadOnlyList<Lift> Lifts, int HoldOut, int Days);
}
