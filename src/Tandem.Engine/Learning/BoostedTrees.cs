namespace Tandem.Engine.Learning;

/// <summary>Gradient-boosted trees for a yes-or-no outcome: many small trees, each correcting those before.</summary>
/// <remarks>
/// Logistic loss, second-order (Friedman, Greedy Function Approximation, 2001; Chen and Guestrin, XGBoost, 2016). A score is
/// in log-odds; the parts of the columns (the steps along each tree's path, after Saabas, 2014) add up to it exactly.
/// </remarks>
public sealed class BoostedTrees
{
    private const int Block = 512;
    private readonly Binning _binning;
    private readonly List<Tree> _trees;

    private BoostedTrees(Binning binning, double start, List<Tree> trees, IReadOnlyList<double> losses) =>
        (_binning, Start, _trees, HeldOutLosses) = (binning, start, trees, losses);

    /// <summary>The log-odds before any tree.</summary>
    public double Start { get; }

    public int Trees => _trees.Count;

    /// <summary>Mean loss on the rows held out after each tree, at their own level; empty without such rows.</summary>
    public IReadOnlyList<double> HeldOutLosses { get; }

    internal State Kept => new(Start, _binning.Kept, [.. _trees.Select(tree => tree.Kept)]);

    internal static BoostedTrees Of(State kept) => new(Binning.Of(kept.Binning), kept.Start, [.. kept.Trees.Select(Tree.Of)], []);

    internal sealed record State(double Start, Binning.State Binning, Tree.State[] Trees);

    /// <param name="frame">All rows.</param>
    /// <param name="rows">The rows to learn from.</param>
    /// <param name="success">Their outcomes in the same order, 1 or 0.</param>
    /// <param name="options">How to grow.</param>
    /// <param name="heldOut">Rows and outcomes to watch, for early stopping.</param>
    public static BoostedTrees Fit(
        Frame frame, int[] rows, double[] success, BoostingOptions options, (int[] Rows, double[] Success) heldOut = default)
    {
        var binning = Binning.Fit(frame, rows, success);
        var all = binning.Apply(frame);
        var bins = Array.ConvertAll(all, column => Array.ConvertAll(rows, row => column[row]));
        var start = Logit.Of((success.Sum() + 0.5) / (success.Length + 1));
        var scores = new double[rows.Length];
        Array.Fill(scores, start);
        var (watchedRows, watchedSuccess) = (heldOut.Rows ?? [], heldOut.Success ?? []);
        var watched = new double[watchedRows.Length];
        Array.Fill(watched, start);

        var grower = new TreeGrower(bins, binning.Bins, rows.Length, options);
        var slopes = new TreeGrower.Slope[rows.Length];
        var trees = new List<Tree>(options.Trees);
        var losses = new List<double>();
        var (best, level) = ((Loss: double.PositiveInfinity, Trees: 0), 0.0);
        while (trees.Count < options.Trees && bins.Length > 0 && rows.Length > 0)
        {
            for (var i = 0; i < slopes.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-scores[i]));
                slopes[i] = new TreeGrower.Slope((float)(p - success[i]), (float)(p * (1 - p)));
            }

