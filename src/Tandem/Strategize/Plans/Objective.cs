using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>What the programme, or one region of it, is to reach between two days.</summary>
public sealed class Objective
{
    private Objective() { }

    public Id<Objective> Id { get; private set; }

    public string Kpi { get; private set; } = "";

    /// <summary>Null for the whole programme.</summary>
    public Id<Territory>? TerritoryId { get; private set; }

    public DateOnly Starts { get; private set; }

    public DateOnly Ends { get; private set; }

    /// <summary>In the unit of the KPI's values.</summary>
    public double Amount { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Archived { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new("objective", Id.Value);

    public static Objective Of(string kpi, Id<Territory>? territory, DateOnly starts, DateOnly ends, double amount, DateTimeOffset now) =>
        new() { Id = Id<Objective>.New(now), Kpi = kpi, TerritoryId = territory, Starts = starts, Ends = ends, Amount = amount, Created = now };

    public void Set(double amount) => Amount = amount;

    public void Archive(DateTimeOffset now) => Archived = now;

    private sealed class Mapping : IEntityTypeConfiguration<Objective>
    {
        public void Configure(EntityTypeBuilder<Objective> builder)
        {
            builder.ToTable("objectives");
            builder.Ignore(o => o.Ref);
            builder.HasIndex(o => new { o.Kpi, o.Starts });
        }
    }
}

/// <summary>An objective was set, changed or, at nothing, taken back.</summary>
[Fact("strategize.objective-set", Icon = "target")]
public sealed record ObjectiveSet(string KpiCode, Id<Territory>? Territory, DateOnly Starts, DateOnly Ends, double Amount) : IFact
{
    public string Say(Words l) => l["set the objective until {0:d}", Ends];
}

/// <summary>The programme sets what it, or a region, is to reach; an empty amount takes the objective back.</summary>
public sealed record SetObjective
{
    [Required(ErrorMessage = "Choose a KPI."), StringLength(80)] public string Kpi { get; init; } = "";

    public Id<Territory>? Territory { get; init; }

    [Required(ErrorMessage = "Say from when.")] public DateOnly? Starts { get; init; }

    [Required(ErrorMessage = "Say until when.")] public DateOnly? Ends { get; init; }

    /// <summary>As people say it: money in the programme's currency, shares in per cent.</summary>
    public decimal? Amount { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(SetObjective ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return PlanRefusals.NotAllowed;
            if (kpis.Find(ask.Kpi) is not { } kpi)
                return Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.").On(nameof(Kpi));
            if (ask.Ends <= ask.Starts)
                return Refusal.Invalid("strategize/objective-ends-first", "The objective must end after it starts.").On(nameof(Ends));
            if (ask.Territory is { } region && !await db.Territories().AnyAsync(t => t.Id == region, ct))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var currency = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.Currency;
            var amount = KpiAmounts.ToMeasure(kpi, ask.Amount ?? 0, currency);
            var (starts, ends) = (ask.Starts!.Value, ask.Ends!.Value);
            await using var write = await db.BeginWrite(ct, [$"objective:{ask.Kpi}"]);
            var known = await db.Objectives().FirstOrDefaultAsync(
                o => o.Kpi == ask.Kpi && o.TerritoryId == ask.Territory && o.Starts == starts && o.Ends == ends && o.Archived == null, ct);
            if (known is null && ask.Amount is null)
                return Refusal.Invalid("strategize/amount-missing", "Say how much is promised.").On(nameof(Amount));
            if (known is null)
                db.Add(known = Objective.Of(ask.Kpi, ask.Territory, starts, ends, amount, now));
            else if (ask.Amount is null)
                known.Archive(now);
            else
                known.Set(amount);
            db.Record(by, known.Ref, partner: null, new ObjectiveSet(ask.Kpi, ask.Territory, starts, ends, amount), now);
            await write.Commit(ct);
            return new Done();
        }
    }
}

/// <summary>Objectives of the programme and its regions, each beside the sum of the plans that are to carry it.</summary>
public sealed record ObjectiveBoard
{
    private const int Most = 200;

    /// <summary>Part of the KPI's or the region's name.</summary>
    public string? Text { get; init; }

    public string? Kpi { get; init; }

    /// <summary>Only those of this region.</summary>
    public Id<Territory>? Territory { get; init; }

    /// <summary>Only those that this partner's plans are to carry: the programme's and those of the regions it lies in.</summary>
    public Id<Organisation>? Partner { get; init; }

    /// <summary><c>name</c>, <c>ends</c>, <c>plans</c> or <c>reached</c>, as a share of what is to be reached; a minus in front turns it round.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue kpis, PolicyBook policies, Words words, TimeProvider clock)
    {
        public async Task<Outcome<View>> Run(ObjectiveBoard ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PlanPermissions.See))
                return Refusal.NotFound;
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
            var today = programme.DateOf(clock.GetUtcNow());
            var objectives = await db.Objectives().AsNoTracking().Where(o => o.Archived == null && o.Ends >= today.AddYears(-1)).OrderBy(o => o.Starts).Take(Most).ToListAsync(ct);
            var regions = await db.Territories().AsNoTracking().Select(t => new { t.Id, t.Name, t.ParentId, t.Active }).ToListAsync(ct);
            var below = new Dictionary<Id<Territory>, List<Id<Territory>?>>();
            foreach (var top in objectives.Select(o => o.TerritoryId).OfType<Id<Territory>>().Distinct())
                below[top] = await db.TerritoriesWithin(top, ct);
            var home = ask.Partner is { } one ? await db.Partners().Where(p => p.Id == one).Select(p => p.TerritoryId).FirstOrDefaultAsync(ct) : null;
            List<string> names = [.. objectives.Select(o => o.Kpi).Distinct()];
            var promises = await db.PlanTargets().AsNoTracking().Where(t => names.Contains(t.Kpi))
                .Join(db.Plans().Where(p => p.State == PlanState.Active || p.State == PlanState.Agreed), t => t.PlanId, p => p.Id, (t, p) => new
                {
                    t.Kpi,
                    t.Cadence,
                    t.Amount,
                    t.Actual,
                    p.Starts,
                    p.Ends,
                    Territory = db.Partners().Where(x => x.Id == p.PartnerId).Select(x => x.TerritoryId).FirstOrDefault(),
                }).ToListAsync(ct);
            return new View(
                [.. Chosen(ask, objectives.Where(o => ask.Partner is null || o.TerritoryId is not { } top || below[top].Contains(home)).OrderBy(o => o.Kpi).ThenBy(o => o.Starts).ThenBy(o => o.TerritoryId is not null).Select(o =>
                {
                    var kpi = kpis.Find(o.Kpi);
                    var adds = kpi is { AddsUp: true };
                    var within = o.TerritoryId is { } top ? below[top] : null;
                    var carried = promises.Where(p => p.Kpi == o.Kpi && p.Starts <= o.Ends && p.Ends >= o.Starts && (within is null || within.Contains(p.Territory))).ToList();
                    double? sum = carried.Count == 0 ? null : adds ? carried.Sum(p => Promised(p.Cadence, p.Amount, Overlap(p.Starts, p.Ends, o.Starts, o.Ends))) : carried.Average(p => p.Amount);
                    double? reached = carried.Any(p => p.Actual is not null) ? adds ? carried.Sum(p => p.Actual ?? 0) : carried.Where(p => p.Actual is not null).Average(p => p.Actual) : null;
                    var inside = regions.Where(r => r.Active && r.ParentId == o.TerritoryId).Select(r => r.Id).ToList();
                    var regional = objectives.Where(x => x.Kpi == o.Kpi && x.Starts == o.Starts && x.Ends == o.Ends && x.TerritoryId is { } r && inside.Contains(r)).ToList();
                    return new Row(o.Id, o.Kpi, kpi?.Name ?? o.Kpi, o.TerritoryId, regions.Find(r => r.Id == o.TerritoryId)?.Name, o.Starts, o.Ends, o.Amount, carried.Count, sum, reached,
                        regional.Count == 0 ? null : adds ? regional.Sum(x => x.Amount) : regional.Average(x => x.Amount), inside.Count - regional.Count, regions.Find(r => r.Id == o.TerritoryId)?.ParentId);
                }))],
                [.. regions.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => new Region(r.Id, r.Name))], programme.Currency,
                Period.Of(today, PeriodKind.Year, programme.FiscalYearStart));
        }

