using Tandem.Engine.Tabular;

namespace Tandem.Engine.Matching.Records;

/// <summary>A field with its comparison and, per record of each side, the number of its value (−1: missing).</summary>
internal sealed class FieldData
{
    private const int Sample = 5000;

    private FieldData(FieldPair pair, FieldComparison comparison, int[] left, int[] right) =>
        (Pair, Comparison, Left, Right) = (pair, comparison, left, right);

    public FieldPair Pair { get; }
    public FieldComparison Comparison { get; }
    public int[] Left { get; }
    public int[] Right { get; }

    /// <summary>How many records of both sides have a value.</summary>
    public int Known { get; private init; }

    public static FieldData Of(FieldPair pair, Table left, Table? right)
    {
        var leftCells = Cells(left, pair.Left);
        var rightCells = right is null ? [] : Cells(right, pair.Right);
        var comparison = FieldComparison.For(pair, leftCells.Take(Sample), rightCells.Take(Sample));
        int[] a = [.. leftCells.Select(c => comparison.Add(c, right: false))];
        int[] b = right is null ? a : [.. rightCells.Select(c => comparison.Add(c, right: true))];
        comparison.Prepare();
        var known = a.Count(v => v >= 0) + (right is null ? 0 : b.Count(v => v >= 0));
        return new FieldData(pair, comparison, a, b) { Known = known };
    }

    /// <summary>The same field for some records of one file only.</summary>
    public FieldData Only(int[] rows)
    {
        int[] values = [.. rows.Select(r => Left[r])];
        return new FieldData(Pair, Comparison, values, values) { Known = Known };
    }

    private static string[] Cells(Table table, int[] columns)
    {
        var cells = new string[table.RowCount];
        for (var row = 0; row < cells.Length; row++)
            cells[row] = columns.Length == 1
                ? table[row, columns[0]]
                : string.Join(' ', columns.Select(c => table[row, c]).Where(c => !NumberFormat.IsMissing(c)));
        return cells;
    }
}
