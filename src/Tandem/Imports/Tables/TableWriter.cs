using Tandem.Kernel;
using Tandem.Kernel.Api;

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
    /// <summary>A file of a list carries about this many rows at most.</summary>
    public const int MostRows = 100_000;

    /// <param name="mark">CSV only: start with a byte-order mark, which Excel needs to see UTF-8.</param>
    public static TableWriter To(Stream stream, TableKind kind, bool mark = true) =>
        kind == TableKind.Csv ? new CsvTable(stream, mark) : new ExcelTable(stream);

    public static string ContentType(TableKind kind) =>
        kind == TableKind.Csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static string Extension(TableKind kind) => kind == TableKind.Csv ? ".csv" : ".xlsx";

    public abstract Task Row(params IReadOnlyList<object?> cells);

    /// <summary>Writes a list to its end, or to <see cref="MostRows"/>: the same filters, order and sight as the page it stands on.</summary>
    /// <param name="read">Reads the page behind a cursor, the first for null; a refusal ends the file.</param>
    public async Task AllOf<T>(Func<string?, Task<Outcome<Page<T>>>> read, Func<T, IReadOnlyList<object?>> cells)
    {
        string? cursor = null;
        var written = 0;
        do
        {
            var page = await read(cursor);
            if (!page.Ok)
                return;
            foreach (var item in page.Value.Items)
                await Row(cells(item));
            (cursor, written) = (page.Value.Next, written + page.Value.Items.Count);
        }
        while (cursor is not null && written < MostRows);
    }

    public abstract ValueTask DisposeAsync();
}
