using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Tandem.Engine.Tests.Values;

public sealed class QuarterTests
{
    private static readonly Arbitrary<(DateOnly Date, int FirstMonth)> Cases = Arb.From(
        from day in Gen.Choose(new DateOnly(1900, 1, 1).DayNumber, new DateOnly(2200, 1, 1).DayNumber)
        from month in Gen.Choose(1, 12)
        select (DateOnly.FromDayNumber(day), month));

    [Fact]
    public void Every_date_lies_in_its_own_quarter_and_in_no_neighbour() => Prop.ForAll(Cases, c =>
    {
        var quarter = Quarter.Of(c.Date, c.FirstMonth);
        return quarter.Contains(c.Date) && !quarter.Next.Contains(c.Date) && !quarter.Previous.Contains(c.Date);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quarter_ends_where_the_next_starts() => Prop.ForAll(Cases, c =>
    {
        var quarter = Quarter.Of(c.Date, c.FirstMonth);
        return quarter.End == quarter.Next.Start && quarter.Days is >= 89 and <= 92;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_quarter_reads_back_as_it_was_written() => Prop.ForAll(Cases, c =>
        Quarter.Parse(Quarter.Of(c.Date, c.FirstMonth).ToString(), c.FirstMonth) == Quarter.Of(c.Date, c.FirstMonth))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2017-12-31", 1, "2017-Q4")]
    [InlineData("2017-01-01", 1, "2017-Q1")]
    [InlineData("2017-07-01", 7, "2018-Q1")]
    [InlineData("2017-06-30", 7, "2017-Q4")]
    [InlineData("2017-01-31", 2, "2017-Q4")]
    [InlineData("2017-02-01", 2, "2018-Q1")]
    public void A_fiscal_year_is_named_after_the_year_it_ends_in(string date, int firstMonth, string quarter) =>
        Assert.Equal(quarter, Quarter.Of(DateOnly.Parse(date, null), firstMonth).ToString());

    [Theory]
    [InlineData("2017-Q0")]
    [InlineData("2017-Q5")]
    [InlineData("2017Q4")]
    [InlineData("-017-Q4")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_quarter_is_not_read(string? text) => Assert.False(Quarter.TryParse(text, null, out _));

    [Fact]
    public void Quarters_count_on_over_the_year()
    {
        var quarter = new Quarter(2017, 4);
        Assert.Equal(new Quarter(2018, 1), quarter.Next);
        Assert.Equal(new Quarter(2016, 4), quarter + -4);
        Assert.Equal(5, (quarter + 5).Since(quarter));
        Assert.True(quarter < quarter.Next);
    }
}
