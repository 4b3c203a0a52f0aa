using Tandem.Accelerate.Forecast;
using Tandem.Engine.Forecasting;
using Tandem.Engine.Learning;
using Tandem.Models;
using Xunit;

namespace Tandem.Tests.Accelerate;

/// <summary>What the forecast may read of open deals: only what was known by then, and only what proves better on later months.</summary>
public sealed class InputTests
{
    private static readonly DateOnly First = new(2024, 1, 1);

    [Fact]
    public async Task What_ends_later_changes_nothing_of_what_would_have_been_said_before()
    {
        var (day, later) = (First.AddMonths(6), First.AddMonths(9));
        var (told, changed) = (await Said(flipFrom: null, day, later), await Said(flipFrom: day, day, later));
        var asked = Enumerable.Range(0, 20).Select(Subject).ToList();
        Assert.All(asked, s => Assert.Equal(told.Of(s, day), changed.Of(s, day)));
        Assert.Contains(asked, s => told.Of(s, later) != changed.Of(s, later));
        Assert.Null(told.Of(Subject(0), First));
    }

    [Fact]
    public void An_input_that_tells_good_deals_from_bad_is_kept_and_one_that_does_not_is_refused_and_both_are_reported()
    {
        var (deals, good) = Deals();
        var dice = new Random(4);
        var noise = Enumerable.Range(0, deals.Count).Select(_ => dice.Next(2)).ToArray();
        ForecastInput[] inputs = [new(ForecastInputs.Score, new DealClasses(2, (d, _) => noise[d])), new(ForecastInputs.Odds, new DealClasses(2, (d, _) => good[d] ? 1 : 0))];
        var (used, tried) = ProveInputs.Run(deals, 4, First.AddMonths(36), First.AddMonths(12), inputs);
        Assert.NotNull(used);
        var (odds, score) = (tried.Single(t => t.Code == ForecastInputs.Odds), tried.Single(t => t.Code == ForecastInputs.Score));
        Assert.True(odds is { Used: true, Months: 24 } && odds.After < odds.Before, $"{odds}");
        Assert.False(score.Used, $"{score}");
    }

    [Fact]
    public void Nothing_is_proven_by_a_few_months()
    {
        var (deals, good) = Deals();
        var (used, tried) = ProveInputs.Run(deals, 4, First.AddMonths(8), First, [new(ForecastInputs.Odds, new DealClasses(2, (d, _) => good[d] ? 1 : 0))]);
        Assert.Null(used);
        Assert.False(Assert.Single(tried).Used);
        Assert.Equal((null, 0), (ProveInputs.Run(deals, 4, First.AddMonths(20), First, []).Used, ProveInputs.Run(deals, 4, First.AddMonths(20), First, []).Tried.Count));
    }

    private static async Task<AsKnown> Said(DateOnly? flipFrom, params DateOnly[] days)
    {
        var dice = new Random(2);
        var (numbers, rows) = (new double[400], new List<LessonRow>());
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = dice.NextDouble();
            var ended = First.AddDays(i);
            rows.Add(new LessonRow(Subject(1_000 + i), ended, (dice.NextDouble() < numbers[i]) ^ (flipFrom is { } from && ended >= from)));
        }

        var frame = new Frame([FrameColumn.Number("n", numbers)], numbers.Length);
        var open = new Frame([FrameColumn.Number("n", [.. Enumerable.Range(0, 20).Select(i => i / 20.0)])], 20);
        var known = new AsKnown();
        await LookBack.Run(
            new Hindsight(new Lesson(frame, rows), _ => Task.FromResult(new Question(open, [.. Enumerable.Range(0, 20).Select(i => (Subject(i), (Tandem.Kernel.Id<Tandem.Identity.Organisation>?)null))]))),
            [First, .. days], known, CancellationToken.None);
        return known;
    }

    private static Guid Subject(int i) => new(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Four regions; where the good deals are changes from month to month.</summary>
    private static (List<ForecastDeal> Deals, List<bool> Good) Deals()
    {
        var dice = new Random(5);
        var (deals, good) = (new List<ForecastDeal>(), new List<bool>());
        for (var month = 0; month < 36; month++)
        {
            for (var n = 0; n < 60; n++)
            {
                var group = dice.Next(4);
                good.Add(dice.NextDouble() < (group == month % 4 ? 0.8 : 0.15));
                var opened = First.AddMonths(month).AddDays(dice.Next(28));
                var won = dice.NextDouble() < (good[^1] ? 0.8 : 0.05);
                deals.Add(new ForecastDeal(opened, opened.AddDays(25 + dice.Next(20)), won, won ? 100 : 0, 100, group, deals.Count));
            }
        }

        return (deals, good);
    }
}
