namespace Tandem.Engine.Forecasting;

/// <summary>Conditions a Gaussian process on a few observations, by Cholesky decomposition.</summary>
/// <remarks>
/// Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1. Written out because it runs a
/// thousand times on small matrices, where a general library spends its time elsewhere.
/// </remarks>
internal sealed class GaussianProcess
{
    private readonly double[][] _lower;
    private readonly double[] _solved;
    private readonly Func<int, int, double> _kernel;
    private readonly (double Miss, double Variance)[] _steps;

    /// <param name="values">What was observed at 0, 1, 2 …, around zero.</param>
    /// <param name="kernel">Covariance of two places.</param>
    /// <param name="noise">Variance of the observation at a place; above zero.</param>
    public GaussianProcess(double[] values, Func<int, int, double> kernel, Func<int, double> noise)
    {
        _kernel = kernel;
        var n = values.Length;
        _lower = new double[n][];
        _solved = new double[n];
        _steps = new (double, double)[n];
        for (var i = 0; i < n; i++)
        {
            var row = _lower[i] = new double[i + 1];
            for (var j = 0; j < i; j++)
                row[j] = (kernel(i, j) - Dot(row, _lower[j], j)) / _lower[j][j];
            row[i] = Math.Sqrt(Math.Max(1e-12, kernel(i, i) + noise(i) - Dot(row, row, i)));
            _solved[i] = (values[i] - Dot(row, _solved, i)) / row[i];
            _steps[i] = (_solved[i] * row[i], row[i] * row[i]);
        }
    }

    /// <summary>By how much each observation was above what those before it had foretold, and the variance they gave it.</summary>
    public IReadOnlyList<(double Miss, double Variance)> Steps => _steps;

    /// <summary>Mean and variance of the process, without noise, at a place.</summary>
    public (double Mean, double Variance) At(int place)
    {
        var weights = new double[_solved.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (_kernel(i, place) - Dot(_lower[i], weights, i)) / _lower[i][i];
        return (Dot(weights, _solved, weights.Length), Math.Max(1e-6, _kernel(place, place) - Dot(weights, weights, weights.Length)));
    }

    private static double Dot(double[] a, double[] b, int length)
    {
        var sum = 0.0;
        for (var i = 0; i < length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
