namespace Tandem.Strategize;

/// <summary>How names of models, segments and tiers become the codes by which they are kept.</summary>
internal static class StandingText
{
    public static string CodeOf(string name) =>
        string.Join('-', new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } code
            ? code : "x" + name.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
