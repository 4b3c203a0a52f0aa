using System.Globalization;

namespace Tandem.Engine.Tabular;

/// <summary>The order in which a column writes year, month and day.</summary>
public enum DateOrder
{
    YearMonthDay,
    MonthDayYear,
    DayMonthYear,
}

/// <summary>Reads the dates of a column, found from all its cells: 3/4/2017 is April in Europe and March in America.</summary>
/// <remarks>
/// Reads ISO 8601, 20171231, 31.12.2017, 12/31/2017, 31-Dec-17, Dec 31, 2017 and 2017-12 (its first day), each with or
/// without a time. A date stays the date that was written: an offset from UTC is read and not applied. A year of two
/// digits lies between 1950 and 2049.
/// </remarks>
public static class DateFormat
{
    private const int Enough = 200;
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The order of a column, or null where less than a share of its cells that are not missing are dates.</summary>
    /// <param name="cells">The column.</param>
    /// <param name="share">The least share of dates, 0 to 1.</param>
    /// <param name="otherwise">The order where no cell tells; null means points are European and slashes American.</param>
    public static DateOrder? Detect(IEnumerable<string> cells, double share = 0.95, DateOrder? otherwise = null)
    {
        var orders = Enum.GetValues<DateOrder>();
        var fits = new int[orders.Length];
        var (known, points) = (0, 0);
        foreach (var cell in cells)
        {
            if (NumberFormat.IsMissing(cell))
                continue;
            known++;
            points += cell.Contains('.', StringComparison.Ordinal) ? 1 : 0;
            for (var i = 0; i < orders.Length; i++)
                fits[i] += TryParse(cell, orders[i], out _) ? 1 : 0;
            if (known == Enough && fits.Max() < share * known / 2)
                return null;
        }

        var best = fits.Max();
        if (best == 0 || best < share * known)
            return null;
        if (fits[0] == best)
            return DateOrder.YearMonthDay;
        if (fits[1] != fits[2])
            return fits[1] > fits[2] ? DateOrder.MonthDayYear : DateOrder.DayMonthYear;
        if (otherwise is DateOrder.MonthDayYear or DateOrder.DayMonthYear)
            return otherwise;
        return points > known / 2 ? DateOrder.DayMonthYear : DateOrder.MonthDayYear;
    }

    /// <summary>The moment of a cell; false where it is missing or no date.</summary>
    public static bool TryParse(ReadOnlySpan<char> cell, DateOrder order, out DateTime value)
    {
        value = default;
        cell = cell.Trim();
        if (cell.Length is < 6 or > 40 || !TryDate(ref cell, order, out var date))
            return false;
        if (!TryTime(cell, out var time))
            return false;
        value = date + time;
        return true;
    }

    private static bool TryDate(ref ReadOnlySpan<char> rest, DateOrder order, out DateTime date)
    {
        date = default;
        if (rest.Length >= 8 && rest[..8].IndexOfAnyExceptInRange('0', '9') < 0)
        {
            var compact = rest[..8];
            rest = rest[8..];
            return order == DateOrder.YearMonthDay && Make(Number(compact[..4]), Number(compact[4..6]), Number(compact[6..]), 4, out date);
        }

        Span<int> part = stackalloc int[3];
        Span<int> digits = stackalloc int[3];
        var (count, named, at) = (0, -1, 0);
        while (count < 3 && at < rest.Length)
        {
            var start = at;
            while (at < rest.Length && char.IsAsciiDigit(rest[at]))
                at++;
            if (at > start)
            {
                if (at - start is 3 or > 4)
                    return false;
                (part[count], digits[count]) = (Number(rest[start..at]), at - start);
            }
            else
            {
                while (at < rest.Length && char.IsLetter(rest[at]))
                    at++;
                if (at - start < 3 || named >= 0 || Month(rest[start..at]) is not { } month)
                    return false;
                (part[count], digits[count], named) = (month, 0, count);
            }

            count++;
            var separator = at;
            while (at < rest.Length && count < 3 && rest[at] is '-' or '/' or '.' or ' ' or ',')
                at++;
            if (count < 3 && at == separator && at < rest.Length)
                return false;
        }

        rest = rest[Math.Min(at, rest.Length)..];
        if (count == 2 && rest.Length == 0 && (digits[0] == 4 || digits[1] == 4))
            return digits[0] == 4 ? Make(part[0], part[1], 1, 4, out date) : Make(part[1], part[0], 1, 4, out date);
        if (count < 3)
            return false;

        var (y, m, d) = named switch
        {
            0 => (2, 0, 1),
            1 => digits[0] == 4 ? (0, 1, 2) : (2, 1, 0),
            2 => (-1, -1, -1),
            _ when digits[0] == 4 => order == DateOrder.YearMonthDay ? (0, 1, 2) : (-1, -1, -1),
            _ => order switch
            {
                DateOrder.MonthDayYear => (2, 0, 1),
                DateOrder.DayMonthYear => (2, 1, 0),
                _ => (-1, -1, -1),
            },
        };
        return y >= 0 && digits[d] <= 2 && digits[m] <= 2 && digits[y] != 1 && Make(part[y], part[m], part[d], digits[y], out date);
    }

    private static bool TryTime(ReadOnlySpan<char> rest, out TimeSpan time)
    {
        time = default;
        rest = rest.TrimStart("T ,").TrimEnd();
        if (rest.Length == 0)
            return true;
        return DateTimeOffset.TryParse($"2000-01-01 {rest}", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) &&
            (time = moment.TimeOfDay) >= TimeSpan.Zero;
    }

    private static bool Make(int year, int month, int day, int yearDigits, out DateTime date)
    {
        year = yearDigits == 2 ? year + (year < 50 ? 2000 : 1900) : year;
        var valid = year is >= 1800 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = valid ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) : default;
        return valid;
    }

    private static int? Month(ReadOnlySpan<char> word)
    {
        for (var i = 0; i < Months.Length; i++)
        {
            if (word.StartsWith(Months[i], StringComparison.OrdinalIgnoreCase) && IsPrefixOfMonth(word, i + 1))
                return i + 1;
        }

        return null;

        static bool IsPrefixOfMonth(ReadOnlySpan<char> word, int month) => word.Length <= 4 ||
            word.Equals(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month), StringComparison.OrdinalIgnoreCase);
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
