namespace Tandem.Engine.Forecasting;

/// <summary>How the revenue of a period divides over groups, so that their forecasts add up to the whole.</summary>
/// <remarks>
/// Shares of past revenue, older periods counting less, drawn towards equal shares: a Dirichlet prior (Gelman et al.,
/// Bayesian Data Analysis). How fast the past fades and how strong the draw is, is whatever would have been best so far; so is
/// how much the promise of each group's open deals counts, where it is known.
/// </remarks>
internal static class GroupShares
{
    private const int FewPeriods = 3;
    private static readonly double[] HalfLives = [4, 2, 8, 1, 1000];
    private static readonly double[] Draws = [0.5, 0.1, 1, 2, 4];
    private static readonly double[] Leans = [0.15, 0.3, 0.5, 0.7];

    /// <summary>An open deal counts only where that has clearly paid.</summary>
    private const double Clearly = 0.99;

    /// <param name="revenue">Revenue per period and group, oldest first.</param>
    /// <param name="active">Groups that have a deal at all.</param>
    /// <param name="promise">What the open deals of each group promised for each period and for the next one; null: not known.</param>
    public static double[] Next(double[][] revenue, bool[] active, double[][]? promise = null)
    {
        var best = (HalfLives[0], Draws[0]);
        var least = double.PositiveInfinity;
        for (var h = 0; h < HalfLives.Length && revenue.Length > FewPeriods; h++)
        {
            foreach (var draw in Draws)
            {
                var error = 0.0;
                for (var t = 2; t < revenue.Length; t++)
                {
                    var shares = Shares(revenue.AsSpan(0, t), active, HalfLives[h], draw);
                    var total = revenue[t].Sum();
                    error += shares.Zip(revenue[t], (share, actual) => Math.Abs((share * total) - actual)).Sum();
                }

                if (error < 0.995 * least)
                    (best, least) = ((HalfLives[h], draw), error);
            }
        }

        var next = Shares(revenue, active, best.Item1, best.Item2);
        return promise is null || revenue.Length <= FewPeriods ? next : Leaning(next, promise[^1], LeanOf(revenue, active, best, promise));
    }

    private static double LeanOf(double[][] revenue, bool[] active, (double HalfLife, double Draw) past, double[][] promise)
    {
        var errors = new double[Leans.Length + 1];
        for (var t = 2; t < revenue.Length; t++)
        {
            var (shares, total) = (Shares(revenue.AsSpan(0, t), active, past.HalfLife, past.Draw), revenue[t].Sum());
            for (var lean = 0; lean <= Leans.Length; lean++)
                errors[lean] += Leaning(shares, promise[t], lean == 0 ? 0 : Leans[lean - 1]).Zip(revenue[t], (share, actual) => Math.Abs((share * total) - actual)).Sum();
        }

        var best = Array.IndexOf(errors, errors.Min());
        return best > 0 && errors[best] < Clearly * errors[0] ? Leans[best - 1] : 0;
    }

    private static double[] Leaning(double[] shares, double[] promise, double lean)
    {
        var sum = lean > 0 ? promise.Sum() : 0;
        return sum > 0 ? [.. shares.Zip(promise, (share, promised) => ((1 - lean) * share) + (lean * promised / sum))] : shares;
    }

    private static double[] Shares(ReadOnlySpan<double[]> revenue, bool[] active, double halfLife, double draw)
    {
        var shares = new double[active.Length];
        var (mean, groups) = (0.0, active.Count(a => a));
        for (var t = 0; t < revenue.Length; t++)
        {
            var weight = Math.Pow(0.5, (revenue.Length - 1 - t) / halfLife);
            for (var g = 0; g < shares.Length; g++)
                shares[g] += weight * revenue[t][g];
            mean += revenue[t].Sum() / revenue.Length;
        }

        for (var g = 0; g < shares.Length; g++)
            shares[g] += active[g] ? draw * (mean > 0 ? mean : 1) / groups : 0;
        var sum = shares.Sum();
        return sum > 0 ? Array.ConvertAll(shares, share => share / sum) : shares;
    }
}
