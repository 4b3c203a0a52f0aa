using Tandem.Engine.Tabular;

namespace Tandem.Engine.Tests.Matching;

/// <summary>Invented records of several kinds, and the ways people spoil them; the same seed gives the same files.</summary>
internal sealed class Invented(int seed)
{
    private static readonly string[] Given = ("James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara Richard Susan Joseph Jessica " +
        "Thomas Sarah Charles Karen Christopher Nancy Daniel Lisa Matthew Betty Anthony Margaret Mark Sandra Donald Ashley Steven Kimberly Paul Emily Andrew Donna " +
        "Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa Edward Deborah Ronald Stephanie").Split(' ');
    private static readonly string[] Streets = "Street Avenue Road Lane Drive Boulevard Court Place".Split(' ');
    private static readonly string[] Short = "St. Ave. Rd. Ln. Dr. Blvd. Ct. Pl.".Split(' ');
    private static readonly string[] Trades = "Systems Logistics Foods Energy Software Bank Insurance Motors Pharma Consulting Group International Technologies Holdings Services".Split(' ');
    private static readonly string[] Legal = ["Inc.", "Ltd.", "GmbH", "S.A.", "AG", "Corp.", "LLC", "B.V.", "plc", "Oy", "S.p.A.", "Pty Ltd", "& Co. KG"];

    private readonly Random _random = new(seed);

    public bool Chance(double p) => _random.NextDouble() < p;
    public int Next(int n) => _random.Next(n);
    public string One(string[] of) => of[_random.Next(of.Length)];

    /// <summary>One of the first mostly, seldom a late one: names and words are spread so.</summary>
    public string Zipf(string[] of) => of[(int)(of.Length * Math.Pow(_random.NextDouble(), 2.2))];

    public string Digits(int n) => string.Concat(Enumerable.Range(0, n).Select(i => (char)('0' + _random.Next(i == 0 ? 1 : 0, 10))));

    public string Word()
    {
        const string start = "b c d f g h j k l m n p r s t v w z br cr dr fr gr kr pr st tr sh ch th bl cl fl";
        const string vowel = "a e i o u a e i o ai ea ou";
        const string end = "n r s l t m nd rt ck x n r  ";
        var word = "";
        for (var i = _random.Next(2, 4); i > 0; i--) word += One(start.Split(' ')) + One(vowel.Split(' '));
        return char.ToUpperInvariant(word[0]) + word[1..] + One(end.Split(' '));
    }

    public string[] Words(int n) => [.. Enumerable.Range(0, n).Select(_ => Word()).Distinct()];

    public string Slip(string text)
    {
        if (text.Length < 4) return text;
        var i = _random.Next(1, text.Length - 1);
        var letter = char.IsAsciiDigit(text[i]) ? (char)('0' + _random.Next(10)) : (char)('a' + _random.Next(26));
        return _random.Next(4) switch
        {
            0 => text.Remove(i, 1),
            1 => text.Insert(i, letter.ToString()),
            2 => text.Remove(i, 1).Insert(i, letter.ToString()),
            _ => text.Remove(i, 1).Insert(i - 1, text[i].ToString()),
        };
    }

    /// <summary>Each cell spoiled with a chance: slips, emptied, word dropped, case changed.</summary>
    public string Spoil(string cell, double errors, double missing)
    {
        if (Chance(missing)) return "";
        if (Chance(errors)) cell = Slip(cell);
        if (Chance(errors / 3)) cell = Slip(cell);
        if (Chance(errors / 4) && cell.Split(' ') is { Length: > 2 } words) cell = string.Join(' ', words.Where((_, i) => i != words.Length / 2));
        return Chance(0.1) ? cell.ToUpperInvariant() : cell;
    }

    public string[][] People(int n)
    {
        var (surnames, towns, streets) = (Words(n / 4 + 50), Words(60), Words(300));
        return [.. Enumerable.Range(0, n).Select(_ =>
        {
            var town = Next(towns.Length);
            return new[] { Zipf(Given), Zipf(surnames), $"{Next(200) + 1} {Zipf(streets)} {One(Streets)}", towns[town], (10000 + (town * 97) + Next(5)).ToString(),
                new DateTime(1930, 1, 1).AddDays(Next(25000)).ToString("yyyy-MM-dd") };
        })];
    }

    public string Street(string address)
    {
        for (var i = 0; i < Streets.Length; i++)
            if (address.EndsWith(Streets[i], StringComparison.Ordinal)) return address[..^Streets[i].Length] + Short[i];
        return address;
    }

    public string Company(string[] words) => Zipf(words) + (Chance(0.4) ? " " + Zipf(words) : "") + (Chance(0.6) ? " " + One(Trades) : "") + " " + One(Legal);

    public string OtherCompany(string name)
    {
        var words = name.Split(' ').ToList();
        var legal = Legal.FirstOrDefault(l => name.EndsWith(" " + l, StringComparison.Ordinal));
        var bare = legal is null ? name : name[..^(legal.Length + 1)];
        bare = bare.Replace("International", Chance(0.5) ? "Intl" : "International").Replace("Technologies", Chance(0.5) ? "Tech" : "Technologies")
            .Replace("Services", Chance(0.5) ? "Svcs." : "Services").Replace("Group", Chance(0.3) ? "Grp" : "Group");
        if (Chance(0.3)) bare = Slip(bare);
        if (Chance(0.15)) bare += " " + One(["Deutschland", "UK", "France", "(Holdings)"]);
        return bare + (Chance(0.5) ? " " + One(Legal) : "");
    }

    /// <summary>A table whose first column names the thing meant.</summary>
    public static Table Of(string source, string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToArray();
        return new Table(source, columns, [.. columns.Select((_, c) => all.Select(r => r[c]).ToArray())]);
    }

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        _random.Shuffle(all);
        return all;
    }
}
