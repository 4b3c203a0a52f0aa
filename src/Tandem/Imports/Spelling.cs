using System.Globalization;
using System.Text;

namespace Tandem.Imports;

/// <summary>Whether two spellings mean the same word: "GTXPro" is "GTX Pro", "technolgy" is "technology".</summary>
public static class Spelling
{
    /// <summary>Letters and digits only, lower case, without accents.</summary>
    public static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormD))
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
    public static string? Nearest(string text, IEnumerable<string> candidates)
    {
        var bare = Bare(text);
        var allowed = bare.Length >= 9 ? 2 : bare.Length >= 5 ? 1 : 0;
        string? best = null;
        var (least, tied) = (allowed + 1, false);
        foreach (var candidate in candidates)
        {
            var other = Bare(candidate);
            if (Math.Abs(other.Length - bare.Length) > allowed || Digits(other) != Digits(bare))
                continue;
            var slips = Slips(bare, other, least);
            if (slips < least)
                (best, least, tied) = (candidate, slips, false);
            else if (slips == least && slips <= allowed && candidate != best)
                tied = true;
        }

        return tied ? null : best;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsDigit));

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
