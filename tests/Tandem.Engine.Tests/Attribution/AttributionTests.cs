using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Tandem.Engine.Attribution;
using Xunit;

namespace Tandem.Engine.Tests.Attribution;

public sealed class AttributionTests
{
    private static readonly Arbitrary<(string Path, int Conversions, int Nulls)[]> Journeys = Arb.From(
        (from path in Gen.Choose(0, 4).ListOf().Where(list => list.Count is > 0 and < 12)
         from conversions in Gen.Choose(0, 9)
         from nulls in Gen.Choose(0, 9)
         select (string.Join(" > ", path.Select(c => $"c{c}")), conversions, nulls))
        .ListOf().Select(list => list.ToArray()));

    public static TheoryData<string> Models => ["first", "last", "linear", "position", "decay", "markov", "markov2", "markov3", "shapley"];

    [Theory, MemberData(nameof(Models))]
    public void Credits_add_up_to_conversions_and_value(string model) => Prop.ForAll(Journeys, journeys =>
    {
        var paths = Paths(journeys);
        var credits = Credit(paths, model);
        return Math.Abs(credits.Sum(c => c.Conversions) - paths.Conversions) < 1e-9 * (1 + paths.Conversions)
            && Math.Abs(credits.Sum(c => c.Value) - (paths.Conversions == 0 && model[0] == 'm' ? 0 : paths.Value)) < 1e-9 * (1 + paths.Value)
            && credits.All(c => c.Conversions >= 0 && double.IsFinite(c.Value));
    }).QuickCheckThrowOnFailure();

