using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tandem.Engine;

/// <summary>A quarter of the programme's fiscal year, the period that plans, tiers and forecasts are kept by.</summary>
/// <remarks>
/// A fiscal year carries the number of the calendar year in which it ends: with July as its first month, 2018-Q1 runs
/// from 1 July 2017. Dates are half-open: <see cref="Start"/> is inside, <see cref="End"/> is the next quarter's start.
/// </remarks>
public readonly record struct Quarter : IComparable<Quarter>, IParsable<Quarter>
{
    /// <param name="year">The fiscal year, 2 to 9998.</param>
    /// <param name="number">1 to 4.</param>
    /// <param name="firstMonth">The month in which the fiscal year starts, 1 to 12.</param>
    public Quarter(int year, int number, int firstMonth = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, 9998);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstMonth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstMonth, 12);
        (Year, Number, FirstMonth) = (year, number, firstMonth);
    }

    public int Year { get; }
    public int Number { get; }
    public int FirstMonth { get; }

    public DateOnly Start =>
        new DateOnly(FirstMonth == 1 ? Year : Year - 1, FirstMonth, 1).AddMonths(3 * (Number - 1));

    /// <summary>The first day after the quarter.</summary>
    public DateOnly End => Start.AddMonths(3);

    public int Days => End.DayNumber - Start.DayNumber;

    public Quarter Next => this + 1;
    public Quarter Previous => this + -1;

    public static Quarter Of(DateOnly date, int firstMonth = 1)
    {
        var months = date.Month - firstMonth;
        var year = date.Year + (firstMonth > 1 && months >= 0 ? 1 : 0);
        return new Quarter(year, ((months + 12) % 12 / 3) + 1, firstMonth);
    }

    public bool Contains(DateOnly date) => date >= Start && date < End;

    /// <summary>How many quarters this one lies after another of the same fiscal calendar.</summary>
    public int Since(Quarter other) => (4 * (Year - other.Year)) + Number - SameCalendar(other).Number;

    public static Quarter operator +(Quarter quarter, int quarters)
    {
        var index = (4 * quarter.Year) + quarter.Number - 1 + quarters;
        return new Quarter(index / 4, (index % 4) + 1, quarter.FirstMonth);
    }

    public static bool operator <(Quarter a, Quarter b) => a.CompareTo(b) < 0;
    public static bool operator >(Quarter a, Quarter b) => a.CompareTo(b) > 0;
    public static bool operator <=(Quarter a, Quarter b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Quarter a, Quarter b) => a.CompareTo(b) >= 0;

    public int CompareTo(Quarter other) => Since(other);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-Q{Number}");

    /// <summary>Reads <c>2017-Q4</c> in the calendar year.</summary>
    public static Quarter Parse(string s) => Parse(s, 1);

    /// <inheritdoc cref="Parse(string)"/>
    public static Quarter Parse(string s, IFormatProvider? provider) => Parse(s, 1);

    /// <summary>Reads <c>2017-Q4</c> in a fiscal year that starts in the given month.</summary>
    public static Quarter Parse(string s, int firstMonth) => TryParse(s, firstMonth, out var quarter)
        ? quarter
        : throw new FormatException($"'{s}' is not a quarter such as 2017-Q4.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Quarter result) =>
        TryParse(s, 1, out result);

    public static bool TryParse([NotNullWhen(true)] string? s, int firstMonth, out Quarter result)
    {
        result = default;
        if (s is not { Length: 7 } || s[4] != '-' || s[5] is not ('Q' or 'q') || s[6] is < '1' or > '4' ||
            !int.TryParse(s.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ||
            year is < 2 or > 9998)
        {
            return false;
        }

        result = new Quarter(year, s[6] - '0', firstMonth);
        return true;
    }

    private Quarter SameCalendar(Quarter other) => other.FirstMonth == FirstMonth
        ? other
        : throw new InvalidOperationException("Quarters of two fiscal calendars cannot be compared.");
}
