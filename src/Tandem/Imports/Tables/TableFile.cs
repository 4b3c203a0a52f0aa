namespace Tandem.Imports.Tables;

/// <summary>One row of an uploaded table as people see it: its number in the spreadsheet and its cells as text.</summary>
public readonly record struct TableRow(int Number, string[] Cells)
{
    /// <summary>The cell of a column; short rows are read as if padded.</summary>
    public string this[int column] => column < Cells.Length ? Cells[column] : "";

    public bool IsEmpty => Array.TrueForAll(Cells, string.IsNullOrWhiteSpace);
}

/// <summary>A file that cannot be read as a table, with the sentence for the person who sent it.</summary>
public sealed class UnreadableTableException : Exception
{
    public UnreadableTableException() : this("This file cannot be read as a table.") { }

    public UnreadableTableException(string message) : base(message) { }

    public UnreadableTableException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A CSV or Excel file read row by row: memory stays flat however long the file is.</summary>
public sealed class TableFile
{
    private readonly string path;
    private readonly CsvDialect? csv;

    private TableFile(string path, CsvDialect? csv) => (this.path, this.csv) = (path, csv);

    /// <summary>The cells of the first row that has any: the names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    public bool IsExcel => csv is null;

    /// <summary>In words: "CSV, semicolons, Windows-1252", or "Excel".</summary>
    public string Description => csv?.ToString() ?? "Excel";

    /// <summary>Looks at the file's bytes, not at its name: exports are often named wrongly.</summary>
    public static TableFile Open(string path)
    {
        Span<byte> start = stackalloc byte[8];
        int length;
        using (var stream = File.OpenRead(path))
            length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];
        if (start.StartsWith(OldExcel))
            throw new UnreadableTableException("This is an old Excel file (.xls). Save it as .xlsx or CSV and send that.");

        var file = new TableFile(path, start.StartsWith("PK\x03\x04"u8) ? null : CsvDialect.Detect(path));
        foreach (var row in file.AllRows())
        {
            if (row.IsEmpty)
                continue;
            file.Header = [.. row.Cells.Select(cell => cell.Trim())];
            break;
        }

        return file.Header.Count > 0 ? file : throw new UnreadableTableException("The file is empty.");
    }

    /// <summary>The rows below the header, empty ones left out.</summary>
    public IEnumerable<TableRow> Rows() => AllRows().Where(row => !row.IsEmpty).Skip(1);

    private IEnumerable<TableRow> AllRows() => csv is null ? ExcelRows.Read(path) : CsvRows.Read(path, csv);

    private static readonly byte[] OldExcel = [0xD0, 0xCF, 0x11, 0xE0];
}
