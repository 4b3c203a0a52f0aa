using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>What one stretch of a target's calendar says: a month or a quarter, cut to the plan's days.</summary>
/// <param name="To">The first day after.</param>
/// <param name="Whole">What is promised for the stretch.</param>
/// <param name="Expected">What is expected of it by now; null before it begins.</param>
public sealed record TargetSlot(Period Period, DateOnly From, DateOnly To, double Whole, double? Expected, double? Actual)
{
    /// <summary>The stretch is only a part of its month or quarter.</summary>
    public bool IsPart => From != Period.Start || To != Period.End;
}

/// <summary>A target with what was reached of it.</summary>
/// <param name="Kpi">Null when no pillar measures it any more.</param>
/// <param name="Share">0 to 1; null when there is nothing to judge.</param>
/// <param name="Lost">The points it takes from the plan's health.</param>
public sealed record TargetReading(PlanTarget Target, Kpi? Kpi, bool AddsUp, IReadOnlyList<TargetSlot> Slots, double? Actual, double? Expected, double? Share, double Lost)
{
    public bool IsBehind => Share is < 0.999;

    /// <summary>What is still missing of what is expected by now; positive where it adds up and more is better.</summary>
    public double? Missing => AddsUp && Kpi?.Better != Better.Less && Expected - Actual is > 0 and var gap ? gap : null;
}

/// <summary>What a plan owes and holds at one moment: the published formula applied.</summary>
/// <param name="Health">0 to 100; null in the first days, or when nothing can be judged.</param>
public sealed record PlanReading(
    Id<Plan> Plan, double? Health, double? OfPartner, double? OfVendor, Track Track, IReadOnlyList<TargetReading> Targets, MilestoneReading Partner, MilestoneReading Vendor,
    bool TooEarly, int RulesVersion)
{
    public MilestoneReading Of(Side side) => side == Side.Vendor ? Vendor : Partner;
}

/// <summary>The steps of one side: how many were due by now, and how many of these are done.</summary>
/// <param name="Lost">The points that missing steps take from the plan's health.</param>
public sealed record MilestoneReading(int Due, int Done, double Lost)
{
    public double? Share => Due == 0 ? null : (double)Done / Due;

    /// <summary>A step counts when it is done, or when its day has passed; what was let off counts nothing.</summary>
    internal static MilestoneReading Of(IEnumerable<JourneyStep> steps, Side side, DateOnly today)
    {
        var judged = steps.Where(s => s.Side == side && s.Status != StepStatus.Skipped && (s.Status == StepStatus.Done || s.Due < today)).ToList();
        return new MilestoneReading(judged.Count, judged.Count(s => s.Status == StepStatus.Done), 0);
    }
}

/// <summary>The stretches of a target's calendar within a plan, and what is expected of each by a day.</summary>
public static class TargetCalendar
{
    /// <summary>Months for what is due monthly, quarters for the rest: a year's target is spread over its quarters.</summary>
    public static IEnumerable<Period> Periods(Cadence cadence, DateOnly starts, DateOnly ends, int fiscalStart)
    {
        for (var p = Period.Of(starts, cadence == Cadence.Month ? PeriodKind.Month : PeriodKind.Quarter, fiscalStart); p.Start <= ends; p = p.Next)
            yield return p;
    }

    public static TargetSlot Slot(Period period, PlanTarget target, bool addsUp, DateOnly starts, DateOnly ends, DateOnly today, double? actual)
    {
        var from = period.Start > starts ? period.Start : starts;
        var to = period.End <= ends.AddDays(1) ? period.End : ends.AddDays(1);
        var days = period.End.DayNumber - period.Start.DayNumber;
        var promised = addsUp && target.Cadence == Cadence.Year ? target.Amount / 4 : target.Amount;
        if (!addsUp)
            return new TargetSlot(period, from, to, promised, from > today ? null : promised, actual);
        var until = today < to ? today : to;
        return new TargetSlot(
            period, from, to, Attainment.Expected(promised, days, to.DayNumber - from.DayNumber),
            from > today ? null : Attainment.Expected(promised, days, until.DayNumber - from.DayNumber), actual);
    }

    /// <summary>What adds up is summed, catching up included; other numbers are averaged by how much stands behind them.</summary>
    public static (double? Actual, double? Expected) Sum(IReadOnlyList<(TargetSlot Slot, long Sample)> slots, bool addsUp, double amount)
    {
        var judged = slots.Where(s => s.Slot is { Expected: not null, Actual: not null }).ToList();
        if (judged.Count == 0)
            return (null, null);
        if (addsUp)
            return (judged.Sum(s => s.Slot.Actual), judged.Sum(s => s.Slot.Expected));
        var weight = judged.Sum(s => (double)Math.Max(1, s.Sample));
        return (judged.Sum(s => s.Slot.Actual * Math.Max(1, s.Sample)) / weight, amount);
    }
}
