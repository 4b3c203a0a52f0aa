using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Tandem.Engine.Tabular;
using Xunit;

namespace Tandem.Engine.Tests.Tabular;

public sealed class FormatTests
{
    [Theory]
    [InlineData("1234.5", 1234.5)]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("1.234,5", 1234.5)]
    [InlineData("1 234,5", 1234.5)]
    [InlineData("1'234.5", 1234.5)]
    [InlineData("$1,234", 1234)]
    [InlineData("-$12.50", -12.5)]
    [InlineData("12,50 €", 12.5)]
    [InlineData("EUR 12,5", 12.5)]
    [InlineData("(12.5)", -12.5)]
    [InlineData("12.5-", -12.5)]
    [InlineData("12.5 %", 0.125)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1,234,567", 1234567)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    public void A_number_is_read_as_it_is_meant(string cell, double value)
    {
        var format = NumberFormat.Detect([cell, "", "n/a"]);
        Assert.True(format!.TryParse(cell, out var read));
        Assert.Equal(value, read, 9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("abc")]
    [InlineData("12a")]
    [InlineData("1-2")]
    [InlineData("1.2.3")]
    [InlineData("12,34,56")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("$")]
    [InlineData("e")]
    public void What_is_no_number_is_not_read(string cell) => Assert.False(NumberFormat.Any.TryParse(cell, out _));

    [Fact]
    public void One_cell_tells_how_a_whole_column_writes_numbers()
    {
        Assert.Equal(NumberFormat.Comma, NumberFormat.Detect(["1.234", "2.500", "3,5"]));
        Assert.Equal(NumberFormat.Point, NumberFormat.Detect(["1,234", "2,500"]));
        Assert.Equal(NumberFormat.Comma, NumberFormat.Detect(["1.234", "2.500"], otherwise: NumberFormat.Comma));
        Assert.Null(NumberFormat.Detect(["1", "two", "three"]));
        Assert.Null(NumberFormat.Detect(["", "NA"]));
    }

    [Fact]
    public void Every_number_reads_back() => Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), number =>
        NumberFormat.Point.TryParse(number.Get.ToString("R", CultureInfo.InvariantCulture), out var read) && read.Equals(number.Get))
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("2017-03-04")]
    [InlineData("2017-03-04T10:20:30Z")]
    [InlineData("2017-03-04 10:20:30.123+02:00")]
    [InlineData("2017/3/4")]
    [InlineData("20170304")]
    [InlineData("3/4/2017")]
    [InlineData("3/4/17")]
    [InlineData("3/4/2017 2:05 PM")]
    [InlineData("4.3.2017")]
    [InlineData("04-Mar-2017")]
    [InlineData("04-mar-17")]
    [InlineData("March 4, 2017")]
    [InlineData("4 March 2017")]
    public void A_date_is_read_as_it_is_meant(string cell)
    {
        var order = DateFormat.Detect([cell, ""]);
        Assert.True(DateFormat.TryParse(cell, order!.Value, out var date));
        Assert.Equal(new DateTime(2017, 3, 4), date.Date);
    }

    [Theory]
    [InlineData("2017-02-29")]
    [InlineData("13/13/2017")]
    [InlineData("1234567")]
    [InlineData("12.345")]
    [InlineData("Marchant 4, 2017")]
    [InlineData("tomorrow")]
    [InlineData("0003-01-01")]
    public void What_is_no_date_is_not_read(string cell) => Assert.Null(DateFormat.Detect([cell]));

    [Fact]
    public void One_cell_tells_how_a_whole_column_writes_dates()
    {
        Assert.Equal(DateOrder.DayMonthYear, DateFormat.Detect(["3/4/2017", "31/12/2017"]));
        Assert.Equal(DateOrder.MonthDayYear, DateFormat.Detect(["3/4/2017", "12/31/2017"]));
        Assert.Equal(DateOrder.DayMonthYear, DateFormat.Detect(["3/4/2017"], otherwise: DateOrder.DayMonthYear));
        Assert.Equal(DateOrder.YearMonthDay, DateFormat.Detect(["2017-12"]));
    }

    [Fact]
    public void Every_day_reads_back_in_every_order() => Prop.ForAll(
        Arb.From(Gen.Choose(new DateOnly(1950, 1, 1).DayNumber, new DateOnly(2049, 12, 31).DayNumber)), number =>
        {
            var day = DateOnly.FromDayNumber(number);
            return new[] { (DateOrder.YearMonthDay, "yyyy-MM-dd"), (DateOrder.MonthDayYear, "M/d/yyyy"), (DateOrder.DayMonthYear, "d.M.yy"), (DateOrder.DayMonthYear, "d-MMM-yy") }
                .All(f => DateFormat.TryParse(day.ToString(f.Item2, CultureInfo.InvariantCulture), f.Item1, out var read) && DateOnly.FromDateTime(read) == day);
        }).QuickCheckThrowOnFailure();
}
