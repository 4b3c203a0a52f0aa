using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>Reads how plans stand: one query for the promises, one for the numbers, one for the steps, whatever the count of plans.</summary>
public sealed partial class PlanGauge(TandemDb db, Figures figures, KpiCatalogue kpis, PolicyBook policies, TimeProvider clock)
{
    public async Task<PlanReading> Read(Plan plan, CancellationToken ct) => (await Read([plan], ct))[0];

    public async Task<IReadOnlyList<PlanReading>> Read(IReadOnlyList<Plan> plans, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var (today, fiscal) = (programme.DateOf(now), programme.FiscalYearStart);
        List<Id<Plan>> ids = [.. plans.Select(p => p.Id)];
        List<Guid?> subjects = [.. plans.Select(p => (Guid?)p.Id.Value)];
        var promises = (await db.PlanTargets().Where(t => ids.Contains(t.PlanId)).OrderBy(t => t.Number).ToListAsync(ct)).ToLookup(t => t.PlanId);
        var steps = (await db.Steps().AsNoTracking().Include(s => s.Journey)
            .Where(s => s.Journey.Kind == Plan.Kind && subjects.Contains(s.Journey.SubjectId)).ToListAsync(ct)).ToLookup(s => s.Journey.SubjectId);

        var periods = plans.SelectMany(p => promises[p.Id].Select(t => (t.Cadence, p.Starts, p.Ends)).Distinct())
            .SelectMany(x => TargetCalendar.Periods(x.Cadence, x.Starts, x.Ends, fiscal)).Where(p => p.Start <= today).Distinct().ToList();
        var values = await figures.Values(
            [.. plans.Select(p => p.PartnerId).Distinct()], [.. promises.SelectMany(g => g).Select(t => t.Kpi).Distinct()], periods, asOf: null, ct);
        var readings = new List<PlanReading>();
        foreach (var plan in plans)
        {
            var rules = await policies.Current<PlanRules>(now, ct, plan.PartnerId);
            var parts = await Parts(plan, [.. promises[plan.Id]], today, fiscal, ct);
            var targets = promises[plan.Id].Select(t => Judge(plan, (plan.Starts, plan.Ends), t, values, parts, today, fiscal)).ToList();
            List<JourneyStep> own = [.. steps[plan.Id.Value]];
            readings.Add(Weigh(plan, targets, MilestoneReading.Of(own, Side.Partner, today), MilestoneReading.Of(own, Side.Vendor, today), rules, today));
        }

        return readings;
    }

    /// <summary>A plan that begins or ends inside a period is measured on its own days; the period as a whole would count too much.</summary>
    private async Task<Dictionary<(Period, string), Figure>> Parts(Plan plan, List<PlanTarget> targets, DateOnly today, int fiscal, CancellationToken ct)
    {
        var parts = new Dictionary<(Period, string), Figure>();
        var cut = targets.SelectMany(t => TargetCalendar.Periods(t.Cadence, plan.Starts, plan.Ends, fiscal)).Distinct()
            .Where(p => p.Start <= today && (p.Start < plan.Starts || (p.End > plan.Ends.AddDays(1) && today > plan.Ends)));
        foreach (var period in cut.ToList())
        {
            var from = period.Start > plan.Starts ? period.Start : plan.Starts;
            var to = period.End.AddDays(-1) < plan.Ends ? period.End.AddDays(-1) : plan.Ends;
            foreach (var (kpi, figure) in await figures.Within(plan.PartnerId, [.. targets.Select(t => t.Kpi).Distinct()], from, to, ct))
                parts[(period, kpi)] = figure;
        }

        return parts;
    }

    private TargetReading Judge(
        Plan plan, (DateOnly Starts, DateOnly Ends) runs, PlanTarget target, FigureTable values, Dictionary<(Period, string), Figure> parts, DateOnly today, int fiscal)
    {
        if (kpis.Find(target.Kpi) is not { } kpi)
            return new TargetReading(target, null, false, [], null, null, null, 0);
        var adds = kpi.AddsUp;
        var slots = new List<(TargetSlot Slot, long Sample)>();
        foreach (var period in TargetCalendar.Periods(target.Cadence, runs.Starts, runs.Ends, fiscal))
        {
            var figure = period.Start > today || runs.Starts > today ? Figure.Missing
                : parts.TryGetValue((period, target.Kpi), out var part) ? part : values[plan.PartnerId, target.Kpi, period];
            slots.Add((TargetCalendar.Slot(period, target, adds, runs.Starts, runs.Ends, today, figure.Value), figure.Sample));
        }

        var (actual, expected) = TargetCalendar.Sum(slots, adds, target.Amount);
        double? share = actual is { } a && expected is { } e && kpi.Better != Better.Neither
            ? Attainment.Share(a, e, PlanAmounts.ScaleOf(kpi, target.Amount, target.Baseline), kpi.Better == Better.Less)
            : null;
        return new TargetReading(target, kpi, adds, [.. slots.Select(s => s.Slot)], actual, expected, share, 0);
    }

    /// <summary>The published formula.</summary>
    private static PlanReading Weigh(
        Plan plan, List<TargetReading> targets, MilestoneReading partner, MilestoneReading vendor, Dated<PlanRules> dated, DateOnly today)
    {
        var rules = dated.Rules;
        var ofTargets = targets.Where(t => t.Share is not null).ToDictionary(t => t, StrandOf);
        var all = ofTargets.Values.Concat(Steps(partner)).Concat(Steps(vendor)).ToList();
        var early = today < plan.Starts.AddDays(rules.FirstDays);
        var health = early ? null : PlanHealth.Score(all, rules.LaggingFactor);
        return new PlanReading(
            plan.Id, health, early ? null : OfSide(Side.Partner, partner), early ? null : OfSide(Side.Vendor, vendor), rules.TrackOf(health),
            [.. targets.Select(t => ofTargets.TryGetValue(t, out var strand) ? t with { Lost = PlanHealth.Lost(strand, all, rules.LaggingFactor) } : t)],
            Losing(partner), Losing(vendor), early, dated.Number);

        IEnumerable<Strand> Steps(MilestoneReading side) => side.Share is { } share && rules.MilestoneWeight > 0 ? [new Strand(share, rules.MilestoneWeight, false)] : [];

        double? OfSide(Side side, MilestoneReading own) =>
            PlanHealth.Score([.. ofTargets.Where(t => t.Key.Target.Side == side).Select(t => t.Value), .. Steps(own)], rules.LaggingFactor);

        MilestoneReading Losing(MilestoneReading side) => side with { Lost = Steps(side).Sum(strand => PlanHealth.Lost(strand, all, rules.LaggingFactor)) };
    }

    private static Strand StrandOf(TargetReading target) => new(target.Share!.Value, target.Target.Weight, target.Kpi!.Pace == Pace.Lagging);
}