    [Theory, MemberData(nameof(Models))]
    public void The_order_of_the_paths_does_not_matter(string model) => Prop.ForAll(Journeys, journeys =>
    {
        var there = Credit(Paths(journeys), model).ToDictionary(c => c.Channel, c => c.Conversions);
        var back = Credit(Paths([.. journeys.Reverse()]), model);
        return back.All(c => Math.Abs(there[c.Channel] - c.Conversions) < 1e-9 * (1 + c.Conversions));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_closed_form_is_the_shapley_value() => Prop.ForAll(Journeys, journeys =>
    {
        var paths = Paths(journeys);
        return ShapleyAttribution.Credit(paths).All(credit =>
            Math.Abs(credit.Conversions - ByEveryOrder(journeys, [.. paths.Channels], credit.Channel)) < 1e-9);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("markov")]
    [InlineData("markov2")]
    public void A_removal_effect_is_the_share_lost_when_the_channel_is_cut(string model) => Prop.ForAll(Journeys, journeys =>
        journeys.Sum(j => j.Conversions) == 0 || Credit(Paths(journeys), model).All(credit =>
        {
            var order = model == "markov" ? 1 : 2;
            var whole = ByWalking(journeys, order, null);
            return Math.Abs(credit.RemovalEffect!.Value - (1 - (ByWalking(journeys, order, credit.Channel) / whole))) < 1e-8;
        })).QuickCheckThrowOnFailure();

    [Fact]
    public void Position_and_decay_weigh_as_documented()
    {
        var paths = Paths([("a > b > c > d", 10, 0)]);
        Assert.Equal([4, 1, 1, 4], ByName(Credit(paths, "position")), Close);
        Assert.Equal([10 / 15.0, 20 / 15.0, 40 / 15.0, 80 / 15.0], ByName(Credit(paths, "decay")), Close);
        Assert.Equal([5, 5], ByName(Credit(Paths([("a > b", 10, 0)]), "position")), Close);
        Assert.Equal([10], ByName(Credit(Paths([("a", 10, 0)]), "position")), Close);
    }

    [Fact]
    public void Nothing_and_no_conversions_give_no_credit()
    {
        foreach (var model in Models.Select(row => row.Data))
        {
            Assert.Empty(Credit(new TouchPaths(), model));
            Assert.All(Credit(Paths([("a > b", 0, 3), ("b", 0, 0)]), model), c => Assert.Equal(0, c.Conversions));
        }

        Assert.False(new TouchPaths().Add(" > ", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TouchPaths().Add("a", -1));
    }

    [Fact]
    public void A_large_chain_agrees_with_itself_solved_whole()
    {
        // More states than the dense solver takes, but only three channels matter to the answer.
        var random = new Random(3);
        var journeys = Enumerable.Range(0, 4000).Select(_ => (string.Join(">", Enumerable.Range(0, random.Next(1, 9)).Select(_ => $"c{random.Next(12)}")), 1, 1)).ToArray();
        var credits = MarkovAttribution.Credit(Paths(journeys), 3);
        foreach (var credit in credits.Take(2))
            Assert.Equal(1 - (ByWalking(journeys, 3, credit.Channel) / ByWalking(journeys, 3, null)), credit.RemovalEffect!.Value, 9);
    }

    [Fact]
    public void Published_examples_come_out_to_every_digit()
    {
        using var examples = JsonDocument.Parse(File.ReadAllText(DataFolder.Find("attribution", "published_examples.json")));
        foreach (var example in examples.RootElement.EnumerateArray())
        {
            var paths = new TouchPaths();
            foreach (var path in example.GetProperty("paths").EnumerateArray())
            {
                paths.Add(string.Join(" > ", path.GetProperty("path").EnumerateArray().Select(c => c.GetString())),
                    path.GetProperty("conv").GetDouble(), Number(path, "value"), Number(path, "null"));
            }

            var credits = MarkovAttribution.Credit(paths).ToDictionary(c => c.Channel);
            var exact = example.TryGetProperty("exact_closed_form_computed_here", out var closed) ? closed : example;
            Compare(exact, ["removal_effect", "computed_here_removal_effect"], c => credits[c].RemovalEffect!.Value);
            Compare(exact, ["attributed_conversions", "attributed", "computed_here_attributed"], c => credits[c].Conversions);
            Compare(exact, ["attributed_value"], c => credits[c].Value);
        }
    }

    private static TouchPaths Paths((string Path, int Conversions, int Nulls)[] journeys)
    {
        var paths = new TouchPaths();
        foreach (var (path, conversions, nulls) in journeys)
            paths.Add(path, conversions, 7 * conversions, nulls);
        return paths;
    }

    private static IReadOnlyList<ChannelCredit> Credit(TouchPaths paths, string model) => model switch
    {
        "markov" => MarkovAttribution.Credit(paths),
        "markov2" => MarkovAttribution.Credit(paths, 2),
        "markov3" => MarkovAttribution.Credit(paths, 3),
        "shapley" => ShapleyAttribution.Credit(paths),
        _ => RuleAttribution.Credit(paths, Enum.Parse<AttributionRule>(model, ignoreCase: true)),
    };

    /// <summary>The definition: what a channel adds, averaged over all orders of joining.</summary>
    private static double ByEveryOrder((string Path, int Conversions, int Nulls)[] journeys, string[] channels, string channel)
    {
        var sets = journeys.Select(j => (Set: j.Path.Split(" > ").Aggregate(0, (set, c) => set | (1 << Array.IndexOf(channels, c))), j.Conversions)).ToArray();
        double Worth(int coalition) => sets.Where(s => (s.Set & ~coalition) == 0).Sum(s => s.Conversions);
        var (n, bit, sum) = (channels.Length, 1 << Array.IndexOf(channels, channel), 0.0);
        for (var coalition = 0; coalition < 1 << n; coalition++)
        {
            if ((coalition & bit) == 0)
            {
                var size = int.PopCount(coalition);
                sum += Factorial(size) * Factorial(n - size - 1) / Factorial(n) * (Worth(coalition | bit) - Worth(coalition));
            }
        }

        return sum;

        static double Factorial(int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * i);
    }

    /// <summary>The chance to convert, by pushing probability along the chain until nothing is left.</summary>
    private static double ByWalking((string Path, int Conversions, int Nulls)[] journeys, int order, string? without)
    {
        var steps = new Dictionary<string, Dictionary<string, double>>();
        foreach (var (path, conversions, nulls) in journeys.Where(j => j.Conversions + j.Nulls > 0))
        {
            var touches = path.Split('>', StringSplitOptions.TrimEntries);
            var states = touches.Select((_, i) => string.Join('>', touches[Math.Max(0, i - order + 1)..(i + 1)])).Prepend("start").ToArray();
            for (var i = 1; i < states.Length; i++)
                Count(states[i - 1], states[i], conversions + nulls);
            Count(states[^1], "yes", conversions);
            Count(states[^1], "no", nulls);
        }

        var (mass, converted) = (new Dictionary<string, double> { ["start"] = 1 }, 0.0);
        for (var i = 0; i < 3000 && mass.Count > 0; i++)
        {
            var next = new Dictionary<string, double>();
            foreach (var (state, chance) in mass)
            {
                foreach (var (to, weight) in steps[state])
                {
                    var part = chance * weight / steps[state].Values.Sum();
                    if (to == "yes")
                        converted += part;
                    else if (part > 1e-15 && to != "no" && (without is null || !to.Split('>').Contains(without)))
                        next[to] = next.GetValueOrDefault(to) + part;
                }
            }

            mass = next;
        }

        return converted;

        void Count(string from, string to, double weight)
        {
            if (!steps.TryGetValue(from, out var row))
                steps[from] = row = [];
            row[to] = row.GetValueOrDefault(to) + weight;
        }
    }

    private static void Compare(JsonElement example, string[] names, Func<string, double> ours)
    {
        foreach (var published in names.Where(name => example.TryGetProperty(name, out _)).SelectMany(name => example.GetProperty(name).EnumerateObject()))
            Assert.Equal(published.Value.GetDouble(), ours(published.Name), 9);
    }

    private static double Number(JsonElement path, string name) => path.TryGetProperty(name, out var n) ? n.GetDouble() : 0;

    private static double[] ByName(IEnumerable<ChannelCredit> credits) => [.. credits.OrderBy(c => c.Channel).Select(c => c.Conversions)];

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
