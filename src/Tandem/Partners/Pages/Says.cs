using System.Globalization;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Partners.Pages;

/// <summary>Partners' codes in the words of the screen.</summary>
public static class Says
{
    private static readonly Lazy<Dictionary<string, string>> Names = new(() => CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.TwoLetterISORegionName.Length == 2 && char.IsAsciiLetter(region.TwoLetterISORegionName[0]))
        .GroupBy(region => region.TwoLetterISORegionName)
        .ToDictionary(g => g.Key, g => g.First().EnglishName, StringComparer.OrdinalIgnoreCase));

    public static string Of(PartnerType type, Words l) => l[type.NameOf()];

    /// <summary>The tier by its code: <c>gold</c> reads "Gold".</summary>
    public static string Tier(string code, Words l) => code.Length == 0 ? "" : l[char.ToUpperInvariant(code[0]) + code[1..].Replace('-', ' ')];

    public static Tone ToneOfTier(string code) => code switch
    {
        "platinum" => Tone.Plum,
        "gold" => Tone.Warn,
        "silver" => Tone.Info,
        _ => Tone.Plain,
    };

    /// <summary>The country by its code; what is no code stands as it was written.</summary>
    public static string? Country(string? code) => code is not null && Names.Value.TryGetValue(code, out var name) ? Words.Here[name] : code;

    /// <summary>Lyon, France.</summary>
    public static string Place(string? city, string? country) =>
        string.Join(", ", new[] { city, Country(country) }.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>Every country by name, and the one that is stored even if no list knows it.</summary>
    public static IEnumerable<Option> Countries(string? stored) =>
        Names.Value.Select(pair => new Option(pair.Key, Words.Here[pair.Value])).OrderBy(option => option.Label, StringComparer.Ordinal)
            .Concat(stored is { Length: > 0 } && !Names.Value.ContainsKey(stored) ? [new Option(stored, stored)] : []);
}
