using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Measures;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>How a plan stood at the end of an earlier day: the terms, the numbers, the steps and the rules of that day.</summary>
/// <param name="Terms">Null when nothing was signed by then.</param>
/// <param name="Version">The version that was in force.</param>
/// <param name="Steps">Everything that was to be done, with what was done by then.</param>
public sealed record PlanAsOf(DateOnly Day, PlanTerms? Terms, int Version, PlanReading Reading, IReadOnlyList<StepAsOf> Steps);

/// <summary>A step of the plan as a day saw it.</summary>
/// <param name="Done">The day it was done; null when it was not by then.</param>
public sealed record StepAsOf(string Title, string Key, Side Side, DateOnly? Due, DateOnly? Done, bool Late);

public sealed partial class PlanGauge
{
    /// <remarks>
    /// Values are those that were kept by that day. A plan that begins or ends inside a quarter is summed from its whole months; where it
    /// cuts a month, that part is counted from the facts known today.
    /// </remarks>
    public async Task<PlanAsOf> ReadAsOf(Plan plan, DateOnly day, CancellationToken ct)
    {
        var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
        var (fiscal, until) = (programme.FiscalYearStart, programme.StartOf(day.AddDays(1)));
        var version = await db.PlanVersions().AsNoTracking().Where(v => v.PlanId == plan.Id && v.Agreed != null && v.Agreed < until).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
        var terms = version is null ? null
            : (await db.PlanProposals().AsNoTracking().Where(p => p.VersionId == version.Id).OrderByDescending(p => p.Number).FirstAsync(ct)).Terms;
        var promises = await Promises(plan, terms, programme, ct);
        var (starts, ends) = (terms?.Starts ?? plan.Starts, terms?.Ends ?? plan.Ends);
        var periods = promises.SelectMany(t => TargetCalendar.Periods(t.Cadence, starts, ends, fiscal)).Distinct().ToList();
        List<string> names = [.. promises.Select(t => t.Kpi).Distinct()];
        var values = await figures.Values([plan.PartnerId], names, [.. periods.Where(p => p.Start <= day)], day, ct);
        var parts = new Dictionary<(Period, string), Figure>();
        foreach (var period in periods.Where(p => p.Start <= day && (p.Start < starts || (p.End > ends.AddDays(1) && day > ends))))
            await Part(plan, period, period.Start > starts ? period.Start : starts, period.End < ends.AddDays(1) ? period.End : ends.AddDays(1), names, day, parts, ct);
        var dated = await policies.Current<PlanRules>(until, ct, plan.PartnerId);
        var steps = await Steps(plan, day, programme, ct);
        var targets = promises.ConvertAll(t => Judge(plan, (starts, ends), t, values, parts, day, fiscal));
        return new PlanAsOf(day, terms, version?.Number ?? 0, Weigh(plan, targets, Milestones(steps, Side.Partner), Milestones(steps, Side.Vendor), dated, day), steps);
    }

    /// <summary>The targets of the terms as rows that nobody saves.</summary>
    private async Task<List<PlanTarget>> Promises(Plan plan, PlanTerms? terms, ProgrammePolicy programme, CancellationToken ct)
    {
        var before = await db.PlanTargets().AsNoTracking().Where(t => t.PlanId == plan.Id).ToListAsync(ct);
        return [.. (terms?.Targets ?? []).Select((term, i) =>
        {
            var target = PlanTarget.Of(plan, term.Key);
            target.Promise(term, i + 1, KpiAmounts.ToMeasure(kpis.Find(term.Kpi), term.Amount, programme.Currency));
            target.StartFrom(before.Find(t => t.Key == term.Key && t.Kpi == term.Kpi)?.Baseline);
            return target;
        })];
    }

    private async Task Part(
        Plan plan, Period period, DateOnly from, DateOnly to, List<string> names, DateOnly day, Dictionary<(Period, string), Figure> parts, CancellationToken ct)
    {
        var adding = names.Where(n => kpis.Find(n) is { } kpi && kpi.AddsUp).ToList();
        if (from.Day == 1 && to.Day == 1 && adding.Count > 0)
        {
            var months = Enumerable.Range(0, 3).Select(n => new Period(PeriodKind.Month, from.AddMonths(n))).Where(m => m.Start < to && m.Start <= day).ToList();
            var kept = await figures.Values([plan.PartnerId], adding, months, day, ct);
            foreach (var name in adding)
            {
                var of = months.Select(m => kept[plan.PartnerId, name, m]).Where(f => f.Value is not null).ToList();
                parts[(period, name)] = of.Count == 0 ? Figure.Missing : new Figure(of.Sum(f => f.Value), of.Sum(f => f.Sample));
            }
        }
        else
        {
            adding = [];
        }

        var rest = names.Except(adding).ToList();
        if (rest.Count == 0)
            return;
        foreach (var (name, figure) in await figures.Within(plan.PartnerId, rest, from, to > day ? day : to.AddDays(-1), ct))
            parts[(period, name)] = figure;
    }

    private async Task<List<StepAsOf>> Steps(Plan plan, DateOnly day, ProgrammePolicy programme, CancellationToken ct)
    {
        Guid? subject = plan.Id.Value;
        var steps = await db.Steps().AsNoTracking().Include(s => s.Journey).Where(s => s.Journey.Kind == Plan.Kind && s.Journey.SubjectId == subject).OrderBy(s => s.Due).ThenBy(s => s.Number).ToListAsync(ct);
        return [.. steps.Where(s => !(s.Status == StepStatus.Skipped && s.Finished is { } gone && programme.DateOf(gone) <= day)).Select(s =>
        {
            var done = s.Status == StepStatus.Done && s.Finished is { } at && programme.DateOf(at) <= day ? programme.DateOf(at) : (DateOnly?)null;
            return new StepAsOf(s.Title, s.Key ?? "", s.Side, s.Due, done, done is null && s.Due <= day);
        })];
    }

    private static MilestoneReading Milestones(List<StepAsOf> steps, Side side)
    {
        var judged = steps.Where(s => s.Side == side && (s.Done is not null || s.Late)).ToList();
        return new MilestoneReading(judged.Count, judged.Count(s => s.Done is not null), 0);
    }
}
