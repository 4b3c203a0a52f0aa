using Tandem.Engine.Forecasting;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Forecasting;

public sealed class RevenueForecastTests
{
    private static readonly PeriodCalendar Months = new(PeriodLength.Month);

    [Theory]
    [InlineData(null, 0.09)]
    [InlineData("regional_office", 0.135)]
    [InlineData("sales_agent", 0.37)]
    public void The_crm_export_is_forecast_within_the_bars(string? by, double bar)
    {
        var read = DealTable.Read(Pipeline(), by);
        var lines = ForecastBacktest.Run(read.Deals, Months, new DateOnly(2017, 10, 1), by is null ? 0 : read.Groups.Count, new DateOnly(2017, 6, 1));
        foreach (var line in lines)
            TestContext.Current.TestOutputHelper!.WriteLine($"{by} {line}");
        Assert.Equal(4, lines[0].Periods);
        Assert.True(lines[0].Wape <= bar, $"{lines[0]}");
    }

    [Fact]
    public void What_comes_later_changes_nothing()
    {
        var deals = Simulated(seed: 1, months: 20, (_, _) => 30);
        var asOf = new DateOnly(2021, 5, 1);
        var changed = deals.Select(deal => deal.Closed >= asOf ? deal with { Won = !deal.Won, Amount = 1e9 } : deal)
            .Append(new ForecastDeal(asOf, asOf.AddDays(3), true, 1e9, 1e9, 0));
        Assert.Equal(RevenueForecast.Make(deals, asOf, 3, Months), RevenueForecast.Make(changed, asOf, 3, Months));
    }

    [Fact]
    public void Groups_add_up_and_quantiles_stand_in_order()
    {
        var deals = Simulated(seed: 2, months: 15, (_, _) => 40);
        var asOf = new DateOnly(2021, 3, 12);
        var whole = RevenueForecast.Make(deals, asOf, 4, Months);
        var groups = RevenueForecast.Make(deals, asOf, 4, Months, groups: 5);
        foreach (var line in whole)
        {
            var parts = groups.Where(part => part.Period == line.Period).ToArray();
            Assert.Equal(line.Expected, parts.Sum(part => part.Expected), 1e-6 * line.Expected);
            Assert.Equal(line.WeightedPipeline, parts.Sum(part => part.WeightedPipeline), 1e-6 * (1 + line.WeightedPipeline));
        }

        Assert.All(groups.Concat(whole), line => Assert.True(0 <= line.P10 && line.P10 <= line.P50 && line.P50 <= line.P90));
        Assert.Equal(["2021-03", "2021-04", "2021-05", "2021-06"], whole.Select(line => Months.Name(line.Period)));
        Assert.Equal("2021-Q1", new PeriodCalendar(PeriodLength.Quarter).Name(new PeriodCalendar(PeriodLength.Quarter).IndexOf(asOf)));
    }

    [Fact]
    public void How_a_forecast_comes_about_adds_up_to_it()
    {
        var deals = Simulated(seed: 3, months: 30, (_, _) => 30);
        var asOf = new DateOnly(2022, 2, 10);
        foreach (var calendar in new[] { Months, new PeriodCalendar(PeriodLength.Quarter) })
        {
            var (lines, basis, rule) = RevenueForecast.Explain(deals, asOf, 3, calendar);
            Assert.Equal(RevenueForecast.Make(deals, asOf, 3, calendar), lines);
            foreach (var (line, ground) in lines.Zip(basis))
            {
                Assert.Equal((line.Period, line.Expected), (ground.Period, ground.Expected));
                Assert.Equal(line.Expected, ground.Booked + (ground.AsMonths is { } months ? (ground.AsPeriod + months) / 2 : ground.AsPeriod), 1e-9 * line.Expected);
                Assert.Equal(calendar.Length == PeriodLength.Quarter, ground.AsMonths is not null);
                Assert.Equal(1, ground.Ways.Sum(way => way.Counts), 1e-9);
                Assert.Equal(ground.AsPeriod, ground.Left * ground.Ways.Sum(way => way.Counts * way.Says), 1e-9 * ground.AsPeriod);
                Assert.Equal(line.Period == lines[0].Period, ground.Unborn is not null);
            }

            Assert.InRange(basis[0].Left, 0, 1);
            Assert.Equal(1, basis[1].Left);
            Assert.Equal(basis[0].Ways.Single(way => way.Name == "pipeline").Says, basis[0].OpenDeals!.Value + basis[0].Unborn!.Value, 1e-9 * basis[0].Expected);
            Assert.Equal(lines[0].WeightedPipeline, rule.Amount * rule.Rate, 1e-9 * lines[0].WeightedPipeline);
            Assert.Equal(deals.Count(deal => deal.AsOf(asOf) is { Closed: null }), rule.Open);
        }

        var (_, unknown, half) = RevenueForecast.Explain([new ForecastDeal(asOf.AddDays(-5), null, false, 0, 100, 0)], asOf, 2, Months);
        Assert.Empty(unknown[0].Ways);
        Assert.Equal((1, 100, 0.5), (half.Open, half.Amount, half.Rate));
    }

