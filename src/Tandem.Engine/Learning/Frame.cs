namespace Tandem.Engine.Learning;

/// <summary>What is known of each deal, partner or contact, column by column, ready to learn from.</summary>
public sealed class Frame
{
    public Frame(IReadOnlyList<FrameColumn> columns, int rowCount)
    {
        if (columns.Any(column => column.Count != rowCount))
            throw new ArgumentException("Every column needs one entry per row.", nameof(columns));
        (Columns, RowCount) = (columns, rowCount);
    }

    public IReadOnlyList<FrameColumn> Columns { get; }
    public int RowCount { get; }
}

/// <summary>One thing known of every row: a number (NaN where missing) or one of a set of texts.</summary>
public sealed class FrameColumn
{
    private FrameColumn(string name, double[]? numbers, int[]? codes, string[] levels) =>
        (Name, Numbers, Codes, Levels) = (name, numbers, codes, levels);

    public string Name { get; }

    /// <summary>The numbers of a numeric column, in its own unit.</summary>
    public double[]? Numbers { get; }

    /// <summary>Positions in <see cref="Levels"/> of a column of texts.</summary>
    public int[]? Codes { get; }

    /// <summary>The texts that occur; "" where a cell is empty.</summary>
    public string[] Levels { get; }

    public int Count => Numbers?.Length ?? Codes!.Length;

    public static FrameColumn Number(string name, double[] numbers) =>
        new(name, Array.ConvertAll(numbers, n => double.IsFinite(n) ? n : double.NaN), null, []);

    public static FrameColumn Text(string name, IEnumerable<string> cells)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new List<int>();
        foreach (var cell in cells)
        {
            if (!index.TryGetValue(cell, out var code))
                index[cell] = code = index.Count;
            codes.Add(code);
        }

        return new FrameColumn(name, null, [.. codes], [.. index.Keys]);
    }

    /// <summary>A cell as a person would write it.</summary>
    public string Show(int row) => Codes is { } codes
        ? Levels[codes[row]] is { Length: > 0 } level ? level : "empty"
        : double.IsNaN(Numbers![row]) ? "empty" : Numbers[row].ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
