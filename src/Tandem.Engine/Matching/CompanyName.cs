using System.Text;

namespace Tandem.Engine.Matching;

/// <summary>One word that counts in a company's name, its kind and its weight of evidence.</summary>
internal readonly record struct NameWord(string Text, WordKind Kind, float Weight, uint Letters)
{
    public static NameWord Of(string text, WordKind kind) =>
        new(text, kind, CompanyWords.WeightOf(kind, text), WordLikeness.LettersOf(text));
}

/// <summary>Reads a company's name into the words that identify it.</summary>
internal static class CompanyName
{
    private const int MostWords = 12;
    private const int LongestWord = 40;

    /// <summary>Firms better known by their letters.</summary>
    private static readonly Dictionary<string, string> Letters =
        ("ibm=international business machines|hp=hewlett packard|hpe=hewlett packard enterprise|ge=general electric|gm=general motors|" +
        "pg=procter gamble|jj=johnson johnson|bmw=bayerische motoren werke|vw=volkswagen|pwc=pricewaterhousecoopers|ey=ernst young|" +
        "jpm=jpmorgan chase|bofa=bank of america|tcs=tata consultancy services|aws=amazon web services|ups=united parcel service|" +
        "bt=british telecommunications|3m=minnesota mining manufacturing|dt=deutsche telekom|db=deutsche bank|gsk=glaxosmithkline|" +
        "jlr=jaguar land rover|amd=advanced micro devices|ti=texas instruments|pmi=philip morris international|ntt=nippon telegraph telephone|" +
        "ubs=union bank of switzerland|rbc=royal bank of canada|rbs=royal bank of scotland|zf=zahnradfabrik friedrichshafen|lg=lucky goldstar|" +
        "att=american telephone telegraph|gmbh=gmbh").Split('|').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);

    public static NameWord[] Read(string? name, out string initials)
    {
        var words = Words(LegalForms.Unglue(Folding.Fold(name)));
        LegalForms.Strip(words);
        if (words.Count == 1 && Letters.TryGetValue(words[0], out var full)) words = [.. full.Split(' ')];
        var read = Classify(words, keepStops: false, out initials);
        return read.Length > 0 ? read : Classify(words, keepStops: true, out initials);
    }

    private static NameWord[] Classify(List<string> words, bool keepStops, out string initials)
    {
        var read = new List<NameWord>(words.Count);
        var first = new StringBuilder();
        for (var i = 0; i < words.Count && read.Count < MostWords; i++)
        {
            var take = Places.At(words, i, out var place);
            if (take > 0)
            {
                read.Add(NameWord.Of(place, WordKind.Place));
                for (var j = 0; j < take; j++) first.Append(words[i + j][0]);
                i += take - 1;
                continue;
            }
            var word = CompanyWords.Expand(words[i]);
            var kind = CompanyWords.KindOf(word);
            if (kind == WordKind.Stop && !keepStops) continue;
            read.Add(NameWord.Of(Folding.JoinVowels(word), kind == WordKind.Stop ? WordKind.Own : kind));
            first.Append(words[i][0]);
        }
        LendWeight(read);
        initials = first.Length is >= 3 and <= 8 ? first.ToString() : "";
        return [.. read];
    }

    /// <summary>In a name without any word of its own, the place is what tells it apart: Royal Bank of Canada, Air France.</summary>
    private static void LendWeight(List<NameWord> read)
    {
        if (read.Exists(w => w.Kind is WordKind.Own)) return;
        for (var i = 0; i < read.Count; i++)
            if (read[i].Kind == WordKind.Place) read[i] = read[i] with { Weight = 0.8f };
    }

    /// <summary>Splits at everything that is no letter or digit; joins "S.A.", "A / S", "AT&amp;T" and letters standing alone.</summary>
    public static List<string> Words(string folded)
    {
        var words = new List<string>(8);
        var word = new StringBuilder(16);
        var lettersAlone = 0;
        for (var i = 0; i <= folded.Length && words.Count < MostWords * 2; i++)
        {
            var c = i < folded.Length ? folded[i] : ' ';
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                if (word.Length < LongestWord) word.Append(c);
                continue;
            }
            if (c is '\'' && word.Length > 0) continue;
            if (c is '&' && i > 0 && i + 1 < folded.Length && word.Length is > 0 and <= 2
                && char.IsLetterOrDigit(folded[i + 1])) continue;
            if (word.Length == 0) continue;
            Close(words, word, ref lettersAlone);
        }
        return words;
    }

    private static void Close(List<string> words, StringBuilder word, ref int lettersAlone)
    {
        var text = word.ToString();
        word.Clear();
        if (text.Length == 1 && char.IsAsciiLetter(text[0]))
        {
            lettersAlone++;
            if (lettersAlone > 1)
            {
                words[^1] += text;
                return;
            }
        }
        else lettersAlone = 0;
        words.Add(text);
    }
}
