using Tandem.Measures;
using Xunit;

namespace Tandem.Tests.Measures;

/// <summary>Months, quarters and years of a fiscal calendar.</summary>
public sealed class PeriodTests
{
    [Fact]
    public void Periods_of_every_fiscal_calendar_tile_the_days_and_read_back_from_their_names()
    {
        for (var start = 1; start <= 12; start++)
        {
            for (var day = new DateOnly(2025, 1, 1); day.Year < 2028; day = day.AddDays(1))
            {
                foreach (var kind in Enum.GetValues<PeriodKind>())
                {
                    var period = Period.Of(day, kind, start);
                    Assert.True(period.Contains(day));
                    Assert.Equal(period.End, period.Next.Start);
                    Assert.Equal(period, Period.Of(period.End.AddDays(-1), kind, start));
                    Assert.True(Period.TryParse(period.Code(start), start, out var read));
                    Assert.Equal(period, read);
                    Assert.Equal(period, Period.FromKey(period.Key));
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("2026-Q5")]
    [InlineData("2026-13")]
    [InlineData("0000")]
    [InlineData("2026-7")]
    [InlineData("9999")]
    public void What_is_no_period_is_not_read_as_one(string? code) => Assert.False(Period.TryParse(code, 1, out _));
}
