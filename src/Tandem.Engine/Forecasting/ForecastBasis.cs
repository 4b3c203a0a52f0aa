namespace Tandem.Engine.Forecasting;

/// <summary>How the forecast of one period came about, for all groups together: what each way says, how much it counts, what is already won.</summary>
/// <param name="Period">The period's calendar index.</param>
/// <param name="Expected">Booked + the mean of <paramref name="AsPeriod"/> and <paramref name="AsMonths"/>, in the amounts' unit.</param>
/// <param name="Booked">Already won in it.</param>
/// <param name="Left">The part of a period's revenue that past periods won from this far into them on; 1 for one that has not begun.</param>
/// <param name="AsPeriod">What is still to come, seen as one period: <paramref name="Left"/> × the mean of the ways.</param>
/// <param name="AsMonths">The same as the sum of its months; null where periods are months.</param>
/// <param name="Ways">What each way says of the whole period; empty before any period is over.</param>
/// <param name="OpenDeals">What the deals open at the period's beginning are expected to bring in it, by the yields of their ages; null in later periods and without a past.</param>
/// <param name="Unborn">What deals born within the period are expected to bring in it; null as above.</param>
public sealed record ForecastBasis(
    int Period, double Expected, double Booked, double Left, double AsPeriod, double? AsMonths, IReadOnlyList<ForecastWay> Ways, double? OpenDeals, double? Unborn);

/// <summary>One way of forecasting, and how far the forecast leans on it.</summary>
/// <param name="Name"><c>own</c>, <c>pipeline</c>, <c>last</c>, <c>season</c> or <c>three</c>.</param>
/// <param name="Says">For the whole period, in the amounts' unit.</param>
/// <param name="Counts">Its weight, 0 to 1; the weights of a period add up to 1.</param>
public readonly record struct ForecastWay(string Name, double Says, double Counts);

/// <summary>The customary rule: open amounts times the win rate of all deals that ended.</summary>
/// <param name="Open">How many deals are open.</param>
/// <param name="Amount">Together; one of unknown size counts as the mean of those won.</param>
/// <param name="Rate">Won ÷ ended; one half before any ended.</param>
public readonly record struct WeightedRule(int Open, double Amount, double Rate);

/// <summary>What is still to come in one period.</summary>
internal sealed record PeriodAhead(double Mean, double Spread)
{
    public IReadOnlyList<ForecastWay> Ways { get; init; } = [];

    public double Left { get; init; } = 1;

    public double AsPeriod { get; init; } = Mean;

    public double? AsMonths { get; init; }
}
