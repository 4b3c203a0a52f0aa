namespace Tandem.Engine.Tabular;

/// <summary>Reads the CSV exports that people really have: any delimiter, quoting and encoding, header or not.</summary>
/// <remarks>
/// RFC 4180 with the deviations seen in exports: delimiter comma, semicolon, tab, bar, or runs of spaces in numeric
/// files; double or single quotes, doubled or backslash-escaped; spaces around fields; a <c>sep=;</c> line; empty lines;
/// empty cells beyond the header. A row with too few or too many cells is an error, never guessed.
/// </remarks>
public static class DelimitedText
{
    /// <summary>A table from the bytes of a file.</summary>
    /// <param name="bytes">The file: UTF-8, UTF-16 or UTF-32 with or without mark, else Windows-1252.</param>
    /// <param name="source">The name that errors give the file.</param>
    /// <param name="header">Whether the first line holds the names; null looks at the cells below it.</param>
    /// <exception cref="TableException">The file is no text, has no columns, or a row does not fit.</exception>
    public static Table Read(ReadOnlySpan<byte> bytes, string source, bool? header = null) =>
        Parse(TextEncoding.Decode(bytes, source), source, header);

    /// <inheritdoc cref="Read"/>
    public static Table Parse(string text, string source, bool? header = null)
    {
        var dialect = Dialect.Detect(text);
        var records = new RecordReader(text, dialect, source);
        if (!records.Read())
            throw new TableException(source, null, null, "the file is empty.");

        var first = records.Fields.Select(field => field.Trim()).ToArray();
        while (first.Length > 1 && first[^1].Length == 0 && header != false)
            first = first[..^1];
        var firstLine = records.Line;
        var rows = new RowCollector(first, source);
        while (records.Read())
            rows.Add(records.Fields, records.Line);

        if (header ?? Header.IsLikely(first, rows.Columns))
            return rows.ToTable(Header.Names(first));
        return rows.ToTable(Header.Names(new string[first.Length]), first, firstLine);
    }

    /// <summary>Cells as one line of comma-separated text, quoted where needed, without the line end.</summary>
    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted));

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 && (cell.Length == 0 || (cell[0] is not (' ' or '\'') && cell[^1] != ' '))
            ? cell
            : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Rows turned into columns.</summary>
    private sealed class RowCollector(string[] first, string source)
    {
        private readonly List<int> _lines = [];

        public List<string>[] Columns { get; } = Array.ConvertAll(first, _ => new List<string>());

        public void Add(IReadOnlyList<string> fields, int line)
        {
            if (fields.Count < first.Length)
                throw Ragged(fields, line);
            for (var column = first.Length; column < fields.Count; column++)
            {
                if (fields[column].Length > 0)
                    throw Ragged(fields, line);
            }

            for (var column = 0; column < first.Length; column++)
                Columns[column].Add(fields[column]);
            _lines.Add(line);
        }

        public Table ToTable(string[] names) =>
            new(source, names, Array.ConvertAll(Columns, column => column.ToArray()), [.. _lines]);

        public Table ToTable(string[] names, string[] above, int line) => new(
            source, names, Columns.Select((column, i) => column.Prepend(above[i]).ToArray()).ToArray(), [line, .. _lines]);

        private TableException Ragged(IReadOnlyList<string> fields, int line)
        {
            var short_ = fields.Count < first.Length;
            var column = short_ ? first[fields.Count] : (first.Length + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new TableException(source, line, column.Length > 0 ? column : $"{fields.Count + 1}",
                $"the line has {fields.Count} cells where the first line has {first.Length}.");
        }
    }
}
