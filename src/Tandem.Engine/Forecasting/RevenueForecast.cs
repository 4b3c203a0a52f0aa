using MathNet.Numerics.Distributions;

namespace Tandem.Engine.Forecasting;

/// <summary>What one period will bring, for one group or in all.</summary>
/// <param name="Period">The period's calendar index.</param>
/// <param name="Group">The group; -1 for all together.</param>
/// <param name="Expected">The mean, in the amounts' unit.</param>
/// <param name="P10">One time in ten it will be less.</param>
/// <param name="P50">As likely more as less.</param>
/// <param name="P90">One time in ten it will be more.</param>
/// <param name="WeightedPipeline">What the customary rule says: open amounts times the win rate, all in the first period.</param>
public readonly record struct ForecastLine(int Period, int Group, double Expected, double P10, double P50, double P90, double WeightedPipeline);

/// <summary>The performance-backed forecast: what deals open and not yet born will bring, as a distribution, from the evidence.</summary>
/// <remarks>
/// The whole is forecast by <c>RevenueAhead</c>, then divided over groups, so that groups add up. Nothing learned after the as-of day is used. Ranges are of a gamma distribution beside the chance
/// that no deal is won at all (after Jørgensen and de Souza, Scandinavian Actuarial Journal, 1994); a group's has the luck of its few deals in it.
/// </remarks>
public static class RevenueForecast
{
    // A group's share is known from few periods only, which adds about a fifth to the luck of its deals.
    private const double OwnLuck = 1.2;

    /// <param name="deals">All deals; what happened from <paramref name="asOf"/> on is not looked at.</param>
    /// <param name="asOf">The beginning of this day is now; it lies in the first period.</param>
    /// <param name="periods">How many periods.</param>
    /// <param name="calendar">Months or quarters.</param>
    /// <param name="groups">How many groups there are; 0 forecasts the whole only.</param>
    /// <param name="classes">What else is known of open deals; null: size and age only.</param>
    public static IReadOnlyList<ForecastLine> Make(
        IEnumerable<ForecastDeal> deals, DateOnly asOf, int periods, PeriodCalendar calendar, int groups = 0, DealClasses? classes = null) =>
        Explain(deals, asOf, periods, calendar, groups, classes).Lines;

    /// <summary>The same, with how the whole of each period came about and what the customary rule rests on.</summary>
    public static (IReadOnlyList<ForecastLine> Lines, IReadOnlyList<ForecastBasis> Basis, WeightedRule Rule) Explain(
        IEnumerable<ForecastDeal> deals, DateOnly asOf, int periods, PeriodCalendar calendar, int groups = 0, DealClasses? classes = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        var known = new List<ForecastDeal>();
        foreach (var deal in deals)
        {
            if (deal.AsOf(asOf) is { } then)
                known.Add(groups == 0 ? then with { Group = 0 } : then);
        }

        var history = RevenueHistory.Of(known, asOf, calendar, Math.Max(1, groups));
        var (weighted, rule) = WeightedPipeline(known, Math.Max(1, groups));
        var promise = PipelineYield.Of(known, history, calendar, classes, groups);
        var ahead = RevenueAhead.Of(known, history, promise, asOf, calendar, periods, classes);
        var current = calendar.IndexOf(asOf);
        var lines = new List<ForecastLine>();
        var active = new bool[Math.Max(1, groups)];
        known.ForEach(deal => active[deal.Group] = true);
        var shares = groups == 0 ? [1.0] : GroupShares.Next(history.Groups, active, promise.Groups);
        var typical = PipelineYield.Typical(known);
        var perDeal = history.Revenue.Sum() is var sum and > 0 ? history.Squares.Sum() / sum : 0;
        for (var h = 0; h < periods; h++)
        {
            var (mean, spread) = (ahead[h].Mean, ahead[h].Spread);
            if (groups == 0)
            {
                lines.Add(Line(current + h, -1, mean, spread * spread, h == 0 ? history.Booked : 0, h == 0 ? weighted[0] : 0, typical));
                continue;
            }

            // Common luck of the whole is shared in proportion; the luck of single deals is each group's own.
            var common = Math.Max(0, (spread * spread) - (mean * perDeal));
            for (var g = 0; g < groups; g++)
            {
                var own = shares[g] * mean;
                var variance = (shares[g] * shares[g] * common) + (OwnLuck * own * perDeal);
                lines.Add(Line(current + h, g, own, variance, h == 0 ? history.BookedGroups[g] : 0, h == 0 ? weighted[g] : 0, typical));
            }
        }

        return (lines, [.. ahead.Select((a, h) => new ForecastBasis(
            current + h, (h == 0 ? history.Booked : 0) + a.Mean, h == 0 ? history.Booked : 0, a.Left, a.AsPeriod, a.AsMonths, a.Ways,
            h == 0 && promise.Unborn is { } born ? promise.Whole[^1] - born : null, h == 0 ? promise.Unborn : null))], rule);
    }

    private static (double[] ByGroup, WeightedRule Rule) WeightedPipeline(List<ForecastDeal> known, int groups)
    {
        var (won, closed, typical) = (0, 0, PipelineYield.Typical(known));
        foreach (var deal in known)
            (won, closed) = (won + (deal.Won ? 1 : 0), closed + (deal.Closed is null ? 0 : 1));
        var rate = closed == 0 ? 0.5 : (double)won / closed;
        var (weighted, open, amount) = (new double[groups], 0, 0.0);
        foreach (var deal in known.Where(deal => deal.Closed is null))
        {
            var size = deal.ListAmount ?? typical;
            weighted[deal.Group] += rate * size;
            (open, amount) = (open + 1, amount + size);
        }

        return (weighted, new WeightedRule(open, amount, rate));
    }

    /// <param name="typical">The mean size of a deal: how likely it is that none is won.</param>
    private static ForecastLine Line(int period, int group, double mean, double variance, double booked, double weighted, double typical)
    {
        if (mean <= 0 || variance <= 0)
            return new ForecastLine(period, group, booked + Math.Max(0, mean), booked, booked, booked, weighted);
        var none = typical > 0 ? Math.Exp(-mean / typical) : 0;
        var (some, square) = (mean / (1 - none), (variance + (mean * mean)) / (1 - none));
        var shape = Math.Clamp(some * some / Math.Max(square - (some * some), 0), 0, 1e6);
        var rate = shape / some;
        return new ForecastLine(period, group, booked + mean, booked + Quantile(0.1), booked + Quantile(0.5), booked + Quantile(0.9), weighted);

        double Quantile(double p) => p <= none || shape < 0.01 ? 0 : Gamma.InvCDF(shape, rate, (p - none) / (1 - none)) is var q && double.IsFinite(q) ? q : some;
    }
}
