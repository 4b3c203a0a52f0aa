namespace Tandem.Sell;

/// <summary>The name under which the odds of deals are kept among the models' predictions: written above, shown in lists here.</summary>
public static class DealOdds
{
    public const string Kind = "win-odds";
}
