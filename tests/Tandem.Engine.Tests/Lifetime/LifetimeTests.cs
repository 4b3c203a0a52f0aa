using MathNet.Numerics.Distributions;
using Tandem.Engine.Lifetime;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Lifetime;

public sealed class LifetimeTests
{
    [Fact]
    public void The_published_fit_of_cdnow_comes_out()
    {
        var histories = PurchaseHistory.Of(Cdnow(), new DateOnly(1997, 9, 30));
        var model = PurchaseModel.Fit(histories);
        Assert.Equal(2357, histories.Count);
        Assert.Equal(0.243, model.R, 3);
        Assert.Equal(4.414, model.Alpha, 3);
        Assert.Equal(0.793, model.A, 3);
        Assert.Equal(2.426, model.B, 3);
        var spend = SpendModel.Fit(histories)!;
        Assert.Equal(6.25, spend.P, 1);
        Assert.Equal(3.74, spend.Q, 1);
        Assert.Equal(15.44, spend.Gamma, 0);
        TestContext.Current.TestOutputHelper!.WriteLine($"{model} {spend}");
    }

    [Fact]
    public void Hold_out_purchases_of_cdnow_are_foreseen()
    {
        var cut = new DateOnly(1997, 9, 30);
        var purchases = Cdnow().ToArray();
        var histories = PurchaseHistory.Of(purchases, cut);
        var model = PurchaseModel.Fit(histories);
        var later = purchases.Where(p => p.Day > cut).GroupBy(p => p.Customer).ToDictionary(g => g.Key, g => g.Select(p => p.Day).Distinct().Count());
        var expected = histories.Select(h => model.ExpectedPurchases(h, 39)).ToArray();
        var actual = histories.Select(h => (double)later.GetValueOrDefault(h.Customer)).ToArray();
        var error = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Average();
        TestContext.Current.TestOutputHelper!.WriteLine($"mean absolute error {error:0.0000}, total {expected.Sum():0} of {actual.Sum():0}");
        Assert.True(error <= 0.786, $"{error}");
        Assert.InRange(expected.Sum() / actual.Sum(), 0.87, 1.13);
    }

    [Fact]
    public void Parameters_of_simulated_customers_are_found_again()
    {
        var truth = new PurchaseModel(0.8, 6, 1.2, 4);
        var histories = Simulated(truth, customers: 12000, seed: 5);
        var model = PurchaseModel.Fit(histories.Select(h => h.Seen));
        Assert.InRange(model.R / truth.R, 0.92, 1.08);
        Assert.InRange(model.Alpha / truth.Alpha, 0.92, 1.08);
        Assert.InRange(model.A / (model.A + model.B), 0.9 * 1.2 / 5.2, 1.1 * 1.2 / 5.2);
    }

    [Fact]
    public void Expectations_match_what_simulated_customers_then_do()
    {
        var truth = new PurchaseModel(0.8, 6, 1.2, 4);
        var customers = Simulated(truth, customers: 30000, seed: 9);
        foreach (var group in customers.GroupBy(c => Math.Min(c.Seen.Repeats, 4)))
        {
            var expected = group.Average(c => truth.ExpectedPurchases(c.Seen, 26));
            var active = group.Average(c => truth.ProbabilityActive(c.Seen));
            Assert.InRange(group.Average(c => (double)c.Later) / expected, 0.93, 1.07);
            Assert.InRange(group.Average(c => c.Active ? 1.0 : 0), active - 0.03, active + 0.03);
        }
    }

    [Theory]
    [InlineData(0.793, 2.426)]
    [InlineData(1, 2)]
    [InlineData(1.0000001, 0.5)]
    [InlineData(3, 0.2)]
    [InlineData(0.05, 0.1)]
    public void The_closed_form_equals_the_integral(double a, double b)
    {
        var model = new PurchaseModel(0.6, 5, a, b);
        foreach (var x in new[] { 0, 1, 7 })
        {
            var history = new PurchaseHistory("", x, x * 2, 20, 0);

            // Over the chance to leave: (1 − (1 + p t / (alpha + T))^−(r + x)) / p, midpoints of equal probability.
            var integral = Enumerable.Range(0, 4000).Average(i =>
            {
                var p = Beta.InvCDF(a, b + x, (i + 0.5) / 4000);
                return p < 1e-12 ? (0.6 + x) * 40 / 25 : (1 - Math.Pow(1 + (p * 40 / 25), -(0.6 + x))) / p;
            });
            Assert.Equal(model.ProbabilityActive(history) * integral, model.ExpectedPurchases(history, 40), 1e-3 * (1 + integral));
        }
    }

    [Fact]
    public void More_time_never_means_fewer_purchases_and_silence_never_more_activity()
    {
        var model = new PurchaseModel(0.243, 4.414, 0.793, 2.426);
        foreach (var x in new[] { 0, 1, 5, 80 })
        {
            double last = 0;
            for (var weeks = 1; weeks < 3000; weeks *= 2)
            {
                var expected = model.ExpectedPurchases(new PurchaseHistory("", x, 10, 30, 20), weeks);
                Assert.True(expected >= last && double.IsFinite(expected));
                last = expected;
            }

            Assert.True(model.ProbabilityActive(new PurchaseHistory("", x, 10, 30, 0)) >= model.ProbabilityActive(new PurchaseHistory("", x, 10, 60, 0)));
        }
    }

