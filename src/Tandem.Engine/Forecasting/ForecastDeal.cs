namespace Tandem.Engine.Forecasting;

/// <summary>A deal as a forecast sees it.</summary>
/// <param name="Opened">The day it became known.</param>
/// <param name="Closed">The day it was won or lost; null while open.</param>
/// <param name="Won">Whether it was won.</param>
/// <param name="Amount">Its revenue if won, in the amounts' unit.</param>
/// <param name="ListAmount">What was known of its size while open; null if nothing was.</param>
/// <param name="Group">The partner, region or seller it belongs to; 0 without groups.</param>
public readonly record struct ForecastDeal(DateOnly Opened, DateOnly? Closed, bool Won, double Amount, double? ListAmount, int Group)
{
    /// <summary>The deal as it stood at the beginning of a day; null if it was not yet known.</summary>
    public ForecastDeal? AsOf(DateOnly day) => Opened >= day ? null
        : Closed is null || Closed >= day ? this with { Closed = null, Won = false, Amount = 0 }
        : this;
}
