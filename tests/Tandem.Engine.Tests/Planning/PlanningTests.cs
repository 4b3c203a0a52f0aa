using FsCheck;
using FsCheck.Fluent;
using Tandem.Engine.Planning;
using Xunit;

namespace Tandem.Engine.Tests.Planning;

public sealed class PlanningTests
{
    private static readonly Gen<double> Number = Gen.Choose(-100_000, 100_000).Select(n => n / 100.0);

    private static readonly Arbitrary<(double Actual, double Better, double Expected, double Scale, bool Less)> Promises = Arb.From(
        from actual in Number
        from more in Gen.Choose(0, 50_000)
        from expected in Gen.OneOf(Number, Gen.Constant(0.0))
        from scale in Gen.Choose(1, 100_000)
        from less in Gen.Elements(true, false)
        select (actual, less ? actual - (more / 100.0) : actual + (more / 100.0), expected, scale / 100.0, less));

    private static readonly Arbitrary<Strand[]> Strands = Arb.From(
        (from share in Gen.Choose(0, 1000)
         from weight in Gen.Choose(0, 50)
         from lagging in Gen.Elements(true, false)
         select new Strand(share / 1000.0, weight, lagging)).NonEmptyListOf().Select(list => list.ToArray()));

    [Fact]
    public void Attainment_is_a_share_whatever_the_numbers() => Prop.ForAll(Promises, p =>
        Attainment.Share(p.Actual, p.Expected, p.Scale, p.Less) is >= 0 and <= 1).QuickCheckThrowOnFailure();

    [Fact]
    public void A_better_actual_never_lowers_attainment() => Prop.ForAll(Promises, p =>
        Attainment.Share(p.Better, p.Expected, p.Scale, p.Less) >= Attainment.Share(p.Actual, p.Expected, p.Scale, p.Less)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_harder_expectation_never_raises_attainment() => Prop.ForAll(Promises, p =>
    {
        var harder = p.Less ? p.Expected - 1 : p.Expected + 1;
        return Attainment.Share(p.Actual, harder, p.Scale, p.Less) <= Attainment.Share(p.Actual, p.Expected, p.Scale, p.Less) + 1e-12;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_reached_is_whole_and_nothing_of_it_is_none()
    {
        Assert.Equal(1, Attainment.Share(10, 10, 10, false));
        Assert.Equal(0.5, Attainment.Share(5, 10, 20, false));
        Assert.Equal(0, Attainment.Share(-3, 10, 20, false));
        Assert.Equal(0.5, Attainment.Share(48, 24, 24, true));
        Assert.Equal(1, Attainment.Share(0, 0, 1, true));
        Assert.Equal(0.25, Attainment.Share(3, 0, 1, true));
        Assert.Equal(1, Attainment.Share(0, 0, 1, false));
    }

    [Fact]
    public void A_plan_that_starts_in_the_middle_owes_its_part_of_the_quarter()
    {
        Assert.Equal(45.0 / 90 * 30, Attainment.Expected(30, 90, 45));
        Assert.Equal(0, Attainment.Expected(30, 90, -4));
        Assert.Equal(30, Attainment.Expected(30, 90, 120));
    }

    [Fact]
    public void Health_lies_between_0_and_100_and_never_falls_when_a_promise_does_better() => Prop.ForAll(Strands, Arb.From(Gen.Choose(0, 100)), (strands, percent) =>
    {
        var health = PlanHealth.Score(strands, percent / 100.0);
        if (health is null)
            return strands.All(s => s.Weight == 0 || (s.Lagging && percent == 0));
        var better = strands.Select((s, i) => i == 0 ? s with { Share = Math.Min(1, s.Share + 0.1) } : s);
        return health is >= 0 and <= 100 && PlanHealth.Score(better, percent / 100.0) >= health - 1e-9;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_promises_lose_and_what_is_left_makes_a_hundred() => Prop.ForAll(Strands, strands =>
        PlanHealth.Score(strands, 0.5) is not { } health || Math.Abs(100 - health - strands.Sum(s => PlanHealth.Lost(s, strands, 0.5))) < 1e-6).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lagging_promise_moves_health_less_than_a_leading_one()
    {
        var leads = PlanHealth.Score([new(0, 1, false), new(1, 1, true)], 0.5);
        var lags = PlanHealth.Score([new(1, 1, false), new(0, 1, true)], 0.5);

        Assert.Equal(100.0 / 3, leads!.Value, 9);
        Assert.Equal(200.0 / 3, lags!.Value, 9);
        Assert.Null(PlanHealth.Score([], 0.5));
    }

    [Fact]
    public void Odds_rest_on_the_own_past_before_the_peers()
    {
        (double, double)[] peers = [(10, 11), (10, 12), (10, 9), (10, 15), (10, 8), (0, 5)];
        var odds = TargetOdds.Of(12, [8, 10, 12, 14], peers, lessIsBetter: false);

        Assert.Equal((2, 4, 3, 5), (odds.OwnHits, odds.OwnPeriods, odds.PeerHits, odds.Peers));
        Assert.Equal((0.5 + 6 + 3) / (1 + 12 + 5), odds.Chance, 12);
        Assert.Equal(0.5, TargetOdds.Of(12, [], peers, lessIsBetter: false).Chance);
        Assert.Equal(0, TargetOdds.Of(12, [10], peers.Take(4).ToArray(), lessIsBetter: false).Peers);
    }

    [Fact]
    public void A_harder_target_never_has_better_odds() => Prop.ForAll(Promises, p =>
    {
        double[] own = [p.Actual, p.Better, p.Scale, 5, 7];
        (double, double)[] peers = [(1, 2), (3, 3), (4, 2), (5, 9), (2, 7)];
        var harder = p.Less ? p.Expected - 1 : p.Expected + 1;
        return TargetOdds.Of(harder, own, peers, p.Less).Chance <= TargetOdds.Of(p.Expected, own, peers, p.Less).Chance + 1e-12;
    }).QuickCheckThrowOnFailure();
}