    /// <summary>A third of the deals are good ones; how many are good swings from month to month, which their number does not show.</summary>
    [Fact]
    public void What_tells_good_deals_from_bad_ones_is_learned_and_makes_the_forecast_better()
    {
        var (deals, good) = GoodAndBad(seed: 5);
        var until = new DateOnly(2023, 1, 1);
        var telling = new DealClasses(2, (deal, _) => good[deal] ? 1 : 0);
        var (without, with) = (ForecastBacktest.Misses(deals, Months, until, groups: 4), ForecastBacktest.Misses(deals, Months, until, groups: 4, classes: telling));
        Assert.True(with.Sum(m => m.ByGroup) < 0.93 * without.Sum(m => m.ByGroup), $"{with.Sum(m => m.ByGroup):0} against {without.Sum(m => m.ByGroup):0}");

        var dice = new Random(3);
        var noise = Enumerable.Range(0, deals.Count).Select(_ => dice.Next(2)).ToArray();
        var misled = ForecastBacktest.Misses(deals, Months, until, groups: 4, classes: new DealClasses(2, (deal, _) => noise[deal]));
        Assert.True(misled.Sum(m => m.ByGroup) < 1.05 * without.Sum(m => m.ByGroup), $"{misled.Sum(m => m.ByGroup):0} against {without.Sum(m => m.ByGroup):0}");
    }

    [Fact]
    public void Classes_of_which_nothing_is_known_change_nothing_and_two_kinds_make_pairs()
    {
        var (deals, good) = GoodAndBad(seed: 6);
        var asOf = new DateOnly(2022, 5, 1);
        var unknown = new DealClasses(3, (_, _) => -1);
        foreach (var (plain, same) in RevenueForecast.Make(deals, asOf, 2, Months).Zip(RevenueForecast.Make(deals, asOf, 2, Months, classes: unknown)))
            Assert.Equal(plain.Expected, same.Expected, 0.02 * plain.Expected);
        var both = new DealClasses(2, (deal, _) => good[deal] ? 1 : 0).And(unknown);
        Assert.Equal(12, both.Count);
        Assert.Equal([4, 8], new[] { 0, 1 }.Select(c => both.Of(Enumerable.Range(0, deals.Count).First(d => good[d] == (c == 1)), asOf)));
    }

    private static (List<ForecastDeal> Deals, List<bool> Good) GoodAndBad(int seed)
    {
        var dice = new Random(seed);
        var (deals, good) = (new List<ForecastDeal>(), new List<bool>());
        for (var month = 0; month < 36; month++)
        {
            for (var n = 0; n < 60; n++)
            {
                var group = dice.Next(4);
                good.Add(dice.NextDouble() < (group == month % 4 ? 0.8 : 0.15));
                var opened = new DateOnly(2020, 1, 1).AddMonths(month).AddDays(dice.Next(28));
                var won = dice.NextDouble() < (good[^1] ? 0.8 : 0.05);
                deals.Add(new ForecastDeal(opened, opened.AddDays(25 + dice.Next(20)), won, won ? 100 : 0, 100, group, deals.Count));
            }
        }

        return (deals, good);
    }

    [Theory]
    [InlineData("flat")]
    [InlineData("drift")]
    [InlineData("quarter")]
    [InlineData("year")]
    [InlineData("grow")]
    [InlineData("drop")]
    [InlineData("few")]
    public void On_no_kind_of_history_the_best_naive_method_is_much_better(string kind)
    {
        var (ours, naive, coverage) = (0.0, new double[4], 0.0);
        for (var seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            var level = 1.0;
            var rates = Enumerable.Range(0, 40).Select(month => 60 * (kind switch
            {
                "drift" => level *= Math.Exp(0.15 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)),
                "quarter" => month % 3 == 2 ? 1.6 : 0.7,
                "grow" => 0.4 * Math.Pow(1.04, month),
                "drop" => month < 26 ? 1 : 0.25,
                "few" => 0.06,
                "year" => 1 + (0.6 * Math.Sin(month * Math.PI / 6)),
                _ => 1,
            })).ToArray();
            var lines = ForecastBacktest.Run(Simulated(seed, 40, (month, _) => rates[month]), Months, new DateOnly(2023, 5, 1), 0, new DateOnly(2021, 7, 1));
            ours += lines[0].Wape / 4;
            coverage += lines[0].Coverage!.Value / 4;
            for (var m = 0; m < 4; m++)
                naive[m] += lines[m + 1].Wape / 4;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: ours {ours:0.000}, pipeline, last, seasonal, trailing {string.Join(" ", naive.Select(n => $"{n:0.000}"))}, coverage {coverage:0.00}");
        Assert.True(ours <= naive.Min() + 0.01, $"{ours} against {string.Join(", ", naive)}");
        Assert.InRange(coverage, 0.7, 0.92);
    }

