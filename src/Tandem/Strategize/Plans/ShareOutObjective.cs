using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>An objective comes down to the regions below it: each takes the part that its partners had in the same days a year before.</summary>
/// <remarks>Regions that have an objective of their own keep it; what is left is shared out among the others. What does not add up (a rate) is asked of each alike.</remarks>
public sealed record ShareOutObjective
{
    [JsonIgnore] public Id<Objective> Objective { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue kpis, Figures figures, IPartnerRegister register, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<SharedOut>> Run(ShareOutObjective ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return PlanRefusals.NotAllowed;
            if (await db.Objectives().AsNoTracking().FirstOrDefaultAsync(o => o.Id == ask.Objective && o.Archived == null, ct) is not { } whole)
                return Refusal.NotFound;
            if (kpis.Find(whole.Kpi) is not { } kpi)
                return Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.");
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            await using var write = await db.BeginWrite(ct, [$"objective:{whole.Kpi}"]);
            var map = await db.Territories().AsNoTracking().ToListAsync(ct);
            var regions = map.Where(t => t.Active && t.ParentId == whole.TerritoryId).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
            var set = await db.Objectives().AsNoTracking().Where(o => o.Kpi == whole.Kpi && o.Starts == whole.Starts && o.Ends == whole.Ends && o.Archived == null).ToListAsync(ct);
            var free = regions.Where(r => set.TrueForAll(o => o.TerritoryId != r.Id)).ToList();
            if (free.Count == 0)
                return Refusal.Conflict("strategize/regions-set", "There is no region below it without an objective of its own.");
            var left = whole.Amount - set.Where(o => regions.Exists(r => r.Id == o.TerritoryId)).Sum(o => o.Amount);
            if (kpi.AddsUp && left <= 0)
                return Refusal.Conflict("strategize/nothing-left", "What regions have already makes up the whole.");

            var amounts = kpi.AddsUp
                ? SharesOf(left, await Before(whole, free, map, programme, ct), programme.Currency)
                : [.. free.Select(_ => whole.Amount)];
            foreach (var (region, amount) in free.Zip(amounts))
            {
                var made = Plans.Objective.Of(whole.Kpi, region.Id, whole.Starts, whole.Ends, amount, now);
                db.Add(made);
                db.Record(by, made.Ref, partner: null, new ObjectiveSet(whole.Kpi, region.Id, whole.Starts, whole.Ends, amount), now);
            }

            await write.Commit(ct);
            return new SharedOut(free.Count);
        }

        /// <summary>What the partners of each region reached in the quarters a year before; how many partners there are where nobody reached anything.</summary>
        private async Task<IReadOnlyList<decimal>> Before(Objective whole, List<Territory> regions, List<Territory> map, ProgrammePolicy programme, CancellationToken ct)
        {
            var parents = map.ToDictionary(t => t.Id, t => t.ParentId);
            var partners = (await register.Read(null, ct)).Where(p => p.Active && p.Territory is not null).Select(p => (p.Id, Region: RegionOf(new Id<Territory>(p.Territory!.Value)))).ToList();
            var quarters = new List<Period>();
            for (var q = Period.Of(whole.Starts.AddYears(-1), PeriodKind.Quarter, programme.FiscalYearStart); q.Start < whole.Ends.AddYears(-1); q = q.Next)
                quarters.Add(q);
            var values = await figures.Values([.. partners.Select(p => p.Id)], [whole.Kpi], quarters, asOf: null, ct);
            List<decimal> reached = regions.ConvertAll(r => (decimal)Math.Max(0, partners.Where(p => p.Region == r.Id).Sum(p => quarters.Sum(q => values[p.Id, whole.Kpi, q].Value ?? 0))));
            if (reached.Sum() <= 0)
                reached = regions.ConvertAll(r => (decimal)partners.Count(p => p.Region == r.Id));
            return reached.Sum() > 0 ? reached : regions.ConvertAll(_ => 1m);

            // Up the map to the one of these regions that a territory lies in; a map has an end, whatever its depth.
            Id<Territory>? RegionOf(Id<Territory>? at)
            {
                for (var step = 0; at is { } here && step < map.Count; at = parents.GetValueOrDefault(here), step++)
                {
                    if (regions.Exists(r => r.Id == here))
                        return here;
                }

                return null;
            }
        }

        /// <summary>Whole units that make up the whole.</summary>
        private static IReadOnlyList<double> SharesOf(double whole, IReadOnlyList<decimal> weights, string currency) =>
            [.. Engine.Share.Split(new Money((long)Math.Round(whole), currency), weights).Select(m => (double)m.Minor)];
    }
}

/// <summary>An objective was shared out.</summary>
/// <param name="Regions">So many regions got one.</param>
public sealed record SharedOut(int Regions);
