using Tandem.Engine.Tabular;

namespace Tandem.Engine.Learning;

/// <summary>A column of text as its distinct values and, per row, which of them stands there.</summary>
internal sealed class CodedColumn
{
    private CodedColumn(string name, string[] values, int[] codes) => (Name, Values, Codes) = (name, values, codes);

    public string Name { get; }
    public string[] Values { get; }
    public int[] Codes { get; }

    public static CodedColumn Of(Table table, int column)
    {
        var cells = table.Cells(column);
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new int[cells.Count];
        for (var row = 0; row < codes.Length; row++)
        {
            var cell = cells[row].Trim();
            if (!index.TryGetValue(cell, out var code))
                index[cell] = code = index.Count;
            codes[row] = code;
        }

        return new CodedColumn(table.Columns[column], [.. index.Keys], codes);
    }

    /// <summary>How many of some rows hold each value.</summary>
    public int[] Count(int[] rows)
    {
        var counts = new int[Values.Length];
        foreach (var row in rows)
            counts[Codes[row]]++;
        return counts;
    }

    /// <summary>The number of every distinct value, NaN for what is none; null where the column holds no numbers.</summary>
    public double[]? Numbers(double share) => NumberFormat.Detect(Values, share) is { } format
        ? Array.ConvertAll(Values, value => format.TryParse(value, out var number) ? number : double.NaN)
        : null;

    /// <summary>The date of every distinct value; null where the column holds no dates.</summary>
    public DateTime?[]? Dates(double share) => DateFormat.Detect(Values, share) is { } order
        ? Array.ConvertAll(Values, value => DateFormat.TryParse(value, order, out var date) ? date : (DateTime?)null)
        : null;

    public T[] Spread<T>(T[] byValue) => Array.ConvertAll(Codes, code => byValue[code]);
}
