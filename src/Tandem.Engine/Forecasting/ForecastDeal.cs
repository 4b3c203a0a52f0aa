namespace Tandem.Engine.Forecasting;

/// <summary>A deal as a forecast sees it.</summary>
/// <param name="Opened">The day it became known.</param>
/// <param name="Closed">The day it was won or lost; null while open.</param>
/// <param name="Won">Whether it was won.</param>
/// <param name="Amount">Its revenue if won, in the amounts' unit.</param>
/// <param name="ListAmount">What was known of its size while open; null if nothing was.</param>
/// <param name="Group">The partner, region or seller it belongs to; 0 without groups.</param>
/// <param name="Number">Which deal it is, for what else is known of it (<see cref="DealClasses"/>).</param>
public readonly record struct ForecastDeal(DateOnly Opened, DateOnly? Closed, bool Won, double Amount, double? ListAmount, int Group, int Number = 0)
{
    /// <summary>The deal as it stood at the beginning of a day; null if it was not yet known.</summary>
    public ForecastDeal? AsOf(DateOnly day) => Opened >= day ? null
        : Closed is null || Closed >= day ? this with { Closed = null, Won = false, Amount = 0 }
        : this;
}

/// <summary>How promising deals looked at the beginning of a day, by whatever tells it: classes whose yields are learned, so that no scale is assumed.</summary>
/// <param name="Count">How many classes.</param>
/// <param name="Of">The class of a deal, by its number, as known at the beginning of a day; -1 where nothing was known.</param>
public sealed record DealClasses(int Count, Func<int, DateOnly, int> Of)
{
    /// <summary>Both together: a class for each pair, the unknown ones of each being a class too.</summary>
    public DealClasses And(DealClasses other) => new(
        (Count + 1) * (other.Count + 1), (deal, day) => ((Of(deal, day) + 1) * (other.Count + 1)) + other.Of(deal, day) + 1);
}
