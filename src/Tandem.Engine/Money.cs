namespace Tandem.Engine;

/// <summary>An amount in one currency, counted in the currency's smallest unit (cents for EUR, yen for JPY).</summary>
/// <remarks>
/// Adding two currencies is a bug and throws; a sum over currencies goes through a dated rate first.
/// The number of decimals of a currency is its ISO 4217 exponent.
/// </remarks>
public readonly record struct Money(long Minor, string Currency) : IComparable<Money>
{
    public static Money Zero(string currency) => new(0, currency);

    /// <summary>From a decimal amount; digits beyond the currency's exponent are rounded half away from zero.</summary>
    public static Money Of(decimal amount, string currency) =>
        new(checked((long)Math.Round(amount * Scale(currency), MidpointRounding.AwayFromZero)), currency);

    /// <summary>The amount in whole currency units, exact.</summary>
    public decimal Amount => Minor / Scale(Currency);

    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);
    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);
    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);
    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;
    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;
    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Amount} {Currency}");

    private static Money Same(Money a, Money b) => a.Currency == b.Currency
        ? b
        : throw new InvalidOperationException($"{a.Currency} and {b.Currency} cannot be combined without a rate.");

    private static decimal Scale(string currency) => Currencies.Exponent(currency) switch
    {
        0 => 1m,
        2 => 100m,
        3 => 1000m,
        4 => 10000m,
        var e => throw new InvalidOperationException($"Exponent {e} of {currency} is not supported."),
    };
}
