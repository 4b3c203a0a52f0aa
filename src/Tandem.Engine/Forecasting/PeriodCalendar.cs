using System.Globalization;

namespace Tandem.Engine.Forecasting;

/// <summary>The length of the periods a forecast is made for.</summary>
public enum PeriodLength
{
    Month,
    Quarter,
}

/// <summary>Months or quarters of the calendar, counted so that neighbours differ by one.</summary>
public readonly record struct PeriodCalendar(PeriodLength Length)
{
    /// <summary>Months in a period.</summary>
    public int MonthsEach => Length == PeriodLength.Month ? 1 : 3;

    /// <summary>Periods in a year.</summary>
    public int PerYear => 12 / MonthsEach;

    /// <summary>Periods in the shorter cycle of selling, the quarter; 1 where a period is a quarter.</summary>
    public int PerQuarter => 3 / MonthsEach;

    public int IndexOf(DateOnly date) => ((date.Year * 12) + date.Month - 1) / MonthsEach;

    /// <summary>The first day of a period; the period ends before the first day of the next.</summary>
    public DateOnly Start(int index) => new(index * MonthsEach / 12, (index * MonthsEach % 12) + 1, 1);

    /// <summary><c>2017-10</c> or <c>2017-Q4</c>.</summary>
    public string Name(int index) => Length == PeriodLength.Quarter
        ? Quarter.Of(Start(index)).ToString()
        : Start(index).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
