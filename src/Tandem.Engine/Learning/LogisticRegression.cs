using MathNet.Numerics.LinearAlgebra;
using Lanes = System.Numerics.Vector<double>;

namespace Tandem.Engine.Learning;

/// <summary>Logistic regression with a ridge: one weight per feature, all drawn towards zero.</summary>
/// <remarks>
/// Newton's method (iteratively reweighted least squares; le Cessie and van Houwelingen, Ridge Estimators in Logistic
/// Regression, 1992) on an intercept, which the ridge leaves alone, and the weights.
/// </remarks>
internal static class LogisticRegression
{
    private const int Steps = 25;
    private const double Enough = 1e-7;

    /// <param name="matrix">Features row after row.</param>
    /// <param name="width">Features per row.</param>
    /// <param name="success">1 or 0 per row.</param>
    /// <param name="ridge">The inverse variance that weights are expected to have.</param>
    /// <param name="start">Intercept and weights to begin with; null begins at the common rate.</param>
    /// <returns>The intercept, then the weights.</returns>
    public static double[] Fit(float[] matrix, int width, double[] success, double ridge, double[]? start = null)
    {
        // One more column of ones, and padding for the vector unit.
        var size = width + 1;
        var padded = (size + Lanes.Count - 1) / Lanes.Count * Lanes.Count;
        var at = new double[size];
        at[0] = Logit.Of((success.Sum() + 0.5) / (success.Length + 1));
        start?.CopyTo(at, 0);
        var (value, gradient, curvature) = Look(matrix, width, padded, success, ridge, at);
        for (var step = 0; step < Steps; step++)
        {
            var move = curvature.Cholesky().Solve(gradient);
            var decrement = move * gradient;
            if (!(decrement > Enough * success.Length * 1e-2))
                break;
            var length = 1.0;
            while (true)
            {
                var next = at.Select((w, i) => w - (length * move[i])).ToArray();
                var look = Look(matrix, width, padded, success, ridge, next);
                if (look.Value <= value - (1e-4 * length * decrement) || length < 1e-3)
                {
                    (at, (value, gradient, curvature)) = (next, look);
                    break;
                }

                length /= 2;
            }
        }

        return at;
    }

    private static (double Value, Vector<double> Gradient, Matrix<double> Curvature) Look(
        float[] matrix, int width, int padded, double[] success, double ridge, double[] at)
    {
        var size = width + 1;
        var row = new double[padded];
        var gradient = new double[padded];
        var curvature = new double[size * padded];
        var value = 0.0;
        for (var i = 0; i < success.Length; i++)
        {
            row[0] = 1;
            var score = at[0];
            for (var f = 0; f < width; f++)
            {
                var x = row[f + 1] = matrix[(i * width) + f];
                score += x * at[f + 1];
            }

            var p = Logit.Inverse(score);
            value += Logit.Loss(score, success[i]);
            var (error, weight) = (p - success[i], p * (1 - p));
            for (var f = 0; f < size; f++)
            {
                if (row[f] == 0)
                    continue;
                gradient[f] += error * row[f];
                AddScaled(row, weight * row[f], curvature.AsSpan(f * padded, padded), f);
            }
        }

        for (var f = 1; f < size; f++)
        {
            value += ridge * at[f] * at[f] / 2;
            gradient[f] += ridge * at[f];
        }

        return (value, Vector<double>.Build.Dense(size, f => gradient[f]), Matrix<double>.Build.Dense(size, size, (a, b) =>
            curvature[(Math.Min(a, b) * padded) + Math.Max(a, b)] + (a != b ? 0 : a == 0 ? 1e-9 : ridge)));
    }

    /// <summary>Adds a multiple of a row to another, from about a position on.</summary>
    private static void AddScaled(double[] row, double by, Span<double> to, int from)
    {
        var scale = new Lanes(by);
        for (var f = from / Lanes.Count * Lanes.Count; f < row.Length; f += Lanes.Count)
            ((new Lanes(row, f) * scale) + new Lanes(to[f..])).CopyTo(to[f..]);
    }
}
