namespace Tandem.Engine.Forecasting;

/// <summary>What was won in each period so far, and how much chance there is in it.</summary>
internal sealed class RevenueHistory
{
    private const int MostPeriods = 84;

    private RevenueHistory(int first, double[] revenue, double[] squares, double[][] groups, double booked, double[] bookedGroups) =>
        (First, Revenue, Squares, Groups, Booked, BookedGroups) = (first, revenue, squares, groups, booked, bookedGroups);

    /// <summary>The index of the first period.</summary>
    public int First { get; }

    /// <summary>Revenue of each whole period, oldest first.</summary>
    public double[] Revenue { get; }

    /// <summary>Sum of squared amounts per period: the variance that independent deals give it.</summary>
    public double[] Squares { get; }

    /// <summary>Revenue per period and group.</summary>
    public double[][] Groups { get; }

    /// <summary>Revenue already won in the period that is not over.</summary>
    public double Booked { get; }

    public double[] BookedGroups { get; }

    public int Periods => Revenue.Length;

    /// <param name="deals">Deals as they stood at the beginning of the day.</param>
    /// <param name="asOf">The day; its own period is not over and does not count.</param>
    /// <param name="calendar">Months or quarters.</param>
    /// <param name="groups">How many groups there are.</param>
    public static RevenueHistory Of(IReadOnlyList<ForecastDeal> deals, DateOnly asOf, PeriodCalendar calendar, int groups)
    {
        var current = calendar.IndexOf(asOf);
        var first = current;
        foreach (var deal in deals)
        {
            if (deal is { Closed: { } closed } && deal.Won)
                first = Math.Min(first, calendar.IndexOf(closed));
        }

        first = Math.Max(first, current - MostPeriods);
        var n = current - first;
        var (revenue, squares, byGroup) = (new double[n], new double[n], Array.ConvertAll(new int[n], _ => new double[groups]));
        var (booked, bookedGroups) = (0.0, new double[groups]);
        foreach (var deal in deals)
        {
            if (!deal.Won || deal.Closed is not { } closed || calendar.IndexOf(closed) < first)
                continue;
            var t = calendar.IndexOf(closed) - first;
            if (t >= n)
            {
                booked += deal.Amount;
                bookedGroups[deal.Group] += deal.Amount;
                continue;
            }

            revenue[t] += deal.Amount;
            squares[t] += deal.Amount * deal.Amount;
            byGroup[t][deal.Group] += deal.Amount;
        }

        return new RevenueHistory(first, revenue, squares, byGroup, booked, bookedGroups);
    }
}
