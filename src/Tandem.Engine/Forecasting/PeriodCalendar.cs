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
    private int Months => Length == PeriodLength.Month ? 1 : 3;

    /// <summary>Periods in a year.</summary>
    public int PerYear => 12 / Months;

    /// <summary>Periods in the shorter cycle of selling, the quarter; 1 where a period is a quarter.</summary>
    public int PerQuarter => 3 / Months;

    public int IndexOf(DateOnly date) => ((date.Year * 12) + date.Month - 1) / Months;

    /// <summary>The first day of a period; the period ends before the first day of the next.</summary>
    public DateOnly Start(int index) => new(index * Months / 12, (index * Months % 12) + 1, 1);

    /// <summary><c>2017-10</c> or <c>2017-Q4</c>.</summary>
    public string Name(int index) => Length == PeriodLength.Quarter
        ? Quarter.Of(Start(index)).ToString()
        : Start(index).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
