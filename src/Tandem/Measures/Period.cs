using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tandem.Engine;

namespace Tandem.Measures;

/// <summary>How long a period is; the number is its months.</summary>
public enum PeriodKind
{
    Month = 1,
    Quarter = 3,
    Year = 12,
}

/// <summary>A month, quarter or year of the programme's fiscal calendar, in the programme's time zone.</summary>
/// <remarks>Half-open: <see cref="Start"/> is inside, <see cref="End"/> is the first day after it.</remarks>
public readonly record struct Period(PeriodKind Kind, DateOnly Start) : IComparable<Period>
{
    public DateOnly End => Start.AddMonths((int)Kind);

    /// <summary>The name it is stored by, which sorts by date and does not change with the fiscal calendar: <c>2026-07-01/3</c>.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Start:yyyy-MM-dd}/{(int)Kind}");

    public Period Next => Later(1);

    public Period Previous => Later(-1);

    /// <param name="fiscalStart">The month in which the fiscal year starts, 1 to 12.</param>
    public static Period Of(DateOnly day, PeriodKind kind, int fiscalStart = 1) => kind switch
    {
        PeriodKind.Month => new Period(kind, new DateOnly(day.Year, day.Month, 1)),
        PeriodKind.Quarter => new Period(kind, Quarter.Of(day, fiscalStart).Start),
        _ => new Period(kind, new DateOnly(day.Month >= fiscalStart ? day.Year : day.Year - 1, fiscalStart, 1)),
    };

    public Period Later(int periods) => this with { Start = Start.AddMonths((int)Kind * periods) };

    public bool Contains(DateOnly day) => day >= Start && day < End;

    /// <summary>As people write it: <c>2026-07</c>, <c>2026-Q3</c>, <c>2026</c>; a fiscal year carries the number of the year it ends in.</summary>
    public string Code(int fiscalStart = 1) => Kind switch
    {
        PeriodKind.Month => Start.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        PeriodKind.Quarter => Quarter.Of(Start, fiscalStart).ToString(),
        _ => End.AddDays(-1).Year.ToString("0000", CultureInfo.InvariantCulture),
    };

    public static bool TryParse([NotNullWhen(true)] string? code, int fiscalStart, out Period period)
    {
        period = default;
        if (Quarter.TryParse(code, fiscalStart, out var quarter))
            period = new Period(PeriodKind.Quarter, quarter.Start);
        else if (code is { Length: 7 } && DateOnly.TryParseExact(code, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month))
            period = new Period(PeriodKind.Month, month);
        else if (code is { Length: 4 } && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 1900 and < 9000)
            period = new Period(PeriodKind.Year, new DateOnly(fiscalStart == 1 ? year : year - 1, fiscalStart, 1));
        return period != default && period.Start.Year is > 1900 and < 9000;
    }

    public static Period FromKey(string key) =>
        new((PeriodKind)int.Parse(key.AsSpan(11), CultureInfo.InvariantCulture), DateOnly.ParseExact(key.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture));

    public int CompareTo(Period other) => (Start, Kind).CompareTo((other.Start, other.Kind));

    public static bool operator <(Period a, Period b) => a.CompareTo(b) < 0;

    public static bool operator >(Period a, Period b) => a.CompareTo(b) > 0;

    public static bool operator <=(Period a, Period b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Period a, Period b) => a.CompareTo(b) >= 0;

    public override string ToString() => Key;
}
