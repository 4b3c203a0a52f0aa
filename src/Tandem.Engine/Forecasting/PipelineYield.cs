namespace Tandem.Engine.Forecasting;

/// <summary>What the open deals will bring next period: how much of the open amount of each age was won in a period so far.</summary>
/// <remarks>
/// A run-off of the pipeline by age (the chain ladder of insurance; Mack, ASTIN Bulletin 23, 1993), plus what deals born
/// within a period have brought in it. Every period's answer uses only what came before it.
/// </remarks>
internal static class PipelineYield
{
    private const int Ages = 8;
    private const double Memory = 2;
    private const int RecentBirths = 6;

    /// <summary>The expected revenue of each whole period as seen at its beginning, and of the current one; NaN at first.</summary>
    public static double[] Expectations(IReadOnlyList<ForecastDeal> deals, RevenueHistory history, PeriodCalendar calendar)
    {
        var n = history.Periods;
        var open = new double[n + 1, Ages];
        var won = new double[n + 1, Ages];
        var born = new double[n + 1];
        var typical = Typical(deals);
        foreach (var deal in deals)
        {
            var opened = calendar.IndexOf(deal.Opened) - history.First;
            var closed = deal.Closed is { } day ? calendar.IndexOf(day) - history.First : int.MaxValue;
            if (closed < 0)
                continue;
            var amount = deal.ListAmount ?? typical;
            for (var t = Math.Max(0, opened + 1); t <= Math.Min(n, closed); t++)
                open[t, Age(t - opened - 1)] += amount;
            if (!deal.Won || closed > n)
                continue;
            if (closed <= opened)
                born[closed] += deal.Amount;
            else
                won[closed, Age(closed - opened - 1)] += deal.Amount;
        }

        var expected = new double[n + 1];
        var (openSoFar, wonSoFar) = (new double[Ages], new double[Ages]);
        for (var t = 0; t <= n; t++)
        {
            expected[t] = t < 2 ? double.NaN : Recent(born, t);
            var (allOpen, allWon) = (openSoFar.Sum(), wonSoFar.Sum());
            for (var age = 0; age < Ages && t >= 2 && allOpen > 0; age++)
            {
                var prior = Memory * allOpen / (t * Ages);
                expected[t] += open[t, age] * (wonSoFar[age] + (prior * allWon / allOpen)) / (openSoFar[age] + prior);
            }

            for (var age = 0; age < Ages; age++)
                (openSoFar[age], wonSoFar[age]) = (openSoFar[age] + open[t, age], wonSoFar[age] + won[t, age]);
        }

        return expected;
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
