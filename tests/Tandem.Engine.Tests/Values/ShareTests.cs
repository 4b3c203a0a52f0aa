using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Tandem.Engine.Tests.Values;

public sealed class ShareTests
{
    private static readonly Arbitrary<(int Minor, int[] Weights)> Cases = ArbMap.Default
        .ArbFor<(int Minor, NonEmptyArray<byte> Weights)>()
        .Filter(c => c.Weights.Get.Any(weight => weight > 0))
        .Convert(
            c => (c.Minor, c.Weights.Get.Select(weight => (int)weight).ToArray()),
            c => (c.Item1, NonEmptyArray<byte>.NewNonEmptyArray(c.Item2.Select(weight => (byte)weight).ToArray())));

    [Fact]
    public void The_parts_of_a_split_always_add_up() => Prop.ForAll(Cases, c =>
        Parts(c.Minor, c.Weights).Sum() == c.Minor).QuickCheckThrowOnFailure();

    [Fact]
    public void No_part_is_a_unit_or_more_away_from_its_quota() => Prop.ForAll(Cases, c =>
        Parts(c.Minor, c.Weights).Zip(c.Weights, (part, weight) =>
            Math.Abs(part - ((decimal)c.Minor * weight / c.Weights.Sum())) < 1m).All(ok => ok)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_claw_back_mirrors_the_payment() => Prop.ForAll(Cases, c =>
        Parts(-(long)c.Minor, c.Weights).SequenceEqual(Parts(c.Minor, c.Weights).Select(part => -part)))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_larger_weight_never_gets_less() => Prop.ForAll(Cases, c =>
    {
        var parts = Parts(Math.Abs((long)c.Minor), c.Weights);
        return Enumerable.Range(0, parts.Length).All(i => Enumerable.Range(0, parts.Length).All(j =>
            c.Weights[i] <= c.Weights[j] || parts[i] >= parts[j]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_first_to_sign_gets_the_cent_that_is_left()
    {
        var parts = Share.Split(new Money(100, "EUR"), [1m, 1m, 1m]);
        Assert.Equal([34L, 33L, 33L], parts.Select(part => part.Minor));
    }

    [Fact]
    public void The_largest_remainder_gets_the_cent_before_the_first_to_sign()
    {
        var parts = Share.Split(new Money(10, "EUR"), [Share.Percent(33m), Share.Percent(33m), Share.Percent(34m)]);
        Assert.Equal([3L, 3L, 4L], parts.Select(part => part.Minor));
    }

    [Theory]
    [InlineData(105, 50, 53)]
    [InlineData(-105, 50, -53)]
    [InlineData(104, 50, 52)]
    [InlineData(0, 50, 0)]
    public void A_share_is_rounded_half_away_from_zero(long minor, int percent, long expected) =>
        Assert.Equal(expected, Share.Percent(percent).Of(new Money(minor, "EUR")).Minor);

    [Fact]
    public void Shares_that_do_not_make_the_whole_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Share.Split(new Money(1, "EUR"), [Share.Percent(50), Share.Percent(49)]));
        Assert.Throws<ArgumentException>(() => Share.Split(new Money(1, "EUR"), [2m, -1m]));
        Assert.Throws<ArgumentException>(() => Share.Split(new Money(1, "EUR"), Array.Empty<decimal>()));
    }

    [Fact]
    public void The_largest_amount_splits_without_overflow() =>
        Assert.Equal(long.MaxValue, Share.Split(new Money(long.MaxValue, "EUR"), [0.1m, 0.2m, 0.7000000000001m]).Sum(m => m.Minor));

    private static long[] Parts(long minor, int[] weights) =>
        Share.Split(new Money(minor, "EUR"), weights.Select(weight => (decimal)weight).ToArray())
            .Select(part => part.Minor).ToArray();
}
