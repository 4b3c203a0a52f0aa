using System.Text;
using Tandem.Engine.Matching;

namespace Tandem.Search;

/// <summary>Cuts text into the plain words it is found by, the same for both databases: "Größe" and "groesse" meet.</summary>
public static class SearchWords
{
    private const int LongestWord = 40;

    /// <summary>At most this many words of one text are found.</summary>
    private const int Most = 2000;

    public static List<string> Of(string? text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in Folding.Fold(text).EnumerateRunes())
        {
            if (words.Count >= Most)
                break;
            if (IsAWordByItself(rune))
            {
                Close(words, word);
                words.Add(rune.ToString());
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                if (word.Length < LongestWord)
                    word.Append(rune.ToString());
            }
            else
            {
                Close(words, word);
            }
        }

        Close(words, word);
        return words;
    }

    /// <summary>The words in one line, as they stand in the index.</summary>
    public static string Line(string? text) => string.Join(' ', Of(text));

    private static void Close(List<string> words, StringBuilder word)
    {
        if (word.Length == 0)
            return;
        words.Add(Folding.JoinVowels(word.ToString()));
        word.Clear();
    }

    /// <summary>Chinese and Japanese write no spaces: there every sign is looked up.</summary>
    private static bool IsAWordByItself(Rune rune) => rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF);
}
