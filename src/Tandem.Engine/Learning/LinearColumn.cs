namespace Tandem.Engine.Learning;

/// <summary>What one column adds to the log-odds in a linear model: by level or range, and by distance from the mean.</summary>
internal sealed class LinearColumn(string[] levels)
{
    private readonly Dictionary<string, double> _byLevel = new(StringComparer.Ordinal);
    private double[] _byRange = [];
    private (double Low, double High, double Mean, double Slope) _distance;

    /// <summary>Upper edges of the ranges of a number.</summary>
    public double[]? Edges { get; set; }

    internal State Kept => new(_byLevel, _byRange, Edges, [_distance.Low, _distance.High, _distance.Mean, _distance.Slope]);

    internal static LinearColumn Of(State kept)
    {
        var column = new LinearColumn([]) { Edges = kept.Edges, _byRange = kept.ByRange };
        foreach (var (level, value) in kept.ByLevel)
            column._byLevel[level] = value;
        column.SetDistance(kept.Distance[0], kept.Distance[1], kept.Distance[2], kept.Distance[3]);
        return column;
    }

    /// <param name="Distance">Low, high, mean, slope.</param>
    internal sealed record State(Dictionary<string, double> ByLevel, double[] ByRange, double[]? Edges, double[] Distance);

    public void AddGroup(int group, double value, bool numeric)
    {
        if (!numeric)
        {
            _byLevel[levels[group]] = _byLevel.GetValueOrDefault(levels[group]) + value;
            return;
        }

        if (_byRange.Length <= group)
            Array.Resize(ref _byRange, group + 1);
        _byRange[group] += value;
    }

    public void SetDistance(double low, double high, double mean, double slope) => _distance = (low, high, mean, slope);

    /// <summary>Adds the column's part to the scores of some rows, from a place on among them.</summary>
    public void Add(FrameColumn column, int[]? rows, int from, Span<double> scores)
    {
        if (column.Numbers is { } numbers)
        {
            for (var i = 0; i < scores.Length; i++)
                scores[i] += Of(numbers[rows is null ? from + i : rows[from + i]]);
        }
        else
        {
            var worth = Array.ConvertAll(column.Levels, level => _byLevel.GetValueOrDefault(level));
            for (var i = 0; i < scores.Length; i++)
                scores[i] += worth[column.Codes![rows is null ? from + i : rows[from + i]]];
        }
    }

    private double Of(double number)
    {
        var range = LinearDesign.Range(Edges ?? [], number);
        var value = range < _byRange.Length ? _byRange[range] : 0;
        return double.IsNaN(number) ? value : value + ((Math.Clamp(number, _distance.Low, _distance.High) - _distance.Mean) * _distance.Slope);
    }
}
