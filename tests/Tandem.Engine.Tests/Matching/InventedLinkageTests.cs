using System.Globalization;
using Tandem.Engine.Matching;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Matching;

/// <summary>Matching of invented records of many kinds: nobody has seen these, least of all the one who chose the settings.</summary>
public sealed class InventedLinkageTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0.25, 0.05, 0.97)]
    [InlineData(2, 0.5, 0.15, 0.90)]
    [InlineData(3, 0.05, 0.0, 0.99)]
    public void People_in_files_of_different_make(int seed, double errors, double missing, double least)
    {
        var make = new Invented(seed);
        var people = make.People(2000);
        var left = Invented.Of("left", ["id", "first name", "last name", "address", "city", "zip", "birth date"],
            people.Take(1400).Select((p, i) => (string[])[$"{i}", .. p]));
        var right = Invented.Of("right", ["PLZ", "Nachname", "Geburtsdatum", "Ort", "Strasse", "Vorname", "id"], make.Shuffled(people.Select((p, i) => (p, i)).Skip(600)
            .Select(x => new[] { x.p[4], x.p[1], Date(x.p[5]), x.p[3], make.Street(x.p[2]), x.p[0] }.Select(c => make.Spoil(c, errors, missing)).Append($"{x.i}").ToArray())));
        Judge(left, right, new LinkageOptions(OneToOne: true), 800, least);

        static string Date(string iso) => DateTime.Parse(iso, CultureInfo.InvariantCulture).ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
    }

    [Fact]
    public void People_with_one_name_column_against_two()
    {
        var make = new Invented(4);
        var people = make.People(1000);
        var left = Invented.Of("left", ["id", "name", "address"], people.Select((p, i) => new[] { $"{i}", $"{p[1]}, {p[0]}", $"{p[2]}, {p[4]} {p[3]}" }));
        var right = Invented.Of("right", ["id", "given_name", "surname", "street", "city", "postcode"], make.Shuffled(people.Select((p, i) =>
            new[] { $"{i}", make.Spoil(p[0], 0.2, 0.02), make.Spoil(p[1], 0.2, 0), make.Street(p[2]), make.Spoil(p[3], 0.1, 0.1), p[4] })));
        Judge(left, right, new LinkageOptions(OneToOne: true), 1000, 0.95);
    }

    [Theory]
    [InlineData(5, true, 0.95)]
    [InlineData(6, false, 0.90)]
    public void Restaurants_without_a_telephone(int seed, bool oneToOne, double least)
    {
        var make = new Invented(seed);
        var (words, towns, kinds) = (make.Words(250), make.Words(8), new[] { "italian", "french", "american", "thai", "seafood", "steakhouse" });
        var places = Enumerable.Range(0, 900).Select(_ => new[] { make.Chance(0.3) ? "Cafe " + make.Zipf(words) : make.Chance(0.5) ? make.Zipf(words) + " Grill" : $"The {make.Zipf(words)} {make.Zipf(words)}",
            $"{make.Next(900) + 1} {make.Zipf(words)} {make.One(["Street", "Avenue", "Road"])}", make.One(towns), make.One(kinds) }).ToArray();
        var left = Invented.Of("left", ["id", "name", "addr", "city", "type"], places.Take(600).Select((p, i) => (string[])[$"{i}", .. p]));
        var right = Invented.Of("right", ["restaurant", "street", "town", "cuisine", "id"], make.Shuffled(places.Select((p, i) => (p, i)).Skip(350).Select(x => new[]
        {
            make.Spoil(make.Chance(0.2) ? x.p[0] + " Restaurant" : make.Chance(0.2) ? x.p[0].Replace("The ", "") : x.p[0], 0.1, 0),
            make.Chance(0.5) ? make.Street(x.p[1]) : x.p[1] + " at Main", make.Chance(0.9) ? x.p[2] : "west " + x.p[2], make.Chance(0.5) ? x.p[3] : make.One(kinds), $"{x.i}",
        })));
        Judge(left, right, new LinkageOptions(OneToOne: oneToOne), 250, least);
    }

    [Fact]
    public void Products_with_model_numbers_and_prices()
    {
        var make = new Invented(7);
        var (brands, words) = (make.Words(30), make.Words(120));
        var products = Enumerable.Range(0, 1000).Select(_ => new[] { make.Zipf(brands), string.Join(' ', Enumerable.Range(0, 4).Select(_ => make.Zipf(words))),
            $"{(char)('A' + make.Next(26))}{(char)('A' + make.Next(26))}-{make.Digits(4)}", (10 + make.Next(900)) + ".99" }).ToArray();
        var left = Invented.Of("left", ["id", "title", "manufacturer", "price"], products.Take(700).Select((p, i) => new[] { $"{i}", $"{p[0]} {p[1]} - {p[2]}", p[0], p[3] }));
        var right = Invented.Of("right", ["id", "name", "price", "brand"], make.Shuffled(products.Select((p, i) => (p, i)).Skip(300).Select(x =>
        {
            var words = x.p[1].Split(' ');
            return new[] { $"{x.i}", $"{x.p[2].Replace("-", make.Chance(0.5) ? "" : "-")} {words[1]} {words[0]} {words[3]} {make.Zipf(brands)}",
                make.Chance(0.3) ? "" : "$" + (double.Parse(x.p[3], CultureInfo.InvariantCulture) * (0.9 + (make.Next(20) / 100.0))).ToString("0.00", CultureInfo.InvariantCulture),
                make.Chance(0.4) ? "" : x.p[0] };
        })));
        Judge(left, right, new LinkageOptions(OneToOne: true), 400, 0.90);
    }

    [Fact]
    public void Publications_of_two_libraries()
    {
        var make = new Invented(8);
        var (words, names) = (make.Words(400), make.Words(200));
        string[] venues = ["Journal of Applied Channels", "International Conference on Partners", "Transactions on Ledgers", "Symposium on Distribution"];
        string[] shortVenues = ["J. Appl. Chan.", "ICP", "Trans. Ledgers", "SOD"];
        var papers = Enumerable.Range(0, 1200).Select(_ => new[] { string.Join(' ', Enumerable.Range(0, 5 + make.Next(5)).Select(_ => make.Zipf(words))),
            string.Join(", ", Enumerable.Range(0, 1 + make.Next(3)).Select(_ => $"{make.Word()} {make.Zipf(names)}")), $"{make.Next(4)}", $"{1995 + make.Next(10)}" }).ToArray();
        var left = Invented.Of("left", ["id", "title", "authors", "venue", "year"], papers.Take(800).Select((p, i) => new[] { $"{i}", p[0], p[1], venues[p[2][0] - '0'], p[3] }));
        var right = Invented.Of("right", ["id", "title", "authors", "venue", "year"], make.Shuffled(papers.Select((p, i) => (p, i)).Skip(400).Select(x => new[]
        {
            $"{x.i}", make.Spoil(x.p[0], 0.4, 0), string.Join(", ", x.p[1].Split(", ").Select(a => $"{a[0]}. {a.Split(' ')[1]}")), shortVenues[x.p[2][0] - '0'], make.Chance(0.3) ? "" : x.p[3],
        })));
        Judge(left, right, new LinkageOptions(), 400, 0.97);
    }

    [Theory]
    [InlineData(9, false, 0.90)]
    [InlineData(10, true, 0.85)]
    public void Companies_by_name_alone_or_with_their_country(int seed, bool nameOnly, double least)
    {
        var make = new Invented(seed);
        var words = make.Words(900);
        string[] lands = ["Germany", "France", "USA", "Japan", "Brazil"];
        var firms = Enumerable.Range(0, 1500).Select(_ => make.Company(words)).DistinctBy(f => string.Join(' ', f.Split(' ').Take(2))).Select(f => (Name: f, Land: make.One(lands))).ToArray();
        var left = Invented.Of("left", nameOnly ? ["id", "company"] : ["id", "company", "country"], firms.Take(firms.Length * 2 / 3)
            .Select((f, i) => (string[])(nameOnly ? [$"{i}", f.Name] : [$"{i}", f.Name, f.Land])));
        var right = Invented.Of("right", nameOnly ? ["id", "account name"] : ["id", "account name", "country"], make.Shuffled(firms.Select((f, i) => (f, i)).Skip(firms.Length / 3)
            .Select(x => (string[])(nameOnly ? [$"{x.i}", make.OtherCompany(x.f.Name)] : [$"{x.i}", make.OtherCompany(x.f.Name), make.Chance(0.9) ? x.f.Land : ""]))));
        Judge(left, right, new LinkageOptions(OneToOne: true), (firms.Length * 2 / 3) - (firms.Length / 3), least);
    }

    [Fact]
    public void One_firm_with_six_hundred_spellings_among_others()
    {
        var make = new Invented(11);
        string[] heads = ["Zorbex", "ZORBEX", "Zorbeks", "Zorbexx", "Zrobex", "Zorbx"];
        string[] middles = ["Industrial Machines", "Ind. Machines", "Industrial Machine", "Industrie Machines", "INDUSTRIAL MACHINES", "Industrial Machnes"];
        string[] ends = ["", "Inc", "Inc.", "Incorporated", "Corp", "Corporation", "Ltd", "GmbH", "Co.", "Deutschland GmbH", "UK Ltd", "S.A.", "International", "Group", "Japan K.K.", "LLC", "AG"];
        var spellings = (from h in heads from m in middles from e in ends select $"{h} {m} {e}".Trim()).Take(600).ToArray();
        var words = make.Words(800);
        var others = Enumerable.Range(0, 800).Select(_ => make.Company(words)).DistinctBy(f => string.Join(' ', f.Split(' ').Take(1))).ToArray();
        var rows = make.Shuffled(spellings.Select(s => (s, "firm")).Concat(others.Select((o, i) => (o, $"other{i}"))));
        var table = Invented.Of("firms", ["assignee"], rows.Select(r => new[] { r.Item1 }));
        var found = RecordLinkage.Link(table, null, new LinkageOptions()).Pairs;
        var right = found.Count(p => rows[p.Left].Item2 == rows[p.Right].Item2);
        var f1 = 2.0 * right / (found.Count + (600 * 599 / 2.0));
        output.WriteLine($"F1 {f1:0.0000}: {right} of {found.Count} right");
        var partners = found.SelectMany(p => new[] { p.Left, p.Right }).CountBy(r => r).ToDictionary();
        foreach (var size in Enumerable.Range(0, rows.Length).Where(r => rows[r].Item2 == "firm").GroupBy(r => partners.GetValueOrDefault(r) + 1))
            output.WriteLine($"{size.Count()} spellings in a group of {size.Key}: {string.Join(", ", size.Take(6).Select(r => rows[r].Item1))}");
        foreach (var p in found.Where(p => rows[p.Left].Item2 != rows[p.Right].Item2).Take(10)) output.WriteLine($"wrong {rows[p.Left]} × {rows[p.Right]} {p.Probability:0.00} {p.Reasons}");
        Assert.True(f1 >= 0.95, $"F1 {f1:0.0000}");
    }

    [Theory]
    [InlineData(12, 0.2, 0.05, 0.95)]
    [InlineData(13, 0.45, 0.1, 0.88)]
    public void Duplicates_of_people_within_one_file(int seed, double errors, double missing, double least)
    {
        var make = new Invented(seed);
        var rows = make.Shuffled(make.People(1200).SelectMany((p, i) => Enumerable.Range(0, make.Chance(0.5) ? 1 : 1 + make.Next(4))
            .Select(k => (string[])[$"{i}", .. k == 0 ? p : [.. p.Select(c => make.Spoil(c, errors, missing))]])));
        var table = Invented.Of("people", ["given_name", "surname", "address", "suburb", "postcode", "dob"], rows.Select(r => r[1..]));
        var found = RecordLinkage.Link(table, null, new LinkageOptions()).Pairs;
        var right = found.Count(p => rows[p.Left][0] == rows[p.Right][0]);
        var truth = rows.GroupBy(r => r[0]).Sum(g => g.Count() * (g.Count() - 1) / 2);
        var f1 = 2.0 * right / (found.Count + truth);
        output.WriteLine($"F1 {f1:0.0000}: {right} of {found.Count} right, {truth} true");
        Assert.True(f1 >= least, $"F1 {f1:0.0000}");
    }

    [Fact]
    public void Files_that_share_nobody_give_next_to_nothing()
    {
        var make = new Invented(14);
        var people = make.People(1600);
        var left = Invented.Of("left", ["id", "first", "last", "address", "city", "zip", "dob"], people.Take(800).Select((p, i) => (string[])[$"{i}", .. p]));
        var right = Invented.Of("right", ["id", "first", "last", "address", "city", "zip", "dob"], people.Skip(800).Select((p, i) => (string[])[$"{i}", .. p]));
        Assert.InRange(RecordLinkage.Link(left, right, new LinkageOptions(OneToOne: true)).Pairs.Count, 0, 8);
        Assert.InRange(RecordLinkage.Link(left, right, new LinkageOptions()).Pairs.Count, 0, 8);
        Assert.InRange(RecordLinkage.Link(left, null, new LinkageOptions()).Pairs.Count, 0, 8);
    }

    private void Judge(Table left, Table right, LinkageOptions options, int truth, double least)
    {
        var result = RecordLinkage.Link(left, right, options);
        var hits = result.Pairs.Count(p => left[p.Left, "id"] == right[p.Right, "id"]);
        var f1 = 2.0 * hits / (result.Pairs.Count + truth);
        foreach (var p in result.Pairs.Where(p => left[p.Left, "id"] != right[p.Right, "id"]).Take(8)) output.WriteLine($"wrong {p.Probability:0.00} {Row(left, p.Left)} × {Row(right, p.Right)}: {p.Reasons}");
        var found = result.Pairs.Select(p => left[p.Left, "id"]).ToHashSet();
        var at = Enumerable.Range(0, right.RowCount).ToDictionary(r => right[r, "id"]);
        foreach (var l in Enumerable.Range(0, left.RowCount).Where(l => !found.Contains(left[l, "id"]) && at.ContainsKey(left[l, "id"])).Take(8))
            output.WriteLine($"missed {Row(left, l)} × {Row(right, at[left[l, "id"]])}");
        output.WriteLine(string.Join(", ", result.Fields));
        var sure = result.Pairs.Count > 0 ? result.Pairs.Average(p => p.Probability) : 0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"F1 {f1:0.0000}, precision {(double)hits / Math.Max(1, result.Pairs.Count):0.0000} (said {sure:0.0000}), recall {(double)hits / truth:0.0000}"));
        Assert.True(f1 >= least, $"F1 {f1:0.0000}");
    }

    private static string Row(Table table, int row) => string.Join('|', Enumerable.Range(0, table.Columns.Count).Select(c => table[row, c]));
}