    [Fact]
    public void Ranges_of_groups_hold_four_times_in_five()
    {
        var line = ForecastBacktest.Run(Simulated(seed: 11, months: 40, (_, _) => 150), Months, new DateOnly(2023, 5, 1), groups: 5)[0];
        TestContext.Current.TestOutputHelper!.WriteLine($"{line}");
        Assert.InRange(line.Coverage!.Value, 0.7, 0.9);
    }

    [Fact]
    public void Nothing_little_and_odd_histories_give_numbers()
    {
        var day = new DateOnly(2026, 1, 1);
        ForecastDeal[][] odd =
        [
            [],
            [new(day, null, false, 0, null, 0)],
            [new(day, null, false, 0, 1000, 0)],
            [new(day, day.AddDays(1), false, 0, 10, 0)],
            [new(day, day.AddDays(1), true, 0, 10, 0)],
            [new(day, day.AddDays(1), true, 5, null, 0), new(day, day.AddDays(70), true, 1e12, null, 0)],
            [.. Enumerable.Range(0, 300).Select(i => new ForecastDeal(day.AddDays(i), day.AddDays(i), true, 7, null, 0))],
        ];
        foreach (var deals in odd)
        {
            foreach (var asOf in new[] { day, day.AddDays(20), day.AddDays(900) })
            {
                foreach (var line in RevenueForecast.Make(deals, asOf, 3, Months).Concat(RevenueForecast.Make(deals, asOf, 3, Months, 2)))
                    Assert.True(double.IsFinite(line.Expected + line.P10 + line.P50 + line.P90 + line.WeightedPipeline), $"{line}");
            }

            Assert.All(ForecastBacktest.Run(deals, Months, day.AddDays(400)), line => Assert.True(double.IsFinite(line.Wape + line.Bias)));
        }
    }

    [Fact]
    public void A_bad_cell_is_named()
    {
        var table = DelimitedText.Parse("stage,opened,closed,amount\nWon,2026-01-01,2026-01-05,10\nLost,2026-01-02,,\n", "deals.csv");
        Assert.Contains("deals.csv, line 3, column closed", Assert.Throws<TableException>(() => DealTable.Read(table)).Message);
    }

    /// <summary>Won and lost deals from January 2020 on, each month at a rate of its own.</summary>
    private static List<ForecastDeal> Simulated(int seed, int months, Func<int, Random, double> rate)
    {
        var random = new Random(seed);
        var deals = new List<ForecastDeal>();
        for (var month = 0; month < months; month++)
        {
            var start = new DateOnly(2020, 1, 1).AddMonths(month);
            var expected = rate(month, random);
            var count = MathNet.Numerics.Distributions.Poisson.Sample(random, expected);
            for (var i = 0; i < count; i++)
            {
                var closed = start.AddDays(random.Next(28));
                var won = random.Next(2) == 0;
                var size = 1000 * Math.Exp(random.NextDouble());
                deals.Add(new ForecastDeal(closed.AddDays(-random.Next(1, 120)), closed, won, won ? size : 0, size, random.Next(5)));
            }
        }

        return deals;
    }

    private static Table Pipeline()
    {
        var pipeline = DelimitedText.Read(File.ReadAllBytes(DataFolder.Find("crm", "sales_pipeline.csv")), "sales_pipeline.csv");
        var teams = DelimitedText.Read(File.ReadAllBytes(DataFolder.Find("crm", "sales_teams.csv")), "sales_teams.csv");
        var office = Enumerable.Range(0, teams.RowCount).ToDictionary(row => teams[row, "sales_agent"], row => teams[row, "regional_office"]);
        return new Table("pipeline", [.. pipeline.Columns, "regional_office"], [
            .. pipeline.Columns.Select((_, c) => pipeline.Cells(c).ToArray()),
            pipeline.Cells(pipeline.Find("sales_agent")).Select(agent => office[agent]).ToArray(),
        ]);
    }
}
