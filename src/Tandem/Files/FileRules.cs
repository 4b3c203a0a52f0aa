using System.Globalization;
using System.Text;

namespace Tandem.Files;

/// <summary>What the programme takes as an upload.</summary>
public sealed record FileRules
{
    public long MaxBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>A document that is a ZIP inside may not unpack to more than this.</summary>
    public long MaxUnpackedBytes { get; init; } = 500L * 1024 * 1024;

    /// <summary>How long an upload waits for the form it belongs to before it is swept away.</summary>
    public TimeSpan KeepUnattached { get; init; } = TimeSpan.FromHours(24);

    private const int MaxName = 120;

    /// <summary>
    /// The name as it is shown and offered at download: no folders, no control or direction marks, nothing that a
    /// file system treats specially.
    /// </summary>
    public static string CleanName(string? name)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var clean = new StringBuilder(last.Length);
        foreach (var rune in last.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
                continue;
            clean.Append("<>:\"|?*;%".Contains(rune.ToString(), StringComparison.Ordinal) ? "_" : rune.ToString());
        }

        var text = clean.ToString().Trim(' ', '.');
        if (text.Length == 0)
            return "file";
        if (text.Length <= MaxName)
            return text;
        var extension = Path.GetExtension(text);
        extension = extension.Length <= 12 ? extension : "";
        var end = MaxName - extension.Length;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)].TrimEnd() + extension;
    }
}
