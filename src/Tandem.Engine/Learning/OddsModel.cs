namespace Tandem.Engine.Learning;

/// <summary>The probability that a deal is won, a partner meets its plan or leaves: calibrated, tested, with reasons.</summary>
/// <remarks>
/// Boosted trees and a linear model with shrunk group effects, weighed by rows neither had seen, on a level of success that
/// is followed through time. Where that is not proven better than the base rate, the base rate answers.
/// </remarks>
public sealed class OddsModel
{
    private const int Block = 1 << 14;
    private readonly LinearModel? _linear;
    private readonly BoostedTrees? _trees;
    private readonly Blend _blend;
    private readonly double _level;
    private readonly LevelFilter? _filter;

    internal OddsModel(LinearModel? linear, BoostedTrees? trees, Blend blend, double level, LevelFilter? filter, double learned, OddsReport report) =>
        (_linear, _trees, _blend, _level, _filter, Learned, Report) = (linear, trees, blend, level, filter, learned, report);

    public OddsReport Report { get; }

    /// <summary>All that a prediction needs, for <see cref="OddsDocument"/>.</summary>
    internal State Kept => new(_linear?.Kept, _trees?.Kept, _blend, _level, _filter is { Walk: > 0 } ? _filter.Kept : null, Learned, Report);

    internal static OddsModel Of(State kept) => new(
        kept.Linear is null ? null : LinearModel.Of(kept.Linear), kept.Trees is null ? null : BoostedTrees.Of(kept.Trees),
        kept.Blend, kept.Level, kept.Filter is null ? null : LevelFilter.Of(kept.Filter), kept.Learned, kept.Report);

    internal sealed record State(
        LinearModel.State? Linear, BoostedTrees.State? Trees, Blend Blend, double Level, LevelFilter.State? Filter, double Learned, OddsReport Report);

    /// <summary>Log-odds of the success rate of the rows learned from.</summary>
    private double Learned { get; }

    /// <summary>Learns from the rows whose outcome is known.</summary>
    /// <param name="frame">All rows, known or not.</param>
    /// <param name="known">The rows whose outcome is known; in order of time where <paramref name="ordered"/>.</param>
    /// <param name="success">Their outcomes.</param>
    /// <param name="ordered">Whether the rows stand in order of time, so that tests lie after what was learned.</param>
    /// <param name="follow">Whether the rows to predict come after all known ones, so that the level may have moved on.</param>
    public static OddsModel Train(Frame frame, IReadOnlyList<int> known, IReadOnlyList<bool> success, bool ordered, bool follow = false) =>
        OddsTraining.Run(frame, [.. known], [.. success.Select(won => won ? 1.0 : 0)], ordered, follow && ordered);

    /// <summary>The probability of success of some rows.</summary>
    /// <param name="frame">Rows with the columns learned from.</param>
    /// <param name="rows">Which of them; null: all.</param>
    /// <param name="ahead">How many rows after the last known one each row comes, where time is followed.</param>
    public double[] Predict(Frame frame, int[]? rows = null, double[]? ahead = null)
    {
        var scores = new double[rows?.Length ?? frame.RowCount];
        if (_linear is not null && _blend.Linear > 0)
            Add(scores, _linear.Scores(frame, rows), _blend.Linear);
        if (_trees is not null && _blend.Trees > 0)
            Add(scores, _trees.Scores(frame, rows), _blend.Trees);
        Parallel.For(0, (scores.Length + Block - 1) / Block, block =>
        {
            for (var i = block * Block; i < Math.Min(scores.Length, (block + 1) * Block); i++)
                scores[i] = Probability(scores[i], ahead?[i] ?? 0);
        });
        return scores;
    }

    /// <summary>The probabilities of some rows with their reasons.</summary>
    public IReadOnlyList<Odds> Explain(Frame frame, int[] rows, double[]? ahead = null)
    {
        var probabilities = Predict(frame, rows, ahead);
        var linear = _blend.Linear > 0 ? _linear?.Parts(frame, rows) : null;
        var trees = _blend.Trees > 0 ? _trees?.Parts(frame, rows) : null;
        return [.. rows.Select((row, i) =>
        {
            var parts = frame.Columns.Select((column, c) => (column.Name, Value: column.Show(row), LogOdds:
                    (linear is null ? 0 : _blend.Linear * linear[i][c]) + (trees is null ? 0 : _blend.Trees * trees[i][c])))
                .Where(part => part.LogOdds != 0)
                .OrderByDescending(part => Math.Abs(part.LogOdds))
                .ToArray();

            // An uncertain level draws every probability to the middle a little; that belongs to the start.
            return new Odds(probabilities[i], Logit.Of(probabilities[i]) - parts.Sum(part => part.LogOdds), parts);
        })];
    }

    private double Probability(double score, double ahead) => _filter is { Walk: > 0 }
        ? LevelFilter.Probability(score, _filter.Ahead(int.MaxValue, ahead))
        : Logit.Inverse(_level + score);

    private void Add(double[] scores, double[] model, double weight)
    {
        for (var i = 0; i < scores.Length; i++)
            scores[i] += weight * (model[i] - Learned);
    }
}
