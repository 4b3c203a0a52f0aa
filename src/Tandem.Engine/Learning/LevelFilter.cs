namespace Tandem.Engine.Learning;

/// <summary>Follows the common level of success through time, and says how sure it is of the level to come.</summary>
/// <remarks>
/// The level (log-odds) is a random walk, seen through outcomes given each row's score: a local-level model (Harvey,
/// Forecasting, Structural Time Series Models and the Kalman Filter, 1989) on a grid, so that outcomes stay yes or no.
/// The walk's variance is the most likely one; without clear evidence (twice three in log-likelihood) it is zero.
/// </remarks>
internal sealed class LevelFilter
{
    private const double Reach = 6;
    private const double Step = 0.04;
    private const double Evidence = 3;
    private const double StartSpread = 0.3;
    private static readonly double[] Walks = [0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

    private readonly (double Mean, double Variance)[] _before;
    private readonly int _blockRows;

    private LevelFilter((double, double)[] before, double walk, int blockRows) => (_before, Walk, _blockRows) = (before, walk, blockRows);

    /// <summary>Variance of the level's steps per block; zero: the level stands still.</summary>
    public double Walk { get; }

    /// <summary>The level after the last row, with its variance.</summary>
    public (double Mean, double Variance) End => _before[^1];

    /// <summary>What rows to come need: the end of the walk.</summary>
    internal State Kept => new(End.Mean, End.Variance, Walk, _blockRows);

    internal static LevelFilter Of(State kept) => new([(kept.Mean, kept.Variance)], kept.Walk, kept.BlockRows);

    internal sealed record State(double Mean, double Variance, double Walk, int BlockRows);

    /// <param name="scores">Log-odds of rows in order of time, relative to the level.</param>
    /// <param name="success">Their outcomes, 1 or 0.</param>
    /// <param name="start">The level expected before the first row.</param>
    public static LevelFilter Fit(double[] scores, double[] success, double start)
    {
        var blockRows = Math.Max(20, scores.Length / 40);
        var levels = Enumerable.Range(0, (int)(2 * Reach / Step) + 1).Select(i => start - Reach + (i * Step)).ToArray();
        var likelihood = Enumerable.Range(0, (scores.Length + blockRows - 1) / blockRows).AsParallel().AsOrdered()
            .Select(block => Likelihood(scores, success, block * blockRows, Math.Min(scores.Length, (block + 1) * blockRows), levels))
            .ToArray();
        var runs = Walks.Select(walk => Run(likelihood, levels, start, walk)).ToArray();
        var best = Enumerable.Range(0, runs.Length).MaxBy(i => runs[i].LogLikelihood);
        best = runs[best].LogLikelihood - runs[0].LogLikelihood > Evidence ? best : 0;
        return new LevelFilter(runs[best].Before, Walks[best], blockRows);
    }

    /// <summary>The level some rows ahead, by what was known before a row.</summary>
    public (double Mean, double Variance) Ahead(int knownRows, double ahead)
    {
        var (mean, variance) = _before[Math.Min(knownRows / _blockRows, _before.Length - 1)];
        return (mean, variance + (Walk * Math.Max(0, ahead) / _blockRows));
    }

    /// <summary>The probability of a score when the level is uncertain: the mean over where it may be.</summary>
    public static double Probability(double score, (double Mean, double Variance) level)
    {
        // Nine-point Gauss–Hermite quadrature.
        var spread = Math.Sqrt(2 * Math.Max(0, level.Variance));
        double sum = 0.4063495063 * Logit.Inverse(score + level.Mean);
        foreach (var (node, weight) in Quadrature)
            sum += weight * (Logit.Inverse(score + level.Mean + (spread * node)) + Logit.Inverse(score + level.Mean - (spread * node)));
        return sum;
    }

    private static readonly (double Node, double Weight)[] Quadrature =
        [(0.7235510188, 0.2440975029), (1.4685532892, 0.0499164067), (2.2665805845, 0.0027891413), (3.1909932018, 0.0000223458)];

    private static double[] Likelihood(double[] scores, double[] success, int from, int to, double[] levels) =>
        Array.ConvertAll(levels, level =>
        {
            double sum = 0;
            for (var i = from; i < to; i++)
                sum -= Logit.Loss(scores[i] + level, success[i]);
            return sum;
        });

    private static (double LogLikelihood, (double, double)[] Before) Run(double[][] likelihood, double[] levels, double start, double walk)
    {
        var belief = Normal(levels, start, StartSpread);
        var before = new (double, double)[likelihood.Length + 1];
        var total = 0.0;
        for (var block = 0; block < likelihood.Length; block++)
        {
            belief = walk > 0 ? Blurred(belief, walk) : belief;
            before[block] = Moments(belief, levels);
            var most = likelihood[block].Max();
            var sum = 0.0;
            for (var i = 0; i < belief.Length; i++)
                sum += belief[i] *= Math.Exp(likelihood[block][i] - most);
            for (var i = 0; i < belief.Length; i++)
                belief[i] /= sum;
            total += most + Math.Log(sum);
        }

        before[^1] = Moments(belief, levels);
        return (total, before);
    }

    private static double[] Blurred(double[] belief, double variance)
    {
        var half = (int)Math.Ceiling(4 * Math.Sqrt(variance) / Step);
        var kernel = Enumerable.Range(-half, (2 * half) + 1).Select(k => Math.Exp(-Math.Pow(k * Step, 2) / (2 * variance))).ToArray();
        var sum = kernel.Sum();
        return [.. Enumerable.Range(0, belief.Length).Select(i =>
        {
            var value = 0.0;
            for (var k = Math.Max(-half, -i); k <= Math.Min(half, belief.Length - 1 - i); k++)
                value += belief[i + k] * kernel[k + half] / sum;
            return value;
        })];
    }

    private static double[] Normal(double[] levels, double mean, double spread)
    {
        var weights = Array.ConvertAll(levels, level => Math.Exp(-Math.Pow((level - mean) / spread, 2) / 2));
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    private static (double Mean, double Variance) Moments(double[] belief, double[] levels)
    {
        var (sum, mean, square) = (0.0, 0.0, 0.0);
        for (var i = 0; i < belief.Length; i++)
            (sum, mean, square) = (sum + belief[i], mean + (belief[i] * levels[i]), square + (belief[i] * levels[i] * levels[i]));
        return (mean / sum, Math.Max(0, (square / sum) - Math.Pow(mean / sum, 2)));
    }
}
