using System.Collections.Frozen;

namespace Tandem.Engine;

/// <summary>The ISO 4217 currencies in circulation and their exponents (digits after the decimal point).</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, int> Exponents = Build();

    public static bool Exists(string? code) => code is not null && Exponents.ContainsKey(code);

    public static int Exponent(string code) => Exponents.TryGetValue(code, out var e)
        ? e
        : throw new ArgumentException($"{code} is not an ISO 4217 currency.", nameof(code));

    public static IEnumerable<string> All => Exponents.Keys.Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, int> Build()
    {
        const string none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
        const string three = "BHD IQD JOD KWD LYD OMR TND";
        const string four = "CLF UYW";
        const string two =
            "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE " +
            "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD " +
            "HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP " +
            "MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD " +
            "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS " +
            "VED VES WST XCD YER ZAR ZMW ZWG";
        return new[] { (none, 0), (two, 2), (three, 3), (four, 4) }
            .SelectMany(group => group.Item1.Split(' ').Select(code => KeyValuePair.Create(code, group.Item2)))
            .ToFrozenDictionary();
    }
}