            trees.Add(grower.Grow(slopes, scores));
            if (watched.Length == 0)
                continue;
            Add(trees[^1], all, watchedRows, watched);
            losses.Add(LossAtOwnLevel(watched, watchedSuccess, ref level));
            best = losses[^1] < best.Loss - 1e-6 ? (losses[^1], trees.Count) : best;
            if (options.Patience > 0 && trees.Count - best.Trees >= options.Patience)
                break;
        }

        return new BoostedTrees(binning, start, trees, losses);
    }

    /// <summary>Scores of some rows by the first trees, in log-odds.</summary>
    public double[] Scores(Frame frame, int[]? rows = null, int? trees = null)
    {
        var scores = new double[rows?.Length ?? frame.RowCount];
        Array.Fill(scores, Start);
        var used = _trees.Take(trees ?? Trees).ToArray();
        ForBlocks(frame, rows, (from, bins, width) =>
        {
            foreach (var tree in used)
            {
                var nodes = tree.Nodes;
                for (var i = 0; i < bins.Length / width; i++)
                {
                    var row = bins.AsSpan(i * width, width);
                    var node = 0;
                    while (nodes[node].Left != 0)
                        node = nodes[node].Next(row[nodes[node].Column]);
                    scores[from + i] += nodes[node].Value;
                }
            }
        });
        return scores;
    }

    /// <summary>The part of every column in the rows' scores; with <see cref="Expected"/> the parts add up to the score.</summary>
    public double[][] Parts(Frame frame, int[]? rows = null)
    {
        var parts = new double[rows?.Length ?? frame.RowCount][];
        ForBlocks(frame, rows, (from, bins, width) =>
        {
            for (var i = 0; i < bins.Length / width; i++)
            {
                var row = bins.AsSpan(i * width, width);
                var own = parts[from + i] = new double[width];
                foreach (var tree in _trees)
                {
                    var nodes = tree.Nodes;
                    for (var node = 0; nodes[node].Left != 0;)
                    {
                        var column = nodes[node].Column;
                        var next = nodes[node].Next(row[column]);
                        own[column] += nodes[next].Value - nodes[node].Value;
                        node = next;
                    }
                }
            }
        });
        return Array.ConvertAll(parts, own => own ?? new double[frame.Columns.Count]);
    }

    /// <summary>The mean score of the rows learned from, in log-odds.</summary>
    public double Expected => Start + _trees.Sum(tree => tree.Nodes[0].Value);

    /// <summary>The same trees, cut to the first few.</summary>
    internal BoostedTrees First(int trees) => new(_binning, Start, [.. _trees.Take(trees)], []);

    /// <summary>Rows with their bins side by side, in parts that stay in the cache while all trees pass over them.</summary>
    private void ForBlocks(Frame frame, int[]? rows, Action<int, byte[], int> use)
    {
        var bins = _binning.Apply(frame);
        var (count, width) = (rows?.Length ?? frame.RowCount, bins.Length);
        if (width == 0)
            return;
        Parallel.For(0, (count + Block - 1) / Block, block =>
        {
            var (from, to) = (block * Block, Math.Min(count, (block + 1) * Block));
            var side = new byte[(to - from) * width];
            for (var c = 0; c < width; c++)
            {
                for (var i = from; i < to; i++)
                    side[((i - from) * width) + c] = bins[c][rows is null ? i : rows[i]];
            }

            use(from, side, width);
        });
    }

    /// <summary>The loss once the common level fits the rows held out: trees are judged by what they tell apart.</summary>
    private static double LossAtOwnLevel(double[] scores, double[] success, ref double level)
    {
        var (loss, gradient, curvature) = (0.0, 0.0, 1.0);
        for (var i = 0; i < scores.Length; i++)
        {
            var p = 1 / (1 + Math.Exp(-scores[i] - level));
            loss -= Math.Log(Math.Max(success[i] > 0.5 ? p : 1 - p, 1e-15));
            (gradient, curvature) = (gradient + success[i] - p, curvature + (p * (1 - p)));
        }

        // One Newton step per tree keeps up with the level; what the step still gains is known to second order.
        level += gradient / curvature;
        return (loss - (gradient * gradient / curvature / 2)) / scores.Length;
    }

    private static void Add(Tree tree, byte[][] bins, int[] rows, double[] scores)
    {
        var nodes = tree.Nodes;
        for (var i = 0; i < rows.Length; i++)
        {
            var node = 0;
            while (nodes[node].Left != 0)
                node = nodes[node].Next(bins[nodes[node].Column][rows[i]]);
            scores[i] += nodes[node].Value;
        }
    }
}
