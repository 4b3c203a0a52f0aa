using MathNet.Numerics.LinearAlgebra;

namespace Tandem.Engine.Lifetime;

/// <summary>Climbs to the maximum of a smooth likelihood of a few positive parameters.</summary>
/// <remarks>
/// Newton's method on the logarithms of the parameters, damped after Levenberg and Marquardt; the Hessian by central
/// differences of the gradient. Parameters stay within e^±12, so that data without a maximum (no repeat purchase, no
/// spread of values) end at a bound and not at infinity.
/// </remarks>
internal static class MaximumLikelihood
{
    private const double Bound = 12;
    private const double Step = 1e-5;

    /// <param name="likelihood">The log-likelihood and its gradient at parameters, both in the parameters themselves.</param>
    /// <param name="start">Where to begin.</param>
    public static double[] Climb(Func<double[], (double Value, double[] Gradient)> likelihood, double[] start)
    {
        var at = Array.ConvertAll(start, Math.Log);
        var (value, gradient) = Logarithmic(likelihood, at);
        var damping = 1e-3;
        for (var i = 0; i < 200; i++)
        {
            var curvature = Curvature(likelihood, at);
            var moved = false;
            for (; damping < 1e12 && !moved; damping *= moved ? 0.1 : 10)
            {
                var next = Move(at, gradient, curvature, damping);
                var (nextValue, nextGradient) = Logarithmic(likelihood, next);
                if (!(nextValue >= value))
                    continue;
                moved = true;
                var gain = nextValue - value;
                var far = next.Zip(at, (a, b) => Math.Abs(a - b)).Max();
                (at, value, gradient) = (next, nextValue, nextGradient);
                if (far < 1e-10 || (gain < 1e-12 * (1 + Math.Abs(value)) && far < 1e-6))
                    return Array.ConvertAll(at, Math.Exp);
            }

            if (!moved)
                break;
            damping = Math.Max(damping, 1e-12);
        }

        return Array.ConvertAll(at, Math.Exp);
    }

    private static double[] Move(double[] at, double[] gradient, double[,] curvature, double damping)
    {
        var n = at.Length;
        var matrix = Matrix<double>.Build.Dense(n, n, (i, j) => -curvature[i, j]);
        var scale = Enumerable.Range(0, n).Max(i => Math.Abs(matrix[i, i])) + 1e-12;

        // Away from the maximum the curvature may point the wrong way; then damping has to outweigh it.
        var least = matrix.Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real);
        var lift = Math.Max(damping * scale, -least + (damping * scale));
        for (var i = 0; i < n; i++)
            matrix[i, i] += lift;
        var step = matrix.Solve(Vector<double>.Build.Dense(gradient));
        return at.Select((x, i) => Math.Clamp(x + Math.Clamp(step[i], -2, 2), -Bound, Bound)).ToArray();
    }

    private static double[,] Curvature(Func<double[], (double Value, double[] Gradient)> likelihood, double[] at)
    {
        var n = at.Length;
        var curvature = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            var up = Logarithmic(likelihood, Shifted(at, i, Step)).Gradient;
            var down = Logarithmic(likelihood, Shifted(at, i, -Step)).Gradient;
            for (var j = 0; j < n; j++)
            {
                curvature[i, j] += (up[j] - down[j]) / (4 * Step);
                curvature[j, i] += (up[j] - down[j]) / (4 * Step);
            }
        }

        return curvature;
    }

    private static (double Value, double[] Gradient) Logarithmic(Func<double[], (double Value, double[] Gradient)> likelihood, double[] at)
    {
        var parameters = Array.ConvertAll(at, Math.Exp);
        var (value, gradient) = likelihood(parameters);
        return (double.IsNaN(value) ? double.NegativeInfinity : value, gradient.Zip(parameters, (g, p) => g * p).ToArray());
    }

    private static double[] Shifted(double[] at, int i, double by)
    {
        var shifted = (double[])at.Clone();
        shifted[i] += by;
        return shifted;
    }
}