    [Fact]
    public void Expected_value_lies_between_the_own_mean_and_everybodys()
    {
        var spend = new SpendModel(6.25, 3.74, 15.44, 6.25 * 15.44 / 2.74);
        foreach (var (x, mean) in new[] { (1, 10.0), (5, 10.0), (1, 200.0), (50, 200.0) })
        {
            var value = spend.ExpectedValue(new PurchaseHistory("", x, 1, 2, mean));
            Assert.InRange(value, Math.Min(mean, spend.Mean), Math.Max(mean, spend.Mean));
        }

        Assert.Equal(spend.Mean, spend.ExpectedValue(new PurchaseHistory("", 0, 0, 2, 0)));
    }

    [Fact]
    public void Purchases_of_one_day_are_one_and_later_days_are_not_seen()
    {
        var day = new DateOnly(2026, 1, 1);
        var history = Assert.Single(PurchaseHistory.Of(
            [("a", day, 5), ("a", day, 6), ("a", day.AddDays(14), 10), ("a", day.AddDays(14), 20), ("a", day.AddDays(15), -5), ("a", day.AddDays(99), 1)], day.AddDays(28)));
        Assert.Equal(new PurchaseHistory("a", 1, 2, 4, 30), history);
    }

    [Fact]
    public void Odd_histories_give_finite_answers()
    {
        PurchaseHistory[][] odd =
        [
            [new("a", 0, 0, 0, 0)],
            [new("a", 0, 0, 10, 0), new("b", 0, 0, 20, 0)],
            [new("a", 300, 10, 10, 5), new("b", 300, 10, 10, 5)],
            [new("a", 1, 0.14, 5000, 1e9), new("b", 2, 4000, 5000, 1e-9)],
            [.. Enumerable.Range(0, 50).Select(i => new PurchaseHistory($"{i}", 4, 20, 20, 100))],
        ];
        foreach (var histories in odd)
        {
            var model = PurchaseModel.Fit(histories);
            var spend = SpendModel.Fit(histories);
            foreach (var history in histories)
            {
                Assert.InRange(model.ProbabilityActive(history), 0, 1);
                Assert.True(double.IsFinite(model.ExpectedPurchases(history, 52)), $"{model} {history}");
                Assert.True(spend is null || double.IsFinite(spend.ExpectedValue(history)));
                Assert.True(double.IsFinite(PartnerValue.Of(model, spend, history, 52, draws: 20).Expected));
            }
        }

        Assert.Null(SpendModel.Fit(odd[0]));
        Assert.Throws<ArgumentException>(() => PurchaseModel.Fit([]));
    }

    [Fact]
    public void A_partners_value_is_its_expected_purchases_with_an_interval_around()
    {
        var model = new PurchaseModel(0.8, 6, 1.2, 4);
        var spend = new SpendModel(6.25, 3.74, 15.44, 6.25 * 15.44 / 2.74);
        var history = new PurchaseHistory("", 6, 25, 30, 40);
        var value = PartnerValue.Of(model, spend, history, 52, draws: 20000);
        Assert.InRange(value.Expected / (model.ExpectedPurchases(history, 52) * spend.ExpectedValue(history)), 0.95, 1.05);
        Assert.True(value.P10 < value.Expected && value.Expected < value.P90);
        var costly = PartnerValue.Of(model, spend, history, 52, margin: 0.3, costPerWeek: 2, discount: 0.1, draws: 20000);
        Assert.True(costly.Expected < 0.3 * value.Expected);
    }

    private static List<(PurchaseHistory Seen, int Later, bool Active)> Simulated(PurchaseModel truth, int customers, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, customers).Select(i =>
        {
            var age = 20 + (random.NextDouble() * 30);
            var rate = Gamma.Sample(random, truth.R, truth.Alpha);
            var leaves = Beta.Sample(random, truth.A, truth.B);
            var (at, seen, last, later, active) = (0.0, 0, 0.0, 0, true);
            while (active && (at += Exponential.Sample(random, rate)) < age + 26)
            {
                if (at < age)
                    (seen, last) = (seen + 1, at);
                else
                    later++;
                var stays = random.NextDouble() >= leaves;
                active = stays || at >= age;
                if (!stays)
                    break;
            }

            return (new PurchaseHistory($"{i}", seen, last, age, 0), later, active);
        }).ToList();
    }

    private static IEnumerable<(string Customer, DateOnly Day, double Amount)> Cdnow()
    {
        var table = DelimitedText.Read(File.ReadAllBytes(DataFolder.Find("lifetime", "CDNOW_sample.txt")), "CDNOW_sample.txt");
        for (var row = 0; row < table.RowCount; row++)
        {
            Assert.True(DateFormat.TryParse(table[row, 2], DateOrder.YearMonthDay, out var day));
            Assert.True(NumberFormat.Point.TryParse(table[row, 4], out var amount));
            yield return (table[row, 1], DateOnly.FromDateTime(day), amount);
        }
    }
}
