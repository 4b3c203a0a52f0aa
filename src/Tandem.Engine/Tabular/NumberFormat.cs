using System.Globalization;

namespace Tandem.Engine.Tabular;

/// <summary>How a column writes its numbers: whether a comma or a point starts the decimals.</summary>
/// <remarks>
/// Understands currency signs and codes, percent (12 % is 0.12), groups of three, trailing or bracketed minus, exponents.
/// </remarks>
public sealed record NumberFormat
{
    private const int Enough = 200;

    private NumberFormat(bool comma, bool point) => (DecimalComma, DecimalPoint) = (comma, point);

    /// <summary>1.234,5 is one thousand two hundred thirty-four and a half.</summary>
    public static readonly NumberFormat Comma = new(comma: true, point: false);

    /// <summary>1,234.5 is one thousand two hundred thirty-four and a half.</summary>
    public static readonly NumberFormat Point = new(comma: false, point: true);

    /// <summary>Reads either way, cell by cell; to ask whether a cell is a number at all.</summary>
    public static readonly NumberFormat Any = new(comma: true, point: true);

    public bool DecimalComma { get; }
    public bool DecimalPoint { get; }

    /// <summary>An empty cell or one of the words by which exports say that a number is missing.</summary>
    public static bool IsMissing(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        return cell.Length == 0 || (cell.Length <= 4 &&
            (cell is "-" or "?" or "." or "–" || Is(cell, "na") || Is(cell, "n/a") || Is(cell, "nan") || Is(cell, "#n/a") || Is(cell, "null")));

        static bool Is(ReadOnlySpan<char> cell, string word) => cell.Equals(word, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The format of a column, or null where less than a share of its cells that are not missing are numbers.</summary>
    /// <param name="cells">The column.</param>
    /// <param name="share">The least share of numbers, 0 to 1.</param>
    /// <param name="otherwise">What <c>1.234</c> and <c>1,234</c> mean where no cell tells; null reads groups of three.</param>
    public static NumberFormat? Detect(IEnumerable<string> cells, double share = 0.95, NumberFormat? otherwise = null)
    {
        var (known, numbers, comma, point, commaGroup) = (0, 0, 0, 0, 0);
        foreach (var cell in cells)
        {
            if (cell.Length is > 0 and < 16 && cell.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            {
                (known, numbers) = (known + 1, numbers + 1);
                continue;
            }

            if (IsMissing(cell))
                continue;
            known++;
            if (known == Enough && numbers < share * known / 2)
                return null;
            if (!Any.TryParse(cell, out _))
                continue;
            numbers++;
            var (lastComma, lastPoint) = (cell.LastIndexOf(','), cell.LastIndexOf('.'));
            if (lastComma > lastPoint && (lastPoint >= 0 || !Groups(cell, ',')))
                comma++;
            else if (lastPoint > lastComma && (lastComma >= 0 || !Groups(cell, '.')))
                point++;
            else if (lastComma >= 0)
                commaGroup++;
            else if (lastPoint >= 0 && cell.IndexOf('.', StringComparison.Ordinal) < lastPoint)
                comma++;
        }

        if (numbers == 0 || numbers < share * known)
            return null;
        if (comma != point)
            return comma > point ? Comma : Point;
        return otherwise ?? Point;
    }

    /// <summary>The number of a cell; false where it is missing or no number.</summary>
    public bool TryParse(ReadOnlySpan<char> cell, out double value)
    {
        value = 0;
        cell = cell.Trim();
        if (cell.Length is 0 or > 64)
            return false;
        if (cell.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            if (cell.Length > 15)
                return double.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out value);
            foreach (var digit in cell)
                value = (value * 10) + (digit - '0');
            return true;
        }

        var negative = cell is ['(', .., ')'] or [.., '-'];
        if (negative)
            cell = cell[0] == '(' ? cell[1..^1] : cell[..^1];
        var percent = cell.EndsWith("%");
        cell = WithoutUnit(percent ? cell[..^1] : cell);

        Span<char> plain = stackalloc char[64];
        if (!Plain(cell, plain, out var length) || !double.TryParse(plain[..length],
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
        {
            return false;
        }

        value = (negative ? -value : value) / (percent ? 100 : 1);
        return true;
    }

    /// <summary>Copies the digits with a decimal point and without the marks between groups.</summary>
    private bool Plain(ReadOnlySpan<char> cell, Span<char> plain, out int length)
    {
        length = 0;
        var mark = (DecimalComma, DecimalPoint) switch
        {
            (true, false) => ',',
            (false, true) => '.',
            _ => cell.LastIndexOf(',') > cell.LastIndexOf('.') ? ',' : '.',
        };
        var decimals = cell.LastIndexOf(mark);
        if (decimals >= 0 && cell.IndexOf(mark) < decimals)
        {
            if (!(DecimalComma && DecimalPoint) || !Groups(cell, mark))
                return false;
            decimals = cell.Length;
        }

        var lastGroup = -1;
        for (var i = 0; i < cell.Length; i++)
        {
            var c = cell[i];
            if (i == decimals)
            {
                plain[length++] = '.';
            }
            else if (c is ',' or '.' or '\'' or '’' or ' ' or '\u00A0' or '\u202F')
            {
                if (i > decimals && decimals >= 0 && decimals < cell.Length)
                    return false;
                lastGroup = lastGroup < 0 || i - lastGroup == 4 ? i : cell.Length + 9;
            }
            else if (char.IsAsciiDigit(c) || c is '-' or '+' or 'e' or 'E')
            {
                plain[length++] = c;
            }
            else
            {
                return false;
            }
        }

        var end = decimals < 0 ? cell.Length : decimals;
        return length > 0 && (lastGroup < 0 || (lastGroup > 0 && end - lastGroup == 4));
    }

    private static ReadOnlySpan<char> WithoutUnit(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        var sign = cell is ['-' or '+', ..] ? 1 : 0;
        var bare = cell[sign..].TrimStart();
        if (bare.Length > 0 && char.GetUnicodeCategory(bare[0]) == UnicodeCategory.CurrencySymbol)
            bare = bare[1..].TrimStart();
        else if (bare.Length > 3 && !char.IsAsciiLetter(bare[3]) && Currencies.Exists(bare[..3].ToString()))
            bare = bare[3..].TrimStart();
        else if (bare.Length > 0 && char.GetUnicodeCategory(bare[^1]) == UnicodeCategory.CurrencySymbol)
            bare = bare[..^1].TrimEnd();
        else if (bare.Length > 3 && !char.IsAsciiLetter(bare[^4]) && Currencies.Exists(bare[^3..].ToString()))
            bare = bare[..^3].TrimEnd();
        else
            return cell;
        return sign == 1 && cell[0] == '-' ? $"-{bare}" : bare;
    }

    /// <summary>Whether every mark is followed by exactly three digits and preceded by one to three.</summary>
    private static bool Groups(ReadOnlySpan<char> cell, char mark)
    {
        var (run, groups) = (0, 0);
        foreach (var c in cell)
        {
            if (char.IsAsciiDigit(c))
            {
                run++;
            }
            else if (c == mark)
            {
                if (run is 0 or > 3 || (groups > 0 && run != 3))
                    return false;
                (run, groups) = (0, groups + 1);
            }
        }

        return groups > 0 && run == 3;
    }
}
