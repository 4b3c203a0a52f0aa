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
    private readonly double[][] _covariance;
    private readonly (double Miss, double Variance)[] _steps;

    /// <param name="values">What was observed at 0, 1, 2 …, around zero.</param>
    /// <param name="covariance">Covariance of each place, those still ahead too, with itself and the places before it: row i has i + 1.</param>
    /// <param name="noise">Variance of an observation; above zero.</param>
    public GaussianProcess(double[] values, double[][] covariance, double noise)
    {
        _covariance = covariance;
        var n = values.Length;
        _lower = new double[n][];
        _solved = new double[n];
        _steps = new (double, double)[n];
        for (var i = 0; i < n; i++)
        {
            var row = _lower[i] = new double[i + 1];
            for (var j = 0; j < i; j++)
                row[j] = (covariance[i][j] - Dot(row, _lower[j], j)) / _lower[j][j];
            row[i] = Math.Sqrt(Math.Max(1e-12, covariance[i][i] + noise - Dot(row, row, i)));
            _solved[i] = (values[i] - Dot(row, _solved, i)) / row[i];
            _steps[i] = (_solved[i] * row[i], row[i] * row[i]);
        }
    }

    /// <summary>By how much each observation was above what those before it had foretold, and the variance they gave it.</summary>
    public IReadOnlyList<(double Miss, double Variance)> Steps => _steps;

    /// <summary>Mean and variance of the process, without noise, at a place ahead.</summary>
    public (double Mean, double Variance) At(int place)
    {
        var weights = new double[_solved.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (_covariance[place][i] - Dot(_lower[i], weights, i)) / _lower[i][i];
        return (Dot(weights, _solved, weights.Length), Math.Max(1e-6, _covariance[place][place] - Dot(weights, weights, weights.Length)));
    }

    private static double Dot(double[] a, double[] b, int length)
    {
        var sum = 0.0;
        var left = a.AsSpan(0, length);
        var right = b.AsSpan(0, length);
        for (var i = 0; i < left.Length && i < right.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
