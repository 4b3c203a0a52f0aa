namespace Tandem.Engine.Forecasting;

/// <summary>What the open deals will bring next period: how much of the open amount of each age, and class, was won in a period so far.</summary>
/// <remarks>
/// A run-off of the pipeline by age (the chain ladder of insurance; Mack, ASTIN Bulletin 23, 1993), plus what deals born
/// within a period have brought in it. A class has a yield of its own, drawn to that of its age while little is known of it
/// (credibility; Bühlmann, ASTIN Bulletin 4, 1967). Every period's answer uses only what came before it.
/// </remarks>
internal sealed class PipelineYield
{
    private const int Ages = 8;
    private const double Memory = 2;
    private const int RecentBirths = 6;

    private PipelineYield(double[] whole, double[][]? groups, double? unborn) => (Whole, Groups, Unborn) = (whole, groups, unborn);

    /// <summary>The expected revenue of each whole period as seen at its beginning, and of the current one; NaN at first.</summary>
    public double[] Whole { get; }

    /// <summary>The part of the current period's that deals born within it are expected to bring; null at first.</summary>
    public double? Unborn { get; }

    /// <summary>The part of it that stands in open deals, by period and group; null unless classes and groups are given.</summary>
    public double[][]? Groups { get; }

    public static PipelineYield Of(IReadOnlyList<ForecastDeal> deals, RevenueHistory history, PeriodCalendar calendar, DealClasses? classes = null, int groups = 0)
    {
        var n = history.Periods;
        var cells = Ages * (classes is null ? 1 : classes.Count + 1);
        var (open, won, born) = (new double[n + 1, cells], new double[n + 1, cells], new double[n + 1]);
        var parts = classes is null || groups == 0 ? null : Array.ConvertAll(new int[n + 1], _ => new Dictionary<(int Group, int Cell), double>());
        var typical = Typical(deals);
        var starts = Enumerable.Range(0, n + 1).Select(t => calendar.Start(history.First + t)).ToArray();
        foreach (var deal in deals)
        {
            var opened = calendar.IndexOf(deal.Opened) - history.First;
            var closed = deal.Closed is { } day ? calendar.IndexOf(day) - history.First : int.MaxValue;
            if (closed < 0)
                continue;
            var amount = deal.ListAmount ?? typical;
            for (var t = Math.Max(0, opened + 1); t <= Math.Min(n, closed); t++)
            {
                var cell = Cell(deal, t, opened);
                open[t, cell] += amount;
                if (deal.Won && t == closed)
                    won[t, cell] += deal.Amount;
                if (parts is not null)
                    parts[t][(deal.Group, cell)] = parts[t].GetValueOrDefault((deal.Group, cell)) + amount;
            }

            if (deal.Won && closed <= opened && closed <= n)
                born[closed] += deal.Amount;
        }

        var (expected, byGroup) = (new double[n + 1], parts is null ? null : Array.ConvertAll(parts, _ => new double[groups]));
        var (openSoFar, wonSoFar) = (new double[cells], new double[cells]);
        for (var t = 0; t <= n; t++)
        {
            expected[t] = t < 2 ? double.NaN : Recent(born, t);
            var yields = Yields(openSoFar, wonSoFar, t, cells / Ages);
            for (var cell = 0; cell < cells && t >= 2; cell++)
                expected[t] += open[t, cell] * yields[cell];
            foreach (var ((group, cell), amount) in parts?[t] ?? [])
                byGroup![t][group] += amount * yields[cell];
            for (var cell = 0; cell < cells; cell++)
                (openSoFar[cell], wonSoFar[cell]) = (openSoFar[cell] + open[t, cell], wonSoFar[cell] + won[t, cell]);
        }

        return new PipelineYield(expected, byGroup, n < 2 ? null : Recent(born, n));

        int Cell(ForecastDeal deal, int t, int opened) => Age(t - opened - 1) + (classes is null ? 0 : Ages * (classes.Of(deal.Number, starts[t]) + 1));
    }

    /// <summary>What of an open amount is won within a period, by age and class, from all periods before.</summary>
    private static double[] Yields(double[] open, double[] won, int periods, int classes)
    {
        var yields = new double[open.Length];
        var (allOpen, allWon) = (open.Sum(), won.Sum());
        for (var age = 0; age < Ages && allOpen > 0; age++)
        {
            var (ofAge, wonOfAge) = (0.0, 0.0);
            for (var cell = age; cell < open.Length; cell += Ages)
                (ofAge, wonOfAge) = (ofAge + open[cell], wonOfAge + won[cell]);
            var prior = Memory * allOpen / (periods * Ages);
            var yield = (wonOfAge + (prior * allWon / allOpen)) / (ofAge + prior);
            for (var cell = age; cell < open.Length; cell += Ages)
                yields[cell] = classes == 1 ? yield : (won[cell] + (prior * yield)) / (open[cell] + prior);
        }

        return yields;
    }

    /// <summary>The size of a deal of which no size is known: the mean of those won.</summary>
    public static double Typical(IReadOnlyList<ForecastDeal> deals)
    {
        var (sum, count) = (0.0, 0);
        foreach (var deal in deals)
        {
            if (deal.Won)
                (sum, count) = (sum + deal.Amount, count + 1);
        }

        return count == 0 ? 0 : sum / count;
    }

    private static double Recent(double[] born, int t) => born.AsSpan(Math.Max(0, t - RecentBirths)..t).ToArray().Average();

    private static int Age(int periods) => periods < 5 ? Math.Max(0, periods) : periods < 8 ? 5 : periods < 12 ? 6 : Ages - 1;
}
