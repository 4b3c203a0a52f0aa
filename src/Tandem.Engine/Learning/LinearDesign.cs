namespace Tandem.Engine.Learning;

/// <summary>How a linear model sees the columns: what each value is worth, found from the rows learned from.</summary>
/// <remarks>
/// A number gives its shrunk group effect by range and, trimmed to its inner 98 %, its distance from the mean. A text of
/// few levels gives one indicator per level; of many, its shrunk group effect. Rows learned from get the effects that the
/// other parts of the data tell, so that nothing learns from its own outcome.
/// </remarks>
internal sealed class LinearDesign
{
    private const int Ranges = 17;
    private const int FewLevels = 12;
    private const int Parts = 5;
    private const double LeastSpread = 0.05;

    private readonly List<Feature> _features = [];

    private LinearDesign() { }

    public int Width => _features.Count;

    /// <summary>The design, and the features of the rows learned from, row after row.</summary>
    /// <param name="frame">All rows.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="success">Their outcomes, 1 or 0.</param>
    /// <param name="part">For every row of the frame a number that puts equal rows into one part.</param>
    public static (LinearDesign Design, float[] Matrix) Fit(Frame frame, int[] rows, double[] success, uint[] part)
    {
        var design = new LinearDesign();
        var columns = new List<float[]>();
        for (var c = 0; c < frame.Columns.Count; c++)
        {
            var column = frame.Columns[c];
            if (column.Numbers is { } numbers)
            {
                var edges = Binning.Edges(numbers, rows, Ranges);
                var groups = Array.ConvertAll(rows, row => Range(edges, numbers[row]));
                design.AddEffects(columns, c, edges, groups, edges.Length + 2, rows, success, part);
                design.AddDistance(columns, c, Array.ConvertAll(rows, row => numbers[row]));
            }
            else
            {
                var codes = Array.ConvertAll(rows, row => column.Codes![row]);
                var seen = codes.Distinct().Order().ToArray();
                if (seen.Length > FewLevels)
                    design.AddEffects(columns, c, null, codes, column.Levels.Length, rows, success, part);
                else if (seen.Length > 1)
                    design.AddIndicators(columns, c, seen, codes, column.Levels);
            }
        }

        return (design, design.Interleave(columns, rows.Length));
    }

    /// <summary>The part of every column in the log-odds, given the weight of every feature, as one lookup per column.</summary>
    public LinearColumn[] Compile(Frame frame, double[] weights)
    {
        var columns = frame.Columns.Select(column => new LinearColumn(column.Levels)).ToArray();
        for (var f = 0; f < _features.Count; f++)
            _features[f].Add(columns[_features[f].Column], weights[f]);
        return columns;
    }

    public static int Range(double[] edges, double number) => double.IsNaN(number) ? 0 : Binning.Bin(edges, number);

    private void AddEffects(
        List<float[]> columns, int c, double[]? edges, int[] groups, int count, int[] rows, double[] success, uint[] part)
    {
        var effects = GroupEffects.Fit(groups, success, count);
        var folds = new (double Rows, double Successes)[count * Parts];
        for (var i = 0; i < rows.Length; i++)
        {
            ref var fold = ref folds[(groups[i] * Parts) + (int)(part[rows[i]] % Parts)];
            fold = (fold.Rows + 1, fold.Successes + success[i]);
        }

        var others = new double[folds.Length];
        for (var g = 0; g < others.Length; g++)
            others[g] = effects.Without(g / Parts, folds[g]);
        var values = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            values[i] = (float)others[(groups[i] * Parts) + (int)(part[rows[i]] % Parts)];
        var scale = 1 / Math.Max(LeastSpread, Spread(values));
        for (var i = 0; i < values.Length; i++)
            values[i] *= (float)scale;
        columns.Add(values);
        _features.Add(new Feature(c, (column, weight) =>
        {
            column.Edges ??= edges;
            for (var g = 0; g < count; g++)
                column.AddGroup(g, effects[g] * scale * weight, edges is not null);
        }));
    }

    private void AddDistance(List<float[]> columns, int c, double[] numbers)
    {
        var known = Array.FindAll(numbers, n => !double.IsNaN(n));
        Array.Sort(known);
        if (known.Length < 2 || known[0].Equals(known[^1]))
            return;
        var (low, high) = (known[(int)(0.01 * (known.Length - 1))], known[(int)(0.99 * (known.Length - 1))]);
        if (low >= high)
            (low, high) = (known[0], known[^1]);
        var mean = known.Average(n => Math.Clamp(n, low, high));
        var spread = Math.Sqrt(known.Average(n => Math.Pow(Math.Clamp(n, low, high) - mean, 2)));
        if (!(spread > 0) || !double.IsFinite(spread))
            return;
        columns.Add(Array.ConvertAll(numbers, n => double.IsNaN(n) ? 0f : (float)((Math.Clamp(n, low, high) - mean) / spread)));
        _features.Add(new Feature(c, (column, weight) => column.SetDistance(low, high, mean, weight / spread)));
    }

    private void AddIndicators(List<float[]> columns, int c, int[] seen, int[] codes, string[] levels)
    {
        foreach (var level in seen)
        {
            columns.Add(Array.ConvertAll(codes, code => code == level ? 1f : 0f));
            _features.Add(new Feature(c, (column, weight) => column.AddGroup(level, weight, numeric: false)));
        }
    }

    private float[] Interleave(List<float[]> columns, int rows)
    {
        var matrix = new float[rows * Width];
        for (var f = 0; f < Width; f++)
        {
            for (var i = 0; i < rows; i++)
                matrix[(i * Width) + f] = columns[f][i];
        }

        return matrix;
    }

    private static double Spread(float[] values)
    {
        double sum = 0, squares = 0;
        foreach (var value in values)
            (sum, squares) = (sum + value, squares + ((double)value * value));
        return Math.Sqrt(Math.Max(0, (squares / values.Length) - Math.Pow(sum / values.Length, 2)));
    }

    private sealed record Feature(int Column, Action<LinearColumn, double> Add);
}
