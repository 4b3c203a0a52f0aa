namespace Tandem.Engine.Forecasting;

/// <summary>How far off a way of forecasting has been, one period ahead, over the history.</summary>
/// <param name="Method">Which way.</param>
/// <param name="Periods">How many periods were forecast.</param>
/// <param name="Wape">Sum of absolute errors over groups and periods, as a part of the revenue; lower is better.</param>
/// <param name="Bias">Forecast less actual, as a part of the revenue.</param>
/// <param name="Coverage">How often the actual lay within the 80 % interval; our forecast only.</param>
public sealed record BacktestLine(string Method, int Periods, double Wape, double Bias, double? Coverage);

/// <summary>How far off one period was.</summary>
/// <param name="ByGroup">Sum of absolute errors over the groups.</param>
/// <param name="Whole">Absolute error of their sum.</param>
public readonly record struct ForecastMiss(DateOnly Starts, double ByGroup, double Whole, double Actual);

/// <summary>Forecasts every period of the past from what was known at its beginning, ours beside what is customary.</summary>
public static class ForecastBacktest
{
    private const int FirstPeriods = 3;

    /// <param name="deals">All deals.</param>
    /// <param name="calendar">Months or quarters.</param>
    /// <param name="until">Periods up to the one before this day's are compared.</param>
    /// <param name="groups">How many groups there are; 0 looks at the whole only.</param>
    /// <param name="from">The first period to compare; null: as soon as three are known.</param>
    /// <param name="classes">What else is known of open deals; null: size and age only.</param>
    public static IReadOnlyList<BacktestLine> Run(
        IReadOnlyList<ForecastDeal> deals, PeriodCalendar calendar, DateOnly until, int groups = 0, DateOnly? from = null, DealClasses? classes = null)
    {
        var count = Math.Max(1, groups);
        var (flat, all, first) = Past(deals, calendar, until, groups, from);
        var methods = new (string Name, double Error, double Bias)[]
        {
            ("tandem", 0, 0), ("weighted pipeline", 0, 0), ("last period", 0, 0), ("seasonal naive", 0, 0), ("trailing mean", 0, 0),
        };
        var (inside, seen, revenue, periods) = (0, 0, 0.0, Math.Max(0, all.Periods - first));
        for (var t = first; t < all.Periods; t++)
        {
            var lines = RevenueForecast.Make(flat, calendar.Start(all.First + t), 1, calendar, groups, classes);
            for (var g = 0; g < count; g++)
            {
                var actual = all.Groups[t][g];
                double[] forecasts = [lines[g].Expected, lines[g].WeightedPipeline, all.Groups[t - 1][g], Seasonal(all, t, g, calendar), Trailing(all, t, g)];
                for (var m = 0; m < methods.Length; m++)
                    methods[m] = (methods[m].Name, methods[m].Error + Math.Abs(forecasts[m] - actual), methods[m].Bias + forecasts[m] - actual);
                inside += actual >= lines[g].P10 && actual <= lines[g].P90 ? 1 : 0;
                (seen, revenue) = (seen + 1, revenue + actual);
            }
        }

        return [.. methods.Select((m, i) => new BacktestLine(
            m.Name, periods, Part(m.Error, revenue), Part(m.Bias, revenue), i == 0 && seen > 0 ? (double)inside / seen : null))];
    }

    /// <summary>What our forecast of each period missed, to tell whether another way of making it misses less.</summary>
    public static IReadOnlyList<ForecastMiss> Misses(
        IReadOnlyList<ForecastDeal> deals, PeriodCalendar calendar, DateOnly until, int groups = 0, DateOnly? from = null, DealClasses? classes = null)
    {
        var (flat, all, first) = Past(deals, calendar, until, groups, from);
        return [.. Enumerable.Range(first, Math.Max(0, all.Periods - first)).Select(t =>
        {
            var lines = RevenueForecast.Make(flat, calendar.Start(all.First + t), 1, calendar, groups, classes);
            var actual = all.Groups[t].Sum();
            return new ForecastMiss(
                calendar.Start(all.First + t), all.Groups[t].Select((own, g) => Math.Abs(lines[g].Expected - own)).Sum(), Math.Abs(lines.Sum(line => line.Expected) - actual), actual);
        })];
    }

    private static (ForecastDeal[] Flat, RevenueHistory All, int First) Past(
        IReadOnlyList<ForecastDeal> deals, PeriodCalendar calendar, DateOnly until, int groups, DateOnly? from)
    {
        ForecastDeal[] flat = groups == 0 ? [.. deals.Select(deal => deal with { Group = 0 })] : [.. deals];
        var all = RevenueHistory.Of(flat, until, calendar, Math.Max(1, groups));
        return (flat, all, Math.Max(FirstPeriods, from is { } day ? calendar.IndexOf(day) - all.First : 0));
    }

    private static double Part(double sum, double revenue) => revenue > 0 ? sum / revenue : 0;

    /// <summary>A year ago if the history reaches so far, else the same place of the quarter before.</summary>
    private static double Seasonal(RevenueHistory all, int t, int g, PeriodCalendar calendar) =>
        all.Groups[t >= calendar.PerYear ? t - calendar.PerYear : t - Math.Min(t, calendar.PerQuarter)][g];

    private static double Trailing(RevenueHistory all, int t, int g) =>
        Enumerable.Range(Math.Max(0, t - FirstPeriods), Math.Min(t, FirstPeriods)).Average(s => all.Groups[s][g]);
}
