namespace Tandem.Engine.Learning;

/// <summary>Cuts every column into at most 255 ordered bins, as trees need them.</summary>
/// <remarks>
/// Numbers at quantiles of the rows learned from; texts in the order of their shrunk success rates, rare ones by their
/// rate. Bin 0 means missing (or a text never seen).
/// </remarks>
internal sealed class Binning
{
    public const int MaxBins = 255;
    private const int SampleRows = 200_000;
    private readonly double[]?[] _edges;
    private readonly Dictionary<string, byte>?[] _levels;

    private Binning(double[]?[] edges, Dictionary<string, byte>?[] levels, int[] bins) => (_edges, _levels, Bins) = (edges, levels, bins);

    /// <summary>The number of bins per column, the missing one included.</summary>
    public int[] Bins { get; }

    internal State Kept => new(_edges, _levels, Bins);

    internal static Binning Of(State kept) => new(kept.Edges, kept.Levels, kept.Bins);

    internal sealed record State(double[]?[] Edges, Dictionary<string, byte>?[] Levels, int[] Bins);

    public static Binning Fit(Frame frame, int[] rows, double[] success)
    {
        var columns = frame.Columns.Count;
        var (edges, levels, bins) = (new double[]?[columns], new Dictionary<string, byte>?[columns], new int[columns]);
        for (var c = 0; c < columns; c++)
        {
            if (frame.Columns[c].Numbers is { } numbers)
            {
                edges[c] = Edges(numbers, rows, MaxBins);
                bins[c] = edges[c]!.Length + 2;
            }
            else
            {
                levels[c] = Ordered(frame.Columns[c], rows, success);
                bins[c] = levels[c]!.Count == 0 ? 1 : levels[c]!.Values.Max() + 1;
            }
        }

        return new Binning(edges, levels, bins);
    }

    /// <summary>The bins of all rows of a frame with the same columns, column by column.</summary>
    public byte[][] Apply(Frame frame)
    {
        var bins = new byte[frame.Columns.Count][];
        Parallel.For(0, bins.Length, c => bins[c] = Apply(frame.Columns[c], c));
        return bins;
    }

    /// <summary>Upper edges of bins of about equal size; one bin per value where values are few.</summary>
    public static double[] Edges(double[] numbers, int[] rows, int most)
    {
        var step = Math.Max(1, rows.Length / SampleRows);
        var values = new List<double>(Math.Min(rows.Length, SampleRows) + 1);
        for (var i = 0; i < rows.Length; i += step)
        {
            if (!double.IsNaN(numbers[rows[i]]))
                values.Add(numbers[rows[i]]);
        }

        values.Sort();
        var distinct = values.Distinct().Take(most + 1).ToArray();
        if (distinct.Length < most)
            return [.. distinct.Zip(distinct.Skip(1), Between)];
        return [.. Enumerable.Range(1, most - 2).Select(i =>
        {
            var at = (int)((long)i * values.Count / (most - 1));
            return Between(values[at - 1], values[at]);
        }).Distinct()];

        static double Between(double a, double b) => a + ((b - a) / 2) is var middle && middle < b ? middle : a;
    }

    /// <summary>The bin of a number: 1 up to the number of edges plus one.</summary>
    public static int Bin(double[] edges, double number)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (number <= edges[middle])
                high = middle;
            else
                low = middle + 1;
        }

        return low + 1;
    }

    private byte[] Apply(FrameColumn column, int c)
    {
        var bins = new byte[column.Count];
        if (_edges[c] is { } edges)
        {
            if (column.Numbers is not { } numbers)
                return bins;
            for (var i = 0; i < bins.Length; i++)
                bins[i] = double.IsNaN(numbers[i]) ? (byte)0 : (byte)Bin(edges, numbers[i]);
        }
        else if (column.Codes is { } codes)
        {
            var map = Array.ConvertAll(column.Levels, level => _levels[c]!.GetValueOrDefault(level));
            for (var i = 0; i < bins.Length; i++)
                bins[i] = map[codes[i]];
        }

        return bins;
    }

    private static Dictionary<string, byte> Ordered(FrameColumn column, int[] rows, double[] success)
    {
        var groups = Array.ConvertAll(rows, row => column.Codes![row]);
        var effects = GroupEffects.Fit(groups, success, column.Levels.Length);
        var seen = groups.Distinct().OrderBy(level => effects[level]).ThenBy(level => column.Levels[level], StringComparer.Ordinal).ToArray();
        var perBin = (seen.Length + MaxBins - 2) / (MaxBins - 1);
        return seen.Select((level, i) => (column.Levels[level], Bin: (byte)(1 + (i / Math.Max(1, perBin))))).ToDictionary(StringComparer.Ordinal);
    }
}
