using Tandem.Engine.Tabular;
using Tandem.Imports.Tables;

namespace Tandem.Imports;

/// <summary>How one column of a file writes its dates and numbers, found from its cells.</summary>
/// <param name="Dates">Null where the column holds no dates.</param>
/// <param name="DecimalComma">Null where the column holds no numbers.</param>
public sealed record ColumnFormat(DateOrder? Dates, bool? DecimalComma)
{
    public override string ToString() => Dates switch
    {
        DateOrder.MonthDayYear => "dates such as 12/31/2017",
        DateOrder.DayMonthYear => "dates such as 31.12.2017",
        DateOrder.YearMonthDay => "dates such as 2017-12-31",
        _ => DecimalComma switch { true => "numbers such as 1.234,50", false => "numbers such as 1,234.50", null => "" },
    };
}

/// <summary>The first walk through a file: how many rows it has and how its columns write dates and numbers.</summary>
public sealed record FileScan(int Rows, IReadOnlyList<ColumnFormat> Formats)
{
    // One cell cannot tell 3/4 from 4/3, so many different ones are asked; more than these would only cost memory.
    private const int MostValues = 20_000;

    public static FileScan Of(TableFile file, CancellationToken ct)
    {
        var values = file.Header.Select(_ => new HashSet<string>()).ToArray();
        var rows = 0;
        foreach (var row in file.Rows())
        {
            if (++rows % 10_000 == 0)
                ct.ThrowIfCancellationRequested();
            for (var i = 0; i < values.Length; i++)
            {
                if (row[i] is { Length: > 0 and < 41 } cell && values[i].Count < MostValues && cell.AsSpan().ContainsAnyInRange('0', '9'))
                    values[i].Add(cell);
            }
        }

        return new FileScan(rows, [.. values.Select(set => new ColumnFormat(
            DateFormat.Detect(set, share: 0.6),
            // Excel keeps numbers, not their spelling: a point is always the decimal point.
            file.IsExcel ? false : NumberFormat.Detect(set, share: 0.6)?.DecimalComma))]);
    }
}
