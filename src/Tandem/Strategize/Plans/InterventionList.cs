using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>Where Tandem stepped in, what came of it, and what stepping in is worth.</summary>
public sealed record InterventionList : PageAsk
{
    /// <summary>Part of the plan's title or of the partner's name.</summary>
    public string? Text { get; init; }

    public Choice<InterventionOutcome>? Outcome { get; init; }

    /// <summary>The code of one rule.</summary>
    public string? Rule { get; init; }

    /// <summary><c>opened</c>, <c>at</c>, <c>plan</c> or <c>ended</c>; a minus in front turns it round. The newest first if empty.</summary>
    public string? Sort { get; init; }

    /// <summary>Fewer cases than this on either side say nothing.</summary>
    internal const int Fewest = 3;

    /// <summary>True: only those left alone to compare with; false: only those in which Tandem stepped in.</summary>
    public bool? HeldOut { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(InterventionList ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PlanPermissions.See))
                return Refusal.NotFound;
            var rules = (await policies.Current<InterventionPolicy>(clock.GetUtcNow(), ct)).Rules;
            var episodes = db.Interventions().AsNoTracking();
            if (ask.Outcome?.Value is { } outcome)
                episodes = episodes.Where(i => i.Outcome == outcome);
            if (ask.Rule is { Length: > 0 } rule)
                episodes = episodes.Where(i => i.Rule == rule);
            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
            {
                episodes = episodes.Where(i => db.Plans().Any(p => p.Id == i.PlanId && p.Title.ToLower().Contains(text))
                    || db.Organisations().Any(o => o.Id == i.PartnerId && o.Name.ToLower().Contains(text)));
            }

            if (ask.HeldOut is { } left)
                episodes = episodes.Where(i => i.HeldOut == left);
            var items = await Sorted(episodes, ask, ct);
            var ended = await db.Interventions().AsNoTracking().Where(i => i.Outcome != InterventionOutcome.Open)
                .GroupBy(i => new { i.Rule, i.HeldOut }).Select(g => new { g.Key.Rule, g.Key.HeldOut, Count = g.Count(), Recovered = g.Count(i => i.Outcome == InterventionOutcome.Recovered) }).ToListAsync(ct);
            return new View(
                [.. items.Items.Select(i => i with { Name = rules.Rules.FirstOrDefault(r => r.Code == i.Rule)?.Name ?? i.Rule })],
                items.Next,
                [.. ended.GroupBy(e => e.Rule).Select(g => new Lift(
                    g.Key, rules.Rules.FirstOrDefault(r => r.Code == g.Key)?.Name ?? g.Key,
                    g.Where(e => !e.HeldOut).Sum(e => e.Count), g.Where(e => !e.HeldOut).Sum(e => e.Recovered), g.Where(e => e.HeldOut).Sum(e => e.Count), g.Where(e => e.HeldOut).Sum(e => e.Recovered)))],
                [.. rules.Rules.Select(r => new Named(r.Code, r.Name))], rules.HoldOut, rules.Days);
        }

        private Task<Page<Item>> Sorted(IQueryable<Intervention> episodes, InterventionList ask, CancellationToken ct)
        {
            var sort = ask.Sort is { Length: > 0 } asked ? asked : "-opened";
            return sort.TrimStart('-') switch
            {
                "at" => By(i => i.At),
                "plan" => By(i => db.Plans().Where(p => p.Id == i.PlanId).Select(p => p.Title).FirstOrDefault() ?? ""),
                "ended" => By(i => i.Ended ?? DateTimeOffset.MaxValue),
                _ => By(i => i.Opened),
            };

            Task<Page<Item>> By<TKey>(Expression<Func<Intervention, TKey>> key) => episodes.ToPage(ask, cursors, $"interventions:{sort.TrimStart('-')}", key, sort.StartsWith('-'), i => i.Id, i => new Item(
                i.Id, i.PlanId, db.Plans().Where(p => p.Id == i.PlanId).Select(p => p.Title).FirstOrDefault() ?? "",
                db.Organisations().Where(o => o.Id == i.PartnerId).Select(o => o.Name).FirstOrDefault() ?? "", i.Rule, i.Action, i.HeldOut, i.StepId, i.Opened, i.At, i.Outcome, i.Ended, i.Then), ct);
        }
    }

    /// <param name="At">Per cent of what was expected, or points of health, when it began.</param>
    public sealed record Item(
        Id<Intervention> Id, Id<Plan> Plan, string PlanTitle, string Partner, string Rule, InterventionAction Action, bool HeldOut, Id<Journeys.JourneyStep>? Step, DateTimeOffset Opened, double At,
        InterventionOutcome Outcome, DateTimeOffset? Ended, double? Then)
    {
        /// <summary>The rule as people call it.</summary>
        public string Name { get; init; } = "";
    }

    /// <summary>How often plans recovered with and without stepping in.</summary>
    public sealed record Lift(string Rule, string Name, int Acted, int ActedRecovered, int Left, int LeftRecovered)
    {
        public double? With => Acted == 0 ? null : (double)ActedRecovered / Acted;

        public double? Without => Left == 0 ? null : (double)LeftRecovered / Left;

        /// <summary>The share of plans that recovered because of it; null while too few were left alone, or helped, to say so.</summary>
        public double? Difference => Math.Min(Acted, Left) >= Fewest ? With - Without : null;
    }

    /// <summary>A rule by its code and as people call it.</summary>
    public sealed record Named(string Code, string Name);

    public sealed record View(IReadOnlyList<Item> Items, string? Next, IReadOnlyList<Lift> Lifts, IReadOnlyList<Named> Rules, int HoldOut, int Days);
}
