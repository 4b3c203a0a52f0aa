using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Tandem.Engine.Matching;

/// <summary>Brings text of any script to one plain form, so that "Müller", "MUELLER" and "Мюллер" can meet.</summary>
/// <remarks>
/// Latin letters lose their marks, Cyrillic and Greek are transliterated, full-width forms become plain ones. Letters of
/// other scripts stay. Broken surrogates become spaces: no input throws.
/// </remarks>
public static class Folding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789 .,-&'/()");

    private static readonly FrozenDictionary<char, string> Letters = LetterTable();

    /// <summary>Lower case, without marks, in Latin letters where a transliteration is known.</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new StringBuilder(text.Length + 8);
        foreach (var c in Decomposed(text))
        {
            if (c < 128) folded.Append(char.ToLowerInvariant(c));
            else if (char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            else if (Letters.TryGetValue(char.ToLowerInvariant(c), out var latin)) folded.Append(latin);
            else folded.Append(char.ToLowerInvariant(c));
        }
        return folded.ToString();
    }

    /// <summary>Joins the ways a marked vowel is typed: "mueller" and "muller" become "muller".</summary>
    public static string JoinVowels(string word)
    {
        if (word.Length < 3 || !HasPair(word)) return word;
        var joined = new StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            if (i > 0 && IsPair(word[i - 1], word[i])) continue;
            joined.Append(word[i]);
        }
        return joined.ToString();
    }

    /// <summary>
    /// How a word sounds, roughly: its first letter and its consonants, with the spellings of one sound joined and doubled
    /// letters single. Vowel slips and most phonetic misspellings leave it unchanged.
    /// </summary>
    public static string Skeleton(string word)
    {
        Span<char> sound = stackalloc char[Math.Min(word.Length * 2, 64)];
        var n = 0;
        for (var i = 0; i < word.Length && n < sound.Length - 2; i++)
        {
            var c = word[i];
            var next = i + 1 < word.Length ? word[i + 1] : '\0';
            if (c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y')
            {
                if (i == 0) sound[n++] = c is 'y' ? 'i' : c;
                continue;
            }
            if (c is 'h' && i > 0) continue;
            if (c is 'p' && next is 'h') c = 'f';
            else if (c is 'c' && next is 'e' or 'i') c = 's';
            else if (c is 'c' or 'q') c = 'k';
            else if (c is 'z') c = 's';
            else if (c is 'w') c = 'v';
            else if (c is 'x') { Add(sound, ref n, 'k'); c = 's'; }
            Add(sound, ref n, c);
        }
        return new string(sound[..n]);
    }

    private static void Add(Span<char> sound, ref int n, char c)
    {
        if (n == 0 || sound[n - 1] != c) sound[n++] = c;
    }

    private static bool HasPair(string word)
    {
        for (var i = 1; i < word.Length; i++)
            if (IsPair(word[i - 1], word[i])) return true;
        return false;
    }

    private static bool IsPair(char first, char second) =>
        (second is 'e' && (first is 'a' or 'o' or 'u')) || (second is 'a' && first is 'a');

    private static string Decomposed(string text)
    {
        if (HasBrokenSurrogate(text))
        {
            var repaired = text.ToCharArray();
            for (var i = 0; i < repaired.Length; i++)
            {
                if (char.IsHighSurrogate(repaired[i]) && i + 1 < repaired.Length && char.IsLowSurrogate(repaired[i + 1])) i++;
                else if (char.IsSurrogate(repaired[i])) repaired[i] = ' ';
            }
            text = new string(repaired);
        }
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            return text; // unassigned code points: compared as they stand
        }
    }

    private static bool HasBrokenSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }
        return false;
    }

    private static FrozenDictionary<char, string> LetterTable()
    {
        const string pairs =
            "ß ss æ ae ø o œ oe ł l đ d ð d þ th ħ h ı i ŋ ng ĸ k ŧ t ə a ’ ' ‘ ' ` ' ´ ' ʼ ' ＇ ' ＆ & – - — - ‐ - ‑ - · . … . " +
            "а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ  ы y ь  э e " +
            "ю yu я ya є ye і i ґ g ђ dj ј j љ lj њ nj ћ c џ dz ѕ dz ѓ g ќ k ў u ә a ғ g қ k ң n ө o ұ u ү u һ h " +
            "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o";
        var table = new Dictionary<char, string>();
        var words = pairs.Split(' ');
        for (var i = 0; i + 1 < words.Length; i += 2) table[words[i][0]] = words[i + 1];
        return table.ToFrozenDictionary();
    }
}
