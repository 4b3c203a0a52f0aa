using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;

namespace Tandem.Strategize.Plans;

/// <summary>Opens the sums beside an objective: the plans that carry it, what each promises within its days and has reached, and the objectives of the regions below.</summary>
public sealed record ShowObjective : PageAsk
{
    [System.Text.Json.Serialization.JsonIgnore] public Id<Objective>? Objective { get; init; }

    /// <summary>Part of the plan's title or of the partner's name.</summary>
    public string? Text { get; init; }

    /// <summary><c>makes</c>, <c>reached</c> or <c>partner</c>; a minus in front turns it round. <c>-makes</c> if empty.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, ObjectiveBoard.Handler board, KpiCatalogue kpis, Cursors cursors)
    {
        public async Task<Outcome<View>> Run(ShowObjective ask, Actor by, CancellationToken ct)
        {
            var all = await board.Run(new ObjectiveBoard(), by, ct);
            if (!all.Ok || all.Value.Objectives.FirstOrDefault(o => o.Id == ask.Objective) is not { } row)
                return Refusal.NotFound;
            var carriers = Sorted(await Carriers(row, ask, ct), ask.Sort ?? "-makes");
            var scope = $"objective:{row.Id}:{ask.Sort}:{ask.Text}";
            var from = cursors.Open(scope, ask.Cursor) is [{ } place] && int.TryParse(place, CultureInfo.InvariantCulture, out var seen) ? seen : 0;
            var page = carriers.Skip(from).Take(ask.Rows).ToList();
            var below = all.Value.Objectives.Where(o => o.Kpi == row.Kpi && o.Starts == row.Starts && o.Ends == row.Ends && o.Id != row.Id && o.Parent == row.Territory && o.Territory is not null);
            return new View(
                row, kpis.Find(row.Kpi), all.Value.Currency, carriers.Count, new Page<Carrier>(page, from + page.Count < carriers.Count && page.Count > 0 ? cursors.Seal(scope, from + page.Count) : null), [.. below]);
        }

        private async Task<List<Carrier>> Carriers(ObjectiveBoard.Row row, ShowObjective ask, CancellationToken ct)
        {
            var (starts, ends, kpi) = (row.Starts, row.Ends, row.Kpi);
            var adds = kpis.Find(kpi) is { AddsUp: true };
            var plans = db.Plans().AsNoTracking().Where(p => (p.State == PlanState.Active || p.State == PlanState.Agreed) && p.Starts <= ends && p.Ends >= starts);
            if (row.Territory is { } top)
            {
                var within = await db.TerritoriesWithin(top, ct);
                plans = plans.Where(p => db.Partners().Any(x => x.Id == p.PartnerId && within.Contains(x.TerritoryId)));
            }

            var found = await db.PlanTargets().AsNoTracking().Where(t => t.Kpi == kpi).Join(plans, t => t.PlanId, p => p.Id, (t, p) => new
            {
                p.Id,
                p.Title,
                p.PartnerId,
                Partner = db.Organisations().Where(o => o.Id == p.PartnerId).Select(o => o.Name).FirstOrDefault(),
                p.Starts,
                p.Ends,
                t.Cadence,
                t.Amount,
                t.Actual,
            }).ToListAsync(ct);
            return [.. found.Where(c => ask.Text?.Trim() is not { Length: > 0 } text || $"{c.Title} {c.Partner}".Contains(text, StringComparison.CurrentCultureIgnoreCase)).Select(c =>
            {
                var days = ObjectiveBoard.Overlap(c.Starts, c.Ends, starts, ends);
                return new Carrier(c.Id, c.Title, c.PartnerId, c.Partner ?? "", c.Cadence, c.Amount, days, adds ? ObjectiveBoard.Promised(c.Cadence, c.Amount, days) : c.Amount, c.Actual);
            })];
        }

        private static List<Carrier> Sorted(List<Carrier> carriers, string sort)
        {
            return sort.TrimStart('-') switch
            {
                "reached" => By(c => c.Reached ?? double.MinValue, null),
                "partner" => By(c => c.Partner, StringComparer.CurrentCultureIgnoreCase),
                _ => By(c => c.Makes, null),
            };

            List<Carrier> By<TKey>(Func<Carrier, TKey> key, IComparer<TKey>? comparer) =>
                [.. (sort.StartsWith('-') ? carriers.OrderByDescending(key, comparer) : carriers.OrderBy(key, comparer)).ThenBy(c => c.Plan.Value)];
        }
    }

    /// <summary>A plan's promise that carries the objective; amounts in the unit of the KPI's values.</summary>
    /// <param name="Days">Of the plan within the objective's.</param>
    /// <param name="Makes">What the promise makes within them.</param>
    /// <param name="Reached">Of the promise, so far; null where nothing can be judged.</param>
    public sealed record Carrier(Id<Plan> Plan, string Title, Id<Organisation> PartnerId, string Partner, Cadence Cadence, double Amount, int Days, double Makes, double? Reached);

    /// <param name="Kpi">Null when nobody measures it any more.</param>
    /// <param name="Count">How many promises carry it.</param>
    /// <param name="Regions">The objectives of the regions right below it.</param>
    public sealed record View(ObjectiveBoard.Row Objective, Kpi? Kpi, string Currency, int Count, Page<Carrier> Carriers, IReadOnlyList<ObjectiveBoard.Row> Regions);
}
