namespace Tandem.Engine.Learning;

/// <summary>How one thing was spread among rows, to tell later how far it has moved since.</summary>
/// <param name="Name">The column.</param>
/// <param name="Edges">Upper edges of tenths of a number; null for texts.</param>
/// <param name="Levels">The most frequent texts; null for numbers.</param>
/// <param name="Shares">The share of rows in each: missing first, then the ranges or texts, for texts all others last.</param>
/// <remarks>
/// The population stability index (Siddiqi, Credit Risk Scorecards, 2006; the divergence of Jeffreys, 1946): Σ (now − then)
/// ln(now / then) over the groups, each share smoothed by half a row. By custom below 0.10 is stable, from
/// <see cref="Moved"/> on it should be looked at, from <see cref="Changed"/> on it is another population.
/// </remarks>
public sealed record ColumnProfile(string Name, double[]? Edges, string[]? Levels, double[] Shares)
{
    public const double Moved = 0.10;

    public const double Changed = 0.25;

    private const int Groups = 10;
    private const int MostLevels = 20;

    public static ColumnProfile Of(FrameColumn column)
    {
        if (column.Numbers is { } numbers)
        {
            var edges = Binning.Edges(numbers, [.. Enumerable.Range(0, numbers.Length)], Groups + 1);
            return new ColumnProfile(column.Name, edges, null, Spread(numbers, edges));
        }

        var counts = new int[column.Levels.Length];
        foreach (var code in column.Codes!)
            counts[code]++;
        var levels = Enumerable.Range(0, counts.Length).Where(code => column.Levels[code].Length > 0)
            .OrderByDescending(code => counts[code]).ThenBy(code => column.Levels[code], StringComparer.Ordinal)
            .Take(MostLevels).Select(code => column.Levels[code]).ToArray();
        return new ColumnProfile(column.Name, null, levels, Spread(column, levels));
    }

    /// <summary>How far the same column has moved among other rows; 0 where either has none.</summary>
    public double Shift(FrameColumn now)
    {
        if (Shares.Length == 0 || now.Count == 0 || (Edges is null) != (now.Numbers is null))
            return 0;
        var shares = Edges is { } edges ? Spread(now.Numbers!, edges) : Spread(now, Levels!);
        return Shares.Zip(shares, (then, later) => (later - then) * Math.Log(later / then)).Sum();
    }

    private static double[] Spread(double[] numbers, double[] edges)
    {
        var counts = new double[edges.Length + 2];
        foreach (var number in numbers)
            counts[LinearDesign.Range(edges, number)]++;
        return Smooth(counts, numbers.Length);
    }

    private static double[] Spread(FrameColumn column, string[] levels)
    {
        var groups = levels.Select((level, i) => (level, i)).ToDictionary(pair => pair.level, pair => pair.i + 1, StringComparer.Ordinal);
        var place = Array.ConvertAll(column.Levels, level => level.Length == 0 ? 0 : groups.GetValueOrDefault(level, levels.Length + 1));
        var counts = new double[levels.Length + 2];
        foreach (var code in column.Codes!)
            counts[place[code]]++;
        return Smooth(counts, column.Count);
    }

    private static double[] Smooth(double[] counts, int rows) => rows == 0 ? [] : Array.ConvertAll(counts, count => (count + 0.5) / (rows + (0.5 * counts.Length)));
}
