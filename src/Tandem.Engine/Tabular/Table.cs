namespace Tandem.Engine.Tabular;

/// <summary>An export as rows and named columns of text, with the line of the file each row came from.</summary>
/// <remarks>Cells are never null; an empty cell is "". Columns are found by name without regard to case.</remarks>
public sealed class Table
{
    private readonly string[][] _columns;
    private readonly int[]? _lines;
    private readonly Dictionary<string, int> _index = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="source">What errors call the table, usually the file's name.</param>
    /// <param name="names">One distinct name per column.</param>
    /// <param name="columns">The cells, column by column, all of one length.</param>
    /// <param name="lines">The line of the file per row; null counts from line 2, below a header.</param>
    public Table(string source, IReadOnlyList<string> names, string[][] columns, int[]? lines = null)
    {
        if (names.Count != columns.Length || columns.Any(column => column.Length != columns[0].Length))
            throw new ArgumentException("Every column needs a name and as many cells as the others.", nameof(columns));
        (Source, Columns, _columns, _lines) = (source, names, columns, lines);
        RowCount = columns.Length == 0 ? 0 : columns[0].Length;
        for (var i = 0; i < names.Count; i++)
            _index.Add(names[i], i);
    }

    public string Source { get; }
    public IReadOnlyList<string> Columns { get; }
    public int RowCount { get; }

    public string this[int row, int column] => _columns[column][row];

    public string this[int row, string column] => _columns[Find(column)][row];

    /// <summary>All cells of a column, top to bottom.</summary>
    public IReadOnlyList<string> Cells(int column) => _columns[column];

    /// <summary>The line of the file that a row stands on, counted from 1.</summary>
    public int Line(int row) => _lines is null ? row + 2 : _lines[row];

    /// <summary>The position of a column, or -1.</summary>
    public int IndexOf(string name) => _index.TryGetValue(name.Trim(), out var i) ? i : -1;

    /// <summary>The position of a column that has to be there.</summary>
    /// <exception cref="TableException">There is no such column; the message lists those there are.</exception>
    public int Find(string name) => IndexOf(name) is var i and >= 0
        ? i
        : throw new TableException(Source, null, null, $"there is no column '{name}'; the columns are {string.Join(", ", Columns)}.");

    /// <summary>An error in one cell, to throw.</summary>
    public TableException Error(int row, int column, string problem) => new(Source, Line(row), Columns[column], problem);
}
