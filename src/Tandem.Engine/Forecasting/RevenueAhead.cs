namespace Tandem.Engine.Forecasting;

/// <summary>What is still to come in the current period and in those after it, for all groups together.</summary>
/// <remarks>
/// The model of revenue per period with the run-off of the open deals as evidence, and the customary ways where they have been nearer.
/// A quarter is forecast as a quarter and as the sum of its months, and the mean of both counts: the longer view sees levels, the
/// shorter sees turns (multiple temporal aggregation; Kourentzes, Petropoulos and Trapero, International Journal of Forecasting 30, 2014).
/// </remarks>
internal static class RevenueAhead
{
    private const double WidestInPeriods = 3;
    private static readonly PeriodCalendar Months = new(PeriodLength.Month);

    public static PeriodAhead[] Of(
        List<ForecastDeal> known, RevenueHistory history, PipelineYield promise, DateOnly asOf, PeriodCalendar calendar, int periods, DealClasses? classes)
    {
        if (history.Periods == 0 || history.Revenue.Sum() <= 0)
        {
            // No period is over yet: the open deals at an even chance are all there is.
            var open = known.Where(deal => deal.Closed is null).Sum(deal => deal.ListAmount ?? 0) / 2;
            return Begun([.. Enumerable.Range(0, periods).Select(_ => new PeriodAhead(open / WidestInPeriods, open / WidestInPeriods))], known, history, asOf, calendar);
        }

        var model = CycleModel.Fit(history.Revenue, history.Squares, promise.Whole, history.First, calendar, periods);
        var ahead = Begun(ForecastBlend.Ahead(history.Revenue, model, promise.Whole, calendar, periods), known, history, asOf, calendar);
        return calendar.Length == PeriodLength.Quarter ? WithItsMonths(ahead, known, asOf, calendar, classes) : ahead;
    }

    private static PeriodAhead[] WithItsMonths(
        PeriodAhead[] quarters, List<ForecastDeal> known, DateOnly asOf, PeriodCalendar calendar, DealClasses? classes)
    {
        var history = RevenueHistory.Of(known, asOf, Months, known.Max(deal => deal.Group) + 1);
        var (current, first) = (calendar.IndexOf(asOf), Months.IndexOf(asOf));
        var left = Months.IndexOf(calendar.Start(current + 1)) - first;
        var months = Of(known, history, PipelineYield.Of(known, history, Months, classes), asOf, Months, left + ((quarters.Length - 1) * calendar.MonthsEach), classes);
        var sums = new double[quarters.Length];
        for (var m = 0; m < months.Length; m++)
            sums[calendar.IndexOf(Months.Start(first + m)) - current] += months[m].Mean;
        return [.. quarters.Zip(sums, (quarter, sum) => quarter with { Mean = (quarter.Mean + sum) / 2, AsMonths = sum })];
    }

    /// <summary>Leaves of the period that has begun the part that past periods won from this far into them on.</summary>
    private static PeriodAhead[] Begun(
        PeriodAhead[] ahead, List<ForecastDeal> known, RevenueHistory history, DateOnly asOf, PeriodCalendar calendar)
    {
        var part = Rest(known, history, asOf, calendar);
        var whole = ahead[0];
        ahead[0] = whole with { Mean = whole.Mean * part, Spread = whole.Spread * Math.Sqrt(part), Left = part, AsPeriod = whole.Mean * part };
        return ahead;
    }

    private static double Rest(List<ForecastDeal> known, RevenueHistory history, DateOnly asOf, PeriodCalendar calendar)
    {
        var start = calendar.Start(calendar.IndexOf(asOf));
        var passed = (double)(asOf.DayNumber - start.DayNumber) / (calendar.Start(calendar.IndexOf(asOf) + 1).DayNumber - start.DayNumber);
        if (passed == 0)
            return 1;
        var (later, all) = (1 - passed, 1.0);
        var unit = history.Periods == 0 ? 0 : history.Revenue.Average();
        foreach (var deal in known.Where(deal => deal.Won && unit > 0))
        {
            var period = calendar.IndexOf(deal.Closed!.Value);
            if (period < history.First || period >= history.First + history.Periods)
                continue;
            var (from, to) = (calendar.Start(period).DayNumber, calendar.Start(period + 1).DayNumber);
            all += deal.Amount / unit;
            later += (double)(deal.Closed.Value.DayNumber - from) / (to - from) >= passed ? deal.Amount / unit : 0;
        }

        return later / all;
    }
}
