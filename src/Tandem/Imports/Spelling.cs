using System.Globalization;
using System.Numerics;
using System.Text;

namespace Tandem.Imports;

/// <summary>Whether two spellings mean the same word: "GTXPro" is "GTX Pro", "technolgy" is "technology".</summary>
public static class Spelling
{
    /// <summary>Letters and digits only, lower case, without accents.</summary>
    public static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c))
                bare.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol)
                bare.Append(c);
        }

        return bare.ToString();
    }

    /// <summary>The one candidate that is nearest and near enough, or null; two equally near ones are no answer.</summary>
    /// <remarks>One slip from five letters on, two from nine; a digit never changes: "GTX 500" is not "GTX 600".</remarks>
    public static string? Nearest(string text, IEnumerable<string> candidates) => Nearest(Spelt.Of(text), candidates.Select(Spelt.Of));

    internal static string? Nearest(Spelt text, IEnumerable<Spelt> candidates)
    {
        var allowed = SlipsAllowed(text.Bare.Length);
        string? best = null;
        var (least, tied) = (allowed + 1, false);
        foreach (var candidate in candidates)
        {
            // A slip changes two kinds of letters at most: asked first, because it is a single comparison.
            if (BitOperations.PopCount(candidate.Letters ^ text.Letters) > 2 * allowed
                || Math.Abs(candidate.Bare.Length - text.Bare.Length) > allowed || candidate.Digits != text.Digits)
                continue;
            var slips = Slips(text.Bare, candidate.Bare, least);
            if (slips < least)
                (best, least, tied) = (candidate.Name, slips, false);
            else if (slips == least && slips <= allowed && candidate.Name != best)
                tied = true;
        }

        return tied ? null : best;
    }

    /// <summary>How many slips a word of so many letters is forgiven.</summary>
    internal static int SlipsAllowed(int letters) => letters >= 9 ? 2 : letters >= 5 ? 1 : 0;

    /// <summary>Letters inserted, dropped, changed or swapped with their neighbour (optimal string alignment).</summary>
    private static int Slips(string a, string b, int enough)
    {
        var (before, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                least = Math.Min(least, row[j]);
            }

            if (least > enough)
                return least;
            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}

/// <summary>A name with what of it is compared.</summary>
/// <param name="Letters">A bit for each kind of letter in it; kinds beyond the alphabet share them.</param>
internal readonly record struct Spelt(string Name, string Bare, string Digits, uint Letters)
{
    public static Spelt Of(string name)
    {
        var bare = Spelling.Bare(name);
        return new Spelt(name, bare, string.Concat(bare.Where(char.IsDigit)), bare.Aggregate(0u, (bits, c) => bits | (1u << (c & 31))));
    }
}
