namespace Tandem.Engine.Learning;

/// <summary>Log-odds as a sum over columns, with shrunk effects of groups such as partner, seller and product.</summary>
internal sealed class LinearModel
{
    // More rows than this teach a sum of columns nothing new.
    private const int MostCells = 25_000_000;
    private const int Block = 1 << 16;
    private readonly LinearColumn[] _columns;
    private readonly double[] _means;

    private LinearModel(LinearColumn[] columns, double[] means, double expected) => (_columns, _means, Expected) = (columns, means, expected);

    /// <summary>The mean score of the rows learned from, in log-odds.</summary>
    public double Expected { get; }

    internal State Kept => new([.. _columns.Select(column => column.Kept)], _means, Expected);

    internal static LinearModel Of(State kept) => new([.. kept.Columns.Select(LinearColumn.Of)], kept.Means, kept.Expected);

    internal sealed record State(LinearColumn.State[] Columns, double[] Means, double Expected);

    /// <summary>One model per ridge, from the strongest to the weakest.</summary>
    public static LinearModel[] Fit(Frame frame, int[] rows, double[] success, uint[] part, double[] ridges)
    {
        if ((long)rows.Length * 4 * frame.Columns.Count > MostCells && rows.Length > 50_000)
        {
            var step = (int)Math.Max(2, (long)rows.Length * 4 * frame.Columns.Count / MostCells);
            (rows, success) = ([.. rows.Where((_, i) => i % step == 0)], [.. success.Where((_, i) => i % step == 0)]);
        }

        var (design, matrix) = LinearDesign.Fit(frame, rows, success, part);
        double[]? weights = null;
        return ridges.Select(ridge =>
        {
            weights = LogisticRegression.Fit(matrix, design.Width, success, ridge, weights);
            var columns = design.Compile(frame, weights[1..]);
            var means = columns.Select((column, c) => Part(column, frame.Columns[c], rows).Average()).ToArray();
            return new LinearModel(columns, means, weights[0] + means.Sum());
        }).ToArray();
    }

    public double[] Scores(Frame frame, int[]? rows = null)
    {
        var scores = new double[rows?.Length ?? frame.RowCount];
        Array.Fill(scores, Expected - _means.Sum());
        Parallel.For(0, (scores.Length + Block - 1) / Block, block =>
        {
            var span = scores.AsSpan(block * Block, Math.Min(Block, scores.Length - (block * Block)));
            for (var c = 0; c < _columns.Length; c++)
                _columns[c].Add(frame.Columns[c], rows, block * Block, span);
        });
        return scores;
    }

    /// <summary>The part of every column, against the mean; with <see cref="Expected"/> the parts add up to the score.</summary>
    public double[][] Parts(Frame frame, int[] rows)
    {
        var byColumn = _columns.Select((column, c) => Part(column, frame.Columns[c], rows)).ToArray();
        return [.. Enumerable.Range(0, rows.Length).Select(i => byColumn.Select((part, c) => part[i] - _means[c]).ToArray())];
    }

    private static double[] Part(LinearColumn column, FrameColumn cells, int[] rows)
    {
        var part = new double[rows.Length];
        column.Add(cells, rows, 0, part);
        return part;
    }
}
