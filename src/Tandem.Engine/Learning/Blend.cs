namespace Tandem.Engine.Learning;

/// <summary>Weights by which the models' log-odds, relative to the common level, add up to a calibrated score.</summary>
/// <remarks>
/// Logistic regression of held-out outcomes on held-out scores (Platt, 1999; Wolpert, Stacked Generalization, 1992) with
/// weights of at least zero. A weight below one takes back what a model claims too boldly.
/// </remarks>
internal sealed record Blend(double Linear, double Trees, double Intercept)
{
    // A model shrunk too far may be stretched a little; more than this is luck.
    private const double Boldest = 1.25;

    public static readonly Blend None = new(0, 0, 0);

    /// <param name="linear">Held-out scores of the linear model, relative to the level.</param>
    /// <param name="trees">Held-out scores of the trees, relative to the level.</param>
    /// <param name="level">The level known before each row.</param>
    /// <param name="success">Outcomes, 1 or 0.</param>
    /// <param name="block">A number per row of the stretch of time it lies in; each stretch has a level of its own.</param>
    public static Blend Fit(double[] linear, double[] trees, double[] level, double[] success, int[] block)
    {
        var (w1, w2) = Weights(linear, trees, level, success, block, use: (true, true));
        if (w1 < 0 || w2 < 0)
        {
            var (only1, _) = Weights(linear, trees, level, success, block, use: (true, false));
            var (_, only2) = Weights(linear, trees, level, success, block, use: (false, true));
            (w1, w2) = Loss(Math.Max(0, only1), 0) <= Loss(0, Math.Max(0, only2)) ? (Math.Max(0, only1), 0.0) : (0.0, Math.Max(0, only2));
        }

        (w1, w2) = (Math.Min(w1, Boldest), Math.Min(w2, Boldest));
        return new Blend(w1, w2, Intercepts(w1, w2, linear, trees, level, success, new int[block.Length])[0]);

        double Loss(double a, double b)
        {
            var own = Intercepts(a, b, linear, trees, level, success, block);
            return Enumerable.Range(0, success.Length).Sum(i => Logit.Loss(level[i] + own[block[i]] + (a * linear[i]) + (b * trees[i]), success[i]));
        }
    }

    public double Score(double linear, double trees) => (Linear * linear) + (Trees * trees);

    private static (double, double) Weights(
        double[] linear, double[] trees, double[] level, double[] success, int[] block, (bool Linear, bool Trees) use)
    {
        // Alternate between the levels of the stretches and the two weights; both are convex and few.
        var (w1, w2) = (use.Linear ? 0.5 : 0, use.Trees ? 0.5 : 0);
        var own = Array.Empty<double>();
        for (var round = 0; round < 30; round++)
        {
            own = Intercepts(w1, w2, linear, trees, level, success, block, own);
            var (g1, g2, h11, h12, h22) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
            for (var i = 0; i < success.Length; i++)
            {
                var p = Logit.Inverse(level[i] + own[block[i]] + (w1 * linear[i]) + (w2 * trees[i]));
                var (error, curve) = (success[i] - p, p * (1 - p));
                (g1, g2) = (g1 + (error * linear[i]), g2 + (error * trees[i]));
                (h11, h12, h22) = (h11 + (curve * linear[i] * linear[i]), h12 + (curve * linear[i] * trees[i]), h22 + (curve * trees[i] * trees[i]));
            }

            var determinant = Math.Max((h11 * h22) - (h12 * h12), 1e-9 * h11 * h22);
            var (d1, d2) = use switch
            {
                (true, true) => (((h22 * g1) - (h12 * g2)) / determinant, ((h11 * g2) - (h12 * g1)) / determinant),
                (true, false) => (g1 / h11, 0.0),
                _ => (0.0, g2 / h22),
            };
            (w1, w2) = (w1 + Math.Clamp(d1, -1, 1), w2 + Math.Clamp(d2, -1, 1));
            if (Math.Abs(d1) + Math.Abs(d2) < 1e-4)
                break;
        }

        return (w1, w2);
    }

    /// <summary>The loss of every row under given scores, each stretch of time at its own level.</summary>
    public static double[] Losses(double[] scores, double[] level, double[] success, int[] block)
    {
        var own = Intercepts(1, 0, scores, scores, level, success, block);
        return [.. scores.Select((score, i) => Logit.Loss(level[i] + own[block[i]] + score, success[i]))];
    }

    /// <summary>The level of each stretch, drawn a little towards what was known before it.</summary>
    private static double[] Intercepts(
        double w1, double w2, double[] linear, double[] trees, double[] level, double[] success, int[] block, double[]? start = null)
    {
        var own = start is { Length: > 0 } ? [.. start] : new double[block.Length == 0 ? 1 : block.Max() + 1];
        for (var step = 0; step < 12; step++)
        {
            var gradient = Array.ConvertAll(own, a => -a);
            var curvature = Array.ConvertAll(own, _ => 1.0);
            for (var i = 0; i < success.Length; i++)
            {
                var p = Logit.Inverse(level[i] + own[block[i]] + (w1 * linear[i]) + (w2 * trees[i]));
                gradient[block[i]] += success[i] - p;
                curvature[block[i]] += p * (1 - p);
            }

            var most = 0.0;
            for (var b = 0; b < own.Length; b++)
            {
                var move = Math.Clamp(gradient[b] / curvature[b], -2, 2);
                (own[b], most) = (own[b] + move, Math.Max(most, Math.Abs(move)));
            }

            if (most < 1e-5)
                break;
        }

        return own;
    }
}
