using CsvHelper;

namespace Tandem.Imports.Tables;

/// <summary>The rows of a text export, ragged and badly quoted ones included.</summary>
internal static class CsvRows
{
    // The bound on a record stops a quote that is never closed from swallowing a huge file into one cell.
    public static readonly CsvReaderOptions Options = new()
    {
        HasHeader = false,
        SkipEmptyLines = false,
        MaxRecordSize = 4 << 20,
        PoolStrings = true,
        TrimWhitespace = true,
    };

    public static IEnumerable<TableRow> Read(string path, CsvDialect dialect)
    {
        using var reader = CsvReader.FromFile(path, Options with { Encoding = dialect.Encoding });
        while (Next(reader))
        {
            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = reader.GetString(i);
            yield return new TableRow((int)reader.RowNumber, cells);
        }
    }

    private static bool Next(CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (CsvFormatException e)
        {
            throw new UnreadableTableException(
                $"After row {reader.RowNumber} a row is far too long: perhaps a quote is opened there and never closed.", e);
        }
    }
}
