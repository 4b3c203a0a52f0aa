namespace Tandem.Imports.Tables;

/// <summary>The files Tandem gives out: CSV for programs, Excel for people.</summary>
public enum TableKind
{
    Csv,
    Excel,
}

/// <summary>Writes a table to a stream row by row, in the form the reader asked for, safe to open in a spreadsheet.</summary>
/// <remarks>
/// A cell is text, a number, a date, a moment, a truth or null. Text can never run as a formula; numbers stay numbers.
/// </remarks>
public abstract class TableWriter : IAsyncDisposable
{
    /// <param name="mark">CSV only: start with a byte-order mark, which Excel needs to see UTF-8.</param>
    public static TableWriter To(Stream stream, TableKind kind, bool mark = true) =>
        kind == TableKind.Csv ? new CsvTable(stream, mark) : new ExcelTable(stream);

    public static string ContentType(TableKind kind) =>
        kind == TableKind.Csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static string Extension(TableKind kind) => kind == TableKind.Csv ? ".csv" : ".xlsx";

    public abstract Task Row(params IReadOnlyList<object?> cells);

    public abstract ValueTask DisposeAsync();
}
