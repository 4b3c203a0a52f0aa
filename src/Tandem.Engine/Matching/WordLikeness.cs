using System.Numerics;

namespace Tandem.Engine.Matching;

/// <summary>How alike two words are written, 0 to 1.</summary>
internal static class WordLikeness
{
    /// <summary>
    /// 1 for equal words; for a slip of the pen 1 − 1.5·d/n with d the Damerau–Levenshtein distance and n the longer length;
    /// 0.9 for words that sound alike; 0.88 for a longer word cut short. Below a plausible slip: 0.
    /// </summary>
    public static float Of(in NameWord a, in NameWord b)
    {
        if (a.Text.Length == b.Text.Length && string.Equals(a.Text, b.Text, StringComparison.Ordinal)) return 1;
        if (a.Kind == WordKind.Place || b.Kind == WordKind.Place) return 0;
        if (a.Kind < WordKind.Popular && b.Kind < WordKind.Popular) return 0;
        var (shorter, longer) = a.Text.Length <= b.Text.Length ? (a.Text, b.Text) : (b.Text, a.Text);
        var n = longer.Length;
        if (shorter.Length < 3 || HasDigit(shorter) || HasDigit(longer)) return 0;
        if (shorter.Length is >= 4 and <= 5 && n > shorter.Length + 2 && n <= shorter.Length * 3
            && longer.StartsWith(shorter, StringComparison.Ordinal)) return 0.88f;
        if (n < 4) return 0;
        var bound = n <= 5 ? 1 : n <= 9 ? 2 : 3;
        if (n - shorter.Length > bound || BitOperations.PopCount(a.Letters ^ b.Letters) > 2 * bound) return 0;
        var distance = Distance(shorter, longer, bound);
        var likeness = distance > bound ? 0 : 1 - 1.5f * distance / n;
        if (likeness < 0.9f && n >= 5 && shorter[0] == longer[0] && SoundAlike(shorter, longer)) likeness = 0.9f;
        return likeness < 0.55f ? 0 : likeness;
    }

    /// <summary>The same consonants, at least four of them: short skeletons meet by chance.</summary>
    private static bool SoundAlike(string a, string b) =>
        Folding.Skeleton(a) is { Length: >= 4 } sound && string.Equals(sound, Folding.Skeleton(b), StringComparison.Ordinal);

    /// <summary>Damerau–Levenshtein distance with adjacent swaps (optimal string alignment); more than the bound is cut short.</summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int bound)
    {
        while (a.Length > 0 && b.Length > 0 && a[0] == b[0]) { a = a[1..]; b = b[1..]; }
        while (a.Length > 0 && b.Length > 0 && a[^1] == b[^1]) { a = a[..^1]; b = b[..^1]; }
        if (Math.Abs(a.Length - b.Length) > bound) return bound + 1;
        if (a.Length == 0) return b.Length;
        if (b.Length == 0) return a.Length;
        if (b.Length > 100) { b = b[..100]; if (a.Length > 100) a = a[..100]; }
        var width = b.Length + 1;
        Span<int> rows = stackalloc int[3 * width];
        var before = rows[..width];
        var above = rows.Slice(width, width);
        var row = rows.Slice(2 * width, width);
        for (var j = 0; j < width; j++) above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var least = i;
            for (var j = 1; j < width; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var best = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) best = Math.Min(best, before[j - 2] + 1);
                row[j] = best;
                least = Math.Min(least, best);
            }
            if (least > bound) return bound + 1;
            var spare = before;
            before = above;
            above = row;
            row = spare;
        }
        return above[width - 1];
    }

    /// <summary>Which letters occur in a word, as bits: two words far apart in letters need no closer look.</summary>
    public static uint LettersOf(string word)
    {
        uint letters = 0;
        foreach (var c in word) letters |= 1u << (c is >= 'a' and <= 'z' ? c - 'a' : 26 + c % 6);
        return letters;
    }

    private static bool HasDigit(string word)
    {
        foreach (var c in word) if (char.IsAsciiDigit(c)) return true;
        return false;
    }
}
