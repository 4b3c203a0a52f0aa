using System.Runtime.InteropServices;

namespace Tandem.Engine.Learning;

/// <summary>Sums of derivatives and the number of rows, of one bin or of a leaf.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Cell
{
    public double First;
    public double Second;
    public double Rows;

    public readonly Cell Less(Cell other) => new() { First = First - other.First, Second = Second - other.Second, Rows = Rows - other.Rows };
}

/// <summary>Where a leaf is best cut in two: rows of bins up to one go left, those without a value to the side that gains more.</summary>
/// <param name="Gain">How much the loss falls; 0 where no cut helps.</param>
internal readonly record struct BestSplit(double Gain, int Column, byte UpTo, bool MissingLeft)
{
    private const double LeastCurvature = 1e-3;

    /// <param name="histogram">The cells of all columns, one after the other; the first of a column holds its missing values.</param>
    /// <param name="stride">Cells from one column to the next.</param>
    /// <param name="binCounts">How many cells of each column are in use.</param>
    /// <param name="sum">The whole leaf.</param>
    /// <param name="options">Ridge and rows per leaf.</param>
    public static BestSplit Of(Span<Cell> histogram, int stride, int[] binCounts, Cell sum, BoostingOptions options)
    {
        var best = new BestSplit(0, -1, 0, false);
        var whole = sum.First * sum.First / (sum.Second + options.Ridge);
        for (var column = 0; column < binCounts.Length; column++)
        {
            var cells = histogram.Slice(column * stride, binCounts[column]);
            var missing = cells[0];
            Scan(cells, default, sum, column, missingLeft: false, whole, options, ref best);
            if (missing.Rows > 0.5)
                Scan(cells, missing, sum, column, missingLeft: true, whole, options, ref best);
        }

        return best;
    }

    private static void Scan(Span<Cell> cells, Cell left, Cell sum, int column, bool missingLeft, double whole, BoostingOptions options, ref BestSplit best)
    {
        double ridge = options.Ridge, least = options.LeafRows;
        for (var bin = 1; bin < cells.Length; bin++)
        {
            ref var cell = ref cells[bin];
            left.First += cell.First;
            left.Second += cell.Second;
            left.Rows += cell.Rows;
            if (left.Rows < least || cell.Rows < 0.5)
                continue;
            if (sum.Rows - left.Rows < least)
                return;
            var (right, curve) = (sum.First - left.First, sum.Second - left.Second);
            if (left.Second < LeastCurvature || curve < LeastCurvature)
                continue;
            var gain = (left.First * left.First / (left.Second + ridge)) + (right * right / (curve + ridge)) - whole;
            if (gain > best.Gain)
                best = new BestSplit(gain, column, (byte)bin, missingLeft);
        }
    }
}
