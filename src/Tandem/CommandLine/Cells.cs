using System.Globalization;
using Tandem.Engine.Tabular;

namespace Tandem.CommandLine;

/// <summary>Typed cells of a CSV file; an error names file, row and column.</summary>
internal static class Cells
{
    /// <summary>The numbers of a column that may be absent; empty cells are zero.</summary>
    public static Func<int, double> Numbers(Table table, string column, bool required)
    {
        var c = required ? table.Find(column) : table.IndexOf(column);
        if (c < 0)
            return _ => 0;
        return Numbers(table, c);
    }

    public static Func<int, double> Numbers(Table table, int column)
    {
        var format = NumberFormat.Detect(table.Cells(column), share: 0) ?? NumberFormat.Point;
        return row => NumberFormat.IsMissing(table[row, column]) ? 0
            : format.TryParse(table[row, column], out var number) ? number
            : throw table.Error(row, column, $"'{table[row, column]}' is not a number.");
    }

    public static Func<int, DateOnly> Dates(Table table, int column)
    {
        var order = DateFormat.Detect(table.Cells(column), share: 0)
            ?? throw new TableException(table.Source, null, table.Columns[column], "the column holds no dates.");
        return row => DateFormat.TryParse(table[row, column], order, out var date)
            ? DateOnly.FromDateTime(date)
            : throw table.Error(row, column, $"'{table[row, column]}' is not a date.");
    }

    public static string Show(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string Round(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