        /// <summary>An objective stands beside its regions' and its plans' sums, so all are read; there are few.</summary>
        private IEnumerable<Row> Chosen(ObjectiveBoard ask, IEnumerable<Row> rows)
        {
            rows = rows.Where(r => (ask.Kpi is not { Length: > 0 } kpi || r.Kpi == kpi) && (ask.Territory is not { } region || r.Territory == region)
                && (ask.Text?.Trim() is not { Length: > 0 } text || $"{words[r.Name]} {r.Region}".Contains(text, StringComparison.CurrentCultureIgnoreCase)));
            return ask.Sort?.TrimStart('-') switch
            {
                "name" => By(r => words[r.Name]),
                "ends" => By(r => r.Ends),
                "plans" => By(r => r.SumOfPlans / r.Amount ?? -1),
                "reached" => By(r => r.Reached / r.Amount ?? -1),
                _ => rows,
            };

            IEnumerable<Row> By<TKey>(Func<Row, TKey> key) => ask.Sort!.StartsWith('-') ? rows.OrderByDescending(key) : rows.OrderBy(key);
        }

    }

    /// <summary>How many days of a plan lie within an objective's.</summary>
    internal static int Overlap(DateOnly starts, DateOnly ends, DateOnly from, DateOnly to) =>
        Math.Max(0, Math.Min(ends.DayNumber, to.DayNumber) - Math.Max(starts.DayNumber, from.DayNumber) + 1);

    /// <summary>What a promise makes over so many days, spread evenly over a year of 365.25.</summary>
    internal static double Promised(Cadence cadence, double amount, int days) =>
        amount * cadence switch { Cadence.Month => 12, Cadence.Quarter => 4, _ => 1 } * days / 365.25;

    /// <param name="Plans">How many plans carry it.</param>
    /// <param name="SumOfPlans">What these plans promise together within its days.</param>
    /// <param name="SumOfRegions">What the objectives of the regions right below it make together; null without any.</param>
    /// <param name="Parent">The region above its own; null right below the programme.</param>
    /// <param name="Unset">How many regions right below it have none.</param>
    public sealed record Row(
        Id<Objective> Id, string Kpi, string Name, Id<Territory>? Territory, string? Region, DateOnly Starts, DateOnly Ends, double Amount, int Plans, double? SumOfPlans, double? Reached,
        double? SumOfRegions, int Unset, Id<Territory>? Parent);

    public sealed record Region(Id<Territory> Id, string Name);

    public sealed record View(IReadOnlyList<Row> Objectives, IReadOnlyList<Region> Regions, string Currency, Period Year);
}
