using Tandem.Engine.Learning;
using Xunit;

namespace Tandem.Engine.Tests.Learning;

public sealed class OddsDocumentTests
{
    [Theory]
    [InlineData(400, true)]
    [InlineData(3000, false)]
    [InlineData(3000, true)]
    public void A_model_read_back_predicts_and_explains_to_the_last_bit(int rows, bool ordered)
    {
        var (frame, won) = Deals(rows, seed: rows, drift: ordered ? 2 : 0);
        var all = Enumerable.Range(0, rows).ToArray();
        var model = OddsModel.Train(frame, all[..(rows / 2)], won[..(rows / 2)], ordered, follow: ordered);
        Assert.True(model.Report.Proven || rows < 1000);

        var text = OddsDocument.Write(model);
        var again = OddsDocument.Read(text);

        Assert.Equal(Bits(model.Predict(frame)), Bits(again.Predict(frame)));
        Assert.Equal(Bits(model.Predict(frame, all, [.. all.Select(i => (double)i)])), Bits(again.Predict(frame, all, [.. all.Select(i => (double)i)])));
        Assert.Equal(
            model.Explain(frame, all[..50]).Select(o => (o.Start, string.Join(';', o.Parts))), again.Explain(frame, all[..50]).Select(o => (o.Start, string.Join(';', o.Parts))));
        Assert.Equal(text, OddsDocument.Write(again));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Empty_and_single_class_models_are_kept_too(int rows)
    {
        var frame = new Frame([FrameColumn.Number("x", new double[rows])], rows);
        var model = OddsModel.Train(frame, [.. Enumerable.Range(0, rows)], new bool[rows], ordered: true, follow: true);

        Assert.Equal(Bits(model.Predict(frame)), Bits(OddsDocument.Read(OddsDocument.Write(model)).Predict(frame)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("{\"format\":99,\"model\":null}")]
    public void What_is_no_model_is_refused(string text) => Assert.Throws<FormatException>(() => OddsDocument.Read(text));

    private static long[] Bits(double[] numbers) => Array.ConvertAll(numbers, BitConverter.DoubleToInt64Bits);

    private static (Frame Frame, bool[] Won) Deals(int rows, int seed, double drift)
    {
        var random = new Random(seed);
        var size = Enumerable.Range(0, rows).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble()).ToArray();
        var partner = Enumerable.Range(0, rows).Select(_ => $"P{random.Next(40)}").ToArray();
        var stage = Enumerable.Range(0, rows).Select(_ => random.Next(4) switch { 0 => "", var s => $"stage {s}" }).ToArray();
        var won = Enumerable.Range(0, rows).Select(i => random.NextDouble() < 1 / (1 + Math.Exp(
            -((double.IsNaN(size[i]) ? 0 : 3 * size[i]) - 2 + (partner[i].Length % 2) + (stage[i] == "stage 3" ? 2 : 0) + (drift * i / rows))))).ToArray();
        return (new Frame([FrameColumn.Number("size", size), FrameColumn.Text("partner", partner), FrameColumn.Text("stage", stage)], rows), won);
    }
}

public sealed class ColumnProfileTests
{
    [Fact]
    public void The_same_rows_have_not_moved_and_others_have()
    {
        var random = new Random(3);
        var then = FrameColumn.Number("x", [.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble())]);
        var alike = FrameColumn.Number("x", [.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble())]);
        var moved = FrameColumn.Number("x", [.. Enumerable.Range(0, 5000).Select(_ => 0.4 + random.NextDouble())]);
        var profile = ColumnProfile.Of(then);

        Assert.Equal(0, profile.Shift(then), 12);
        Assert.InRange(profile.Shift(alike), 0, ColumnProfile.Moved);
        Assert.True(profile.Shift(moved) > ColumnProfile.Changed);
    }

    [Fact]
    public void The_index_is_the_published_formula()
    {
        // 90 of a and 10 of b become 50 and 50; beside them the smoothed groups of missing and of others.
        var profile = ColumnProfile.Of(Texts(90, 10));
        double[] then = [0.5 / 102, 90.5 / 102, 10.5 / 102, 0.5 / 102], now = [0.5 / 102, 50.5 / 102, 50.5 / 102, 0.5 / 102];

        Assert.Equal(then.Zip(now, (t, n) => (n - t) * Math.Log(n / t)).Sum(), profile.Shift(Texts(50, 50)), 12);
    }

    [Fact]
    public void Nothing_and_absurd_numbers_say_nothing_absurd()
    {
        var empty = FrameColumn.Number("x", []);
        var odd = FrameColumn.Number("x", [double.NaN, double.PositiveInfinity, 0, 1e300]);

        Assert.Equal(0, ColumnProfile.Of(empty).Shift(odd));
        Assert.Equal(0, ColumnProfile.Of(odd).Shift(empty));
        Assert.True(double.IsFinite(ColumnProfile.Of(odd).Shift(odd)));
        Assert.Equal(0, ColumnProfile.Of(odd).Shift(Texts(3, 3)));
    }

    private static FrameColumn Texts(int a, int b) => FrameColumn.Text("t", Enumerable.Repeat("a", a).Concat(Enumerable.Repeat("b", b)));
}
