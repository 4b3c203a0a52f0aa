using Tandem.Engine.Matching;
using Xunit;

namespace Tandem.Engine.Tests.Matching;

/// <summary>Real company names, each spoiled the way people spoil them, must still find themselves and not each other.</summary>
public sealed class CorruptedNamesTests(ITestOutputHelper output)
{
    private static readonly string[] Suffixes = ["Inc", "Ltd.", "GmbH", "S.A.", "AG", "PLC", "Corp", "B.V.", "", "", "Pty Ltd", "Oy", "K.K.", "& Co. KG", "LLC"];

    [Theory]
    [InlineData("suffix", 0.985, 0.96)]
    [InlineData("case", 0.99, 0.99)]
    [InlineData("typo", 0.90, 0.85)]
    [InlineData("drop", 0.85, 0.70)]
    [InlineData("abbreviate", 0.95, 0.90)]
    [InlineData("place", 0.97, 0.93)]
    [InlineData("swap", 0.97, 0.95)]
    public void A_spoiled_name_finds_itself(string spoiling, double keys, double matched)
    {
        var names = Names();
        var random = new Random(5);
        var (found, alike, all) = (0, 0, 0);
        foreach (var (name, country) in names)
        {
            var spoiled = Spoil(name, spoiling, random);
            if (spoiled == name || spoiled.Length == 0) continue;
            var (a, b) = (CustomerProfile.Of(new(name, null, country)), CustomerProfile.Of(new(spoiled, null, country)));
            var shares = BlockingKeys.Of(a).Intersect(BlockingKeys.Of(b)).Any();
            var verdict = CustomerMatch.Compare(a, b);
            all++;
            if (shares) found++;
            if (shares && verdict.Probability >= 0.5) alike++;
            else if (spoiling != "drop") output.WriteLine($"{name} × {spoiled}: {(shares ? "" : "no key ")}{verdict.Probability:0.00} {a} × {b}");
        }
        output.WriteLine($"{spoiling}: key recall {(double)found / all:0.000}, match recall {(double)alike / all:0.000} of {all}");
        Assert.True(found >= keys * all && alike >= matched * all, $"{spoiling}: keys {(double)found / all:0.000}, matches {(double)alike / all:0.000}");
    }

    [Fact]
    public void Different_real_companies_seldom_match()
    {
        var profiles = Names().Select(n => CustomerProfile.Of(new(n.Name, null, n.Country))).Distinct().ToArray();
        var byKey = new Dictionary<string, List<int>>();
        var pairs = new HashSet<(int, int)>();
        for (var i = 0; i < profiles.Length; i++)
        {
            foreach (var key in BlockingKeys.Of(profiles[i]))
            {
                if (!byKey.TryGetValue(key, out var others)) byKey[key] = others = [];
                foreach (var other in others) pairs.Add((other, i));
                others.Add(i);
            }
        }
        var matches = pairs.Where(p => CustomerMatch.Compare(profiles[p.Item1], profiles[p.Item2]).Probability >= 0.5).ToArray();
        foreach (var (a, b) in matches) output.WriteLine($"{CustomerMatch.Compare(profiles[a], profiles[b])} {profiles[a]} × {profiles[b]}");
        output.WriteLine($"{profiles.Length} companies, {pairs.Count} pairs share a key, {matches.Length} match");
        Assert.True(matches.Length <= profiles.Length / 20);
        Assert.True(pairs.Count < profiles.Length * 3);
    }

    private static (string Name, string Country)[] Names() => [.. File.ReadAllLines(SharedData.Path("matching/company_names.csv"))
        .Select(l => l.Split(';')).Where(p => p.Length == 2).Select(p => (p[0], p[1]))];

    private static string Spoil(string name, string how, Random random)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        var bare = words.TakeWhile((w, i) => i == 0 || !IsLegal(w)).ToList();
        switch (how)
        {
            case "suffix": return string.Join(' ', bare).TrimEnd(',', '&', ' ') + " " + Suffixes[random.Next(Suffixes.Length)];
            case "case": return random.Next(2) == 0 ? name.ToUpperInvariant() : name.Replace("-", " ").Replace(",", "").Replace(".", "");
            case "swap":
                if (bare.Count < 2) return name;
                (bare[0], bare[1]) = (bare[1], bare[0]);
                return string.Join(' ', bare);
            case "place": return string.Join(' ', bare) + " " + new[] { "Deutschland", "UK", "(Singapore)", "North America", "EMEA" }[random.Next(5)] + " Ltd";
            case "drop":
                if (bare.Count < 3) return name;
                bare.RemoveAt(random.Next(1, bare.Count));
                return string.Join(' ', bare);
            case "abbreviate":
                return string.Join(' ', words.Select(w => w switch
                {
                    "International" => "Intl",
                    "Technologies" => "Tech",
                    "Systems" => "Sys.",
                    "Manufacturing" => "Mfg",
                    "Resources" => "Res",
                    "Group" => "Grp",
                    "Industries" => "Ind.",
                    "Services" => "Svcs",
                    "Telecommunications" => "Telecom",
                    "Pharmaceuticals" => "Pharma",
                    "Corporation" => "Corp",
                    "Limited" => "Ltd",
                    "Company" => "Co",
                    "and" => "&",
                    "Energy" => "Energy",
                    "Holdings" => "Hldgs",
                    _ => w,
                }));
            default:
                var at = Enumerable.Range(0, bare.Count).MaxBy(i => bare[i].Length);
                bare[at] = Slip(bare[at], random);
                return string.Join(' ', bare);
        }
    }

    internal static string Slip(string word, Random random)
    {
        if (word.Length < 5) return word;
        var i = random.Next(1, word.Length - 1);
        var letter = (char)('a' + random.Next(26));
        return random.Next(4) switch
        {
            0 => word.Remove(i, 1),
            1 => word.Insert(i, letter.ToString()),
            2 => word.Remove(i, 1).Insert(i, letter.ToString()),
            _ => word.Remove(i, 1).Insert(i - 1, word[i].ToString()),
        };
    }

    private static bool IsLegal(string word) => word.TrimEnd('.', ',') is "Inc" or "Ltd" or "Corp" or "Co" or "S.A" or "plc" or "AG" or "N.V" or "A.G" or "S.p.A"
        or "Limited" or "AB" or "ASA" or "A/S" or "SA" or "de" or "KK" or "Aktiengesellschaft" or "Oyj" or "Ltda" or "PLC" or "&" or "L.P";
}
