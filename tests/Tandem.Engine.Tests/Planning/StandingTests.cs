using FsCheck;
using FsCheck.Fluent;
using Tandem.Engine.Planning;
using Xunit;

namespace Tandem.Engine.Tests.Planning;

/// <summary>Points, scores, ways up and distances.</summary>
public sealed class StandingTests
{
    private static readonly Gen<double> Number = Gen.Choose(-100_000, 100_000).Select(n => n / 100.0);

    private static readonly Gen<PeerSpread> Spread = Number.ListOf(5).Select(list =>
    {
        double[] five = [.. list.Order()];
        return new PeerSpread(five[0], five[1], five[2], five[3], five[4]);
    });

    private static readonly Gen<Yardstick> Yard =
        from curve in Gen.Elements(Enum.GetValues<Curve>())
        from floor in Gen.OneOf(Number, Gen.Constant(0.0))
        from target in Gen.OneOf(Number, Gen.Constant(0.0), Gen.Constant(floor))
        from less in Gen.Elements(true, false)
        from peers in Gen.OneOf(Spread.Select(s => (PeerSpread?)s), Gen.Constant((PeerSpread?)null))
        select new Yardstick(curve, floor, target, less, peers);

    private static readonly Arbitrary<(Yardstick Yard, double Value, double More)> Judged = Arb.From(
        from yard in Yard
        from value in Number
        from more in Gen.Choose(0, 50_000)
        select (yard, value, more / 100.0));

    private static readonly Arbitrary<Lever[]> Levers = Arb.From(
        (from yard in Yard
         from value in Number
         from weight in Gen.Choose(1, 50)
         from stride in Gen.Choose(1, 10_000)
         from whole in Gen.Elements(true, false)
         select (yard, value, weight, stride, whole)).ListOf()
        .Select(list => list.Select((x, i) => new Lever($"k{i}", x.value, x.yard, x.weight, x.stride / 100.0, x.whole)).ToArray()));

    [Fact]
    public void Points_lie_between_nothing_and_a_hundred() => Prop.ForAll(Judged, p => p.Yard.Points(p.Value) is >= 0 and <= 100).QuickCheckThrowOnFailure();

    [Fact]
    public void A_better_value_never_has_fewer_points() => Prop.ForAll(Judged, p =>
        p.Yard.Points(p.Yard.Downwards ? p.Value - p.More : p.Value + p.More) >= p.Yard.Points(p.Value) - 1e-9).QuickCheckThrowOnFailure();

    [Fact]
    public void The_value_for_some_points_earns_them() => Prop.ForAll(Judged, p =>
    {
        // Where many peers share a value, a place between them cannot be had.
        var now = p.Yard.Points(p.Value);
        return now <= 0 || p.Yard is { Curve: Curve.AmongPeers, Peers: not null } || p.Yard.Points(p.Yard.ValueFor(now)) >= now - 1e-6;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(Curve.Even, 0, 10, 5, 50)]
    [InlineData(Curve.Even, 60, 5, 60, 0)]
    [InlineData(Curve.Even, 60, 5, 5, 100)]
    [InlineData(Curve.Even, 8, 8, 8, 100)]
    [InlineData(Curve.Even, 8, 8, 7.9, 0)]
    [InlineData(Curve.Even, -20, -10, -15, 50)]
    [InlineData(Curve.FirstSteps, 0, 100, 25, 50)]
    [InlineData(Curve.AtTarget, 0, 10, 9.99, 0)]
    [InlineData(Curve.AtTarget, 0, 10, 10, 100)]
    [InlineData(Curve.AmongPeers, 0, 10, 5, 50)]
    public void Points_grow_from_the_floor_to_the_target(Curve curve, double floor, double target, double value, double points) =>
        Assert.Equal(points, new Yardstick(curve, floor, target).Points(value), 6);

    [Fact]
    public void A_value_shared_by_many_peers_has_the_lowest_of_their_places()
    {
        var most = new Yardstick(Curve.AmongPeers, 0, 1, false, new PeerSpread(0, 0, 0, 4, 8));

        Assert.Equal([0, 62.5, 75, 100], new[] { 0.0, 2, 4, 9 }.Select(most.Points));
        Assert.Equal(50, new Yardstick(Curve.AmongPeers, 0, 1, false, new PeerSpread(1, 1, 1, 1, 1)).Points(1));
        Assert.Equal([100, 25, 0], new[] { 0.0, 4, 8 }.Select(new Yardstick(Curve.AmongPeers, 0, 1, true, new PeerSpread(0, 0, 0, 4, 8)).Points));
    }

    [Fact]
    public void Nothing_is_scored_where_nothing_weighs()
    {
        Assert.Null(WeightedScore.Of([]));
        Assert.Null(WeightedScore.Of([(100, 0), (50, 0)]));
        Assert.Equal(75, WeightedScore.Of([(100, 1), (50, 1), (3, 0)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightedScore.Of([(50, -1)]));
    }

    [Fact]
    public void Every_way_up_brings_what_it_says() => Prop.ForAll(Levers, levers =>
    {
        var weights = levers.Sum(l => l.Weight);
        var now = WeightedScore.Of(levers.Select(l => (l.Yardstick.Points(l.Value), l.Weight)));
        return WaysUp.Cheapest(levers, weights, 5, 100).All(step =>
        {
            var then = WeightedScore.Of(levers.Select(l => (l.Yardstick.Points(l.Key == step.Key ? step.To : l.Value), l.Weight)));
            return step.Gain > 0 && Math.Abs(then!.Value - now!.Value - step.Gain) < 1e-6;
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_cheapest_way_is_the_smallest_against_what_is_usual()
    {
        var yard = new Yardstick(Curve.Even, 0, 10);
        Lever[] levers = [new("far", 2, yard, 1, 0.1, false), new("near", 2, yard, 1, 5, true), new("done", 10, yard, 1, 5, false)];

        var ways = WaysUp.Cheapest(levers, 3, aim: 5);

        Assert.Equal(["near", "far"], ways.Select(w => w.Key));
        Assert.Equal((2, 4), (ways[0].From, ways[0].To));
        Assert.Equal(3.5, ways[1].To, 6);
    }

    [Fact]
    public void Distance_is_bounded_and_falls_when_a_gap_closes() => Prop.ForAll(
        Arb.From((from share in Gen.Choose(0, 100) from weight in Gen.Choose(0, 20) select (Share: share / 100.0, Weight: (double)weight)).NonEmptyListOf().Select(l => l.ToArray())),
        criteria =>
        {
            if (IdealDistance.Of(criteria) is not { } distance)
                return criteria.All(c => c.Weight == 0);
            criteria[0] = (1, criteria[0].Weight);
            return distance is >= 0 and <= 100 && IdealDistance.Of(criteria) <= distance + 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_large_gap_is_further_than_two_halves()
    {
        Assert.Equal(0, IdealDistance.Of([(1, 2), (IdealDistance.ShareOf(5), 1)]));
        Assert.Equal(100, IdealDistance.Of([(0, 2), (IdealDistance.ShareOf(1), 1)]));
        Assert.True(IdealDistance.Of([(0, 1), (1, 1)]) > IdealDistance.Of([(0.5, 1), (0.5, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => IdealDistance.ShareOf(6));
    }
}
