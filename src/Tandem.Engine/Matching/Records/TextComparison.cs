namespace Tandem.Engine.Matching.Records;

/// <summary>Compares texts word by word, rare words counting more, slips, cuts, initials and joined words allowed (soft TF-IDF).</summary>
/// <remarks>
/// likeness = 0.7·S/√(W_left·W_right) + 0.3·S/min(W_left, W_right), S = Σ min(w)·s over aligned words, W = Σ w,
/// w = ln(1 + values / values with the word), s from <see cref="WordLikeness"/>. After Cohen, Ravikumar and Fienberg (2003).
/// </remarks>
internal sealed class TextComparison(FieldKind kind) : FieldComparison
{
    private static readonly float[] Steps = [0.35f, 0.6f, 0.8f, 0.93f];
    private const int MostWords = 60;
    private const int MostForSlips = 14;

    private NameWord[][] _words = [];
    private float[] _weights = [];
    private Dictionary<string, int> _holders = [];

    public override int Levels => Steps.Length + 2;

    public override double[] Expected => [0.05, 0.07, 0.1, 0.13, 0.15, 0.5];

    protected override string Normalise(string cell, bool right)
    {
        if (Tabular.NumberFormat.IsMissing(cell)) return "";
        var words = CompanyName.Words(Folding.Fold(cell));
        for (var i = words.Count - 1; i >= 0; i--)
        {
            words[i] = Folding.JoinVowels(kind is FieldKind.Address or FieldKind.Place ? StreetWords.Expand(words[i]) : words[i]);
            if (words[i].Length == 0) words.RemoveAt(i);
        }
        return string.Join(' ', words.Take(MostWords));
    }

    public override void Prepare()
    {
        _holders = [];
        foreach (var value in Values)
            foreach (var word in value.Split(' ').Distinct())
                _holders[word] = _holders.GetValueOrDefault(word) + 1;
        _words = [.. Values.Select(v => v.Split(' ').Select(w => NameWord.Of(w, WordKind.Own) with { Weight = Rarity(w) }).ToArray())];
        _weights = [.. _words.Select(ws => ws.Sum(w => w.Weight))];
    }

    private float Rarity(string word) => (float)Math.Log(1 + (double)Values.Count / _holders[word]);

    protected override int LevelOf(int left, int right)
    {
        var likeness = Likeness(left, right);
        var level = 0;
        while (level < Steps.Length && likeness >= Steps[level]) level++;
        return level;
    }

    internal float Likeness(int left, int right)
    {
        var (a, b) = (_words[left], _words[right]);
        Span<bool> usedA = stackalloc bool[MostWords * 2];
        Span<bool> usedB = stackalloc bool[MostWords * 2];
        var shared = 0f;
        var (restA, restB) = (a.Length, b.Length);
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                if (usedB[j] || !string.Equals(a[i].Text, b[j].Text, StringComparison.Ordinal)) continue;
                (usedA[i], usedB[j]) = (true, true);
                shared += a[i].Weight;
                (restA, restB) = (restA - 1, restB - 1);
                break;
            }
        }
        if (restA > 0 && restB > 0 && restA <= MostForSlips && restB <= MostForSlips)
        {
            shared += Joined(a, b, usedA, usedB) + Joined(b, a, usedB, usedA);
            shared += Slips(a, b, usedA, usedB);
        }
        var cosine = Math.Min(1, shared / MathF.Sqrt(_weights[left] * _weights[right]));
        var contained = Math.Min(1, shared / Math.Min(_weights[left], _weights[right]));
        return (0.7f * cosine) + (0.3f * contained);
    }

    private float Slips(NameWord[] a, NameWord[] b, Span<bool> usedA, Span<bool> usedB)
    {
        var shared = 0f;
        for (var i = 0; i < a.Length; i++)
        {
            if (usedA[i]) continue;
            var (best, at) = (0f, -1);
            for (var j = 0; j < b.Length; j++)
            {
                if (usedB[j]) continue;
                var likeness = Math.Max(WordLikeness.Of(a[i], b[j]), Initial(a[i], b[j]));
                if (likeness > best) (best, at) = (likeness, j);
            }
            if (at < 0) continue;
            (usedA[i], usedB[at]) = (true, true);
            shared += Math.Min(a[i].Weight, b[at].Weight) * best;
        }
        return shared;
    }

    /// <summary>"J" for "John" among names of people.</summary>
    private float Initial(in NameWord a, in NameWord b) =>
        kind == FieldKind.PersonName && (a.Text.Length == 1 || b.Text.Length == 1) && a.Text[0] == b.Text[0] ? 0.7f : 0;

    private static float Joined(NameWord[] whole, NameWord[] parts, Span<bool> usedWhole, Span<bool> usedParts)
    {
        var shared = 0f;
        for (var i = 0; i < whole.Length; i++)
        {
            for (var j = 0; j + 1 < parts.Length && !usedWhole[i]; j++)
            {
                var (text, first, second) = (whole[i].Text, parts[j].Text, parts[j + 1].Text);
                if (usedParts[j] || usedParts[j + 1] || text.Length != first.Length + second.Length
                    || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(second, StringComparison.Ordinal)) continue;
                usedWhole[i] = usedParts[j] = usedParts[j + 1] = true;
                shared += Math.Max(whole[i].Weight, parts[j].Weight + parts[j + 1].Weight) * 0.9f;
            }
        }
        return shared;
    }

    public override IEnumerable<string> Features(int value)
    {
        var text = Values[value];
        yield return "=" + text;
        var words = _words[value];
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i].Text;
            yield return word;
            if (word.Length >= 4 && !char.IsAsciiDigit(word[0]) && Folding.Skeleton(word) is { Length: >= 3 } sound) yield return "~" + sound;
            if (i > 0) yield return words[i - 1].Text + "+" + word;
        }
        if (text.Length > 80) yield break;
        var joined = "^" + text.Replace(" ", "", StringComparison.Ordinal) + "$";
        for (var i = 0; i + 4 <= joined.Length; i++) yield return "#" + joined.Substring(i, 4);
    }
}
