using Tandem.Engine.Learning;
using Xunit;

namespace Tandem.Engine.Tests.Learning;

public sealed class OddsModelTests
{
    [Fact]
    public void Probabilities_of_simulated_deals_are_near_the_truth()
    {
        var deals = Simulated(4000, seed: 1);
        var model = OddsModel.Train(deals.Frame, Rows(0, 3000), deals.Won[..3000], ordered: false);
        var test = Rows(3000, 4000);
        var odds = model.Predict(deals.Frame, test);
        var ours = Accuracy.Of(odds, deals.Won[3000..]);
        var best = Accuracy.Of(deals.Truth[3000..], deals.Won[3000..]);
        Assert.True(model.Report.Proven);
        Assert.True(ours.LogLoss < best.LogLoss + 0.02, $"{ours} {best}");
        Assert.All(Accuracy.Calibration(odds, deals.Won[3000..], 5), group => Assert.Equal(group.Promised, group.Actual, 0.08));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_nothing_can_be_known_the_base_rate_answers(bool ordered)
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            var (frame, won) = Noise(600, seed);
            var model = OddsModel.Train(frame, Rows(0, 600), won, ordered);
            var rate = won.Count(w => w) / 600.0;
            var loss = model.Predict(frame).Average(p => -(0.3 * Math.Log(p)) - (0.7 * Math.Log(1 - p)));
            var least = -(0.3 * Math.Log(rate)) - (0.7 * Math.Log(1 - rate));
            Assert.True(loss < least + 0.02, $"seed {seed}: {loss} against {least}, {model.Report.Method}");
        }
    }

    [Fact]
    public void A_few_hundred_rows_do_not_overfit()
    {
        var deals = Simulated(4300, seed: 2);
        var model = OddsModel.Train(deals.Frame, Rows(0, 300), deals.Won[..300], ordered: false);
        var rate = deals.Won[..300].Count(w => w) / 300.0;
        var test = deals.Won[300..];
        var ours = Accuracy.Of(model.Predict(deals.Frame, Rows(300, 4300)), test);
        var plain = Accuracy.Of([.. test.Select(_ => rate)], test);
        Assert.True(ours.LogLoss < plain.LogLoss, $"{ours} {plain}");
    }

    [Fact]
    public void The_order_of_the_rows_does_not_matter_where_time_is_unknown()
    {
        var deals = Simulated(600, seed: 3);
        var shuffled = Rows(0, 600);
        new Random(4).Shuffle(shuffled);
        var there = OddsModel.Train(deals.Frame, Rows(0, 600), deals.Won, ordered: false).Predict(deals.Frame);
        var back = OddsModel.Train(deals.Frame, shuffled, [.. shuffled.Select(row => deals.Won[row])], ordered: false).Predict(deals.Frame);
        Assert.All(there.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void Reasons_add_up_to_the_prediction()
    {
        var deals = Simulated(1500, seed: 5);
        var model = OddsModel.Train(deals.Frame, Rows(0, 1500), deals.Won, ordered: true, follow: true);
        Assert.True(model.Report.Proven);
        var rows = Rows(0, 200);
        var odds = model.Explain(deals.Frame, rows);
        var starts = odds.Select(o => o.Start).ToArray();
        Assert.All(odds.Zip(model.Predict(deals.Frame, rows)), pair => Assert.Equal(
            pair.Second, 1 / (1 + Math.Exp(-pair.First.Start - pair.First.Parts.Sum(part => part.LogOdds))), 1e-9));
        Assert.True(starts.Max() - starts.Min() < 0.05);
        Assert.Contains(odds, o => o.Parts[0].Column == "amount");
    }

    [Fact]
    public void A_rate_that_moves_is_followed()
    {
        var random = new Random(6);
        var noise = Enumerable.Range(0, 6000).Select(_ => random.NextDouble()).ToArray();
        var won = Enumerable.Range(0, 6000).Select(i => random.NextDouble() < (i < 3500 ? 0.1 : 0.4)).ToArray();
        var frame = new Frame([FrameColumn.Number("noise", noise)], 6000);
        var model = OddsModel.Train(frame, Rows(0, 5000), won[..5000], ordered: true, follow: true);
        Assert.InRange(model.Predict(frame, Rows(5000, 5100), [.. Enumerable.Range(0, 100).Select(i => (double)i)]).Average(), 0.27, 0.5);
        var still = OddsModel.Train(frame, Rows(0, 3400), won[..3400], ordered: true, follow: true);
        Assert.InRange(still.Predict(frame, Rows(3400, 3500), [.. Enumerable.Range(0, 100).Select(i => (double)i)]).Average(), 0.08, 0.13);
    }

    [Fact]
    public void Absurd_input_gives_probabilities_all_the_same()
    {
        var random = new Random(7);
        var n = 400;
        FrameColumn[] columns =
        [
            FrameColumn.Number("constant", [.. Enumerable.Repeat(5.0, n)]),
            FrameColumn.Number("missing", [.. Enumerable.Repeat(double.NaN, n)]),
            FrameColumn.Number("huge", [.. Enumerable.Range(0, n).Select(i => i % 7 == 0 ? double.MaxValue : -1e300 * random.NextDouble())]),
            FrameColumn.Number("infinite", [.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? double.PositiveInfinity : i)]),
            FrameColumn.Text("every row its own", Enumerable.Range(0, n).Select(i => $"row {i}")),
            FrameColumn.Text("empty", Enumerable.Repeat("", n)),
        ];
        var frame = new Frame(columns, n);
        var coin = Enumerable.Range(0, n).Select(_ => random.Next(2) == 0).ToArray();
        foreach (var won in new[] { coin, [.. coin.Select(_ => true)], [.. coin.Select(_ => false)], [.. coin.Select((_, i) => i == 3)] })
        {
            foreach (var ordered in new[] { true, false })
            {
                var model = OddsModel.Train(frame, Rows(0, 300), won[..300], ordered, follow: ordered);
                Assert.All(model.Predict(frame), p => Assert.InRange(p, 1e-9, 1 - 1e-9));
                Assert.All(model.Explain(frame, Rows(0, 5)), o => Assert.True(double.IsFinite(o.Start)));
            }
        }

        Assert.Equal(0.5, OddsModel.Train(frame, [], [], ordered: false).Predict(frame)[0]);
        Assert.Empty(OddsModel.Train(new Frame([], 0), [], [], ordered: false).Predict(new Frame([], 0)));
    }

    [Fact]
    public void Trees_add_up_and_take_missing_values()
    {
        var deals = Simulated(2000, seed: 8);
        var trees = BoostedTrees.Fit(deals.Frame, Rows(0, 2000), [.. deals.Won.Select(w => w ? 1.0 : 0)], new BoostingOptions(Trees: 40));
        var (scores, parts) = (trees.Scores(deals.Frame), trees.Parts(deals.Frame));
        Assert.All(scores.Zip(parts), pair => Assert.Equal(pair.First, trees.Expected + pair.Second.Sum(), 1e-9));
        Assert.Equal(scores[7], trees.Scores(deals.Frame, [7])[0], 1e-12);
        Assert.Equal(scores.Average(), trees.Expected, 1e-6);
    }

    [Fact]
    public void Accuracy_says_what_it_says()
    {
        Assert.Equal(0.75, Accuracy.Of([0.1, 0.4, 0.4, 0.8], [false, true, false, false]).Auc + 0.25, 1e-12);
        Assert.Equal(1, Accuracy.Of([0.1, 0.9], [false, true]).Auc);
        Assert.Equal(0.5, Accuracy.Of([0.3, 0.3, 0.3], [false, true, true]).Auc);
        Assert.Equal(Math.Log(2), Accuracy.Of([0.5, 0.5], [false, true]).LogLoss, 1e-12);
    }

    internal static int[] Rows(int from, int to) => [.. Enumerable.Range(from, to - from)];

    /// <summary>Deals whose odds are known: a seller's skill, an amount with a best range, a product, and noise.</summary>
    internal static (Frame Frame, bool[] Won, double[] Truth) Simulated(int n, int seed)
    {
        var random = new Random(seed);
        var skill = Enumerable.Range(0, 40).Select(_ => 1.2 * (random.NextDouble() - 0.5)).ToArray();
        var seller = Enumerable.Range(0, n).Select(_ => random.Next(40)).ToArray();
        var amount = Enumerable.Range(0, n).Select(_ => random.Next(12) == 0 ? double.NaN : random.NextDouble() * 100).ToArray();
        var product = Enumerable.Range(0, n).Select(_ => random.Next(3)).ToArray();
        var truth = Enumerable.Range(0, n).Select(i => 1 / (1 + Math.Exp(
            -(skill[seller[i]] - 0.5 + (double.IsNaN(amount[i]) ? 0.5 : amount[i] is > 30 and < 60 ? 1.8 : -0.6) + (product[i] == 1 ? 0.8 : 0))))).ToArray();
        FrameColumn[] columns =
        [
            FrameColumn.Text("seller", seller.Select(s => $"s{s}")),
            FrameColumn.Number("amount", amount),
            FrameColumn.Text("product", product.Select(p => $"p{p}")),
            FrameColumn.Number("noise", [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())]),
        ];
        return (new Frame(columns, n), [.. truth.Select(p => random.NextDouble() < p)], truth);
    }

    private static (Frame Frame, bool[] Won) Noise(int n, int seed)
    {
        var random = new Random(seed);
        FrameColumn[] columns =
        [
            FrameColumn.Text("seller", Enumerable.Range(0, n).Select(_ => $"s{random.Next(35)}")),
            FrameColumn.Text("account", Enumerable.Range(0, n).Select(_ => $"a{random.Next(200)}")),
            FrameColumn.Number("amount", [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())]),
            FrameColumn.Number("size", [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(5))]),
        ];
        return (new Frame(columns, n), [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.3)]);
    }
}
