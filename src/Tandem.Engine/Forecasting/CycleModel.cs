using MathNet.Numerics.LinearAlgebra;

namespace Tandem.Engine.Forecasting;

/// <summary>Revenue per period as a level that drifts, a cycle within the quarter, a cycle within the year, and chance.</summary>
/// <remarks>
/// A Gaussian process over periods (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006; structural time
/// series: Harvey, 1989), on logarithms unless some periods are near zero. How strong each part is, is not chosen: all
/// answers of a grid are averaged by how likely they make the history. A strong drift is the last period; a strong
/// cycle is the seasonal naive forecast; neither is the mean. So it is naive where the history says so.
/// </remarks>
internal sealed class CycleModel
{
    private const double LevelSpread = 1.5;

    // How strong each part may be, with what is believed before any history: nearly every sales team closes by the
    // quarter, months rarely differ by half for no reason at all.
    private static readonly (double Spread, double Prior)[] Drifts = [(0, 0.3), (0.04, 0.35), (0.1, 0.25), (0.25, 0.07), (0.5, 0.03)];
    private static readonly (double Spread, double Prior)[] QuarterCycles = [(0, 0.05), (0.1, 0.15), (0.3, 0.45), (0.6, 0.35)];
    private static readonly (double Spread, double Prior)[] YearCycles = [(0, 0.35), (0.1, 0.2), (0.25, 0.25), (0.5, 0.2)];
    private static readonly (double Spread, double Prior)[] Noises = [(0.03, 0.45), (0.1, 0.35), (0.25, 0.15), (0.6, 0.05)];
    private static readonly (double Spread, double Prior)[] Trends = [(0, 0.8), (0.03, 0.2)];
    private static readonly (double Spread, double Prior)[] Pipelines = [(0, 0.6), (0.3, 0.4)];
    private static readonly (double Spread, double Prior)[] Absent = [(0, 1)];

    private readonly bool _log;
    private readonly double _unit;

    private CycleModel(bool log, double unit, (double Mean, double Variance)[] ahead) => (_log, _unit, Ahead) = (log, unit, ahead);

    private (double Mean, double Variance)[] Ahead { get; }

    /// <param name="revenue">Revenue per period, oldest first, not all zero.</param>
    /// <param name="squares">Sums of squared amounts.</param>
    /// <param name="pipeline">What the pipeline promised for each period and the next one; NaN where unknown.</param>
    /// <param name="first">The calendar index of the first period.</param>
    /// <param name="calendar">Months or quarters.</param>
    /// <param name="periods">How many periods to look ahead.</param>
    public static CycleModel Fit(double[] revenue, double[] squares, double[] pipeline, int first, PeriodCalendar calendar, int periods)
    {
        var n = revenue.Length;
        var unit = revenue.Average();
        var log = revenue.Min() > 0.1 * unit;
        var values = Array.ConvertAll(revenue, y => log ? Math.Log(y / unit) : y / unit);
        var center = values.Average();
        var chance = squares.Zip(revenue, (s, y) => Math.Max(1e-4, s / Math.Pow(log ? y : unit, 2))).ToArray();
        var promise = Promise(pipeline, unit, n, periods);

        // Half of a yearly cycle belongs to its month alone, half is shared with the months beside it.
        var season = Enumerable.Range(0, calendar.PerYear)
            .Select(d => (d == 0 ? 0.5 : 0) + (0.5 * Math.Exp(-2 * Math.Pow(Math.Sin(Math.PI * d / calendar.PerYear), 2)))).ToArray();
        var y = Vector<double>.Build.Dense(n, t => values[t] - center);
        var answers = new List<(double Weight, (double, double)[] Ahead)>();
        foreach (var (drift, p1) in n > 1 ? Drifts : [Drifts[1]])
        foreach (var (quarter, p2) in calendar.PerQuarter > 1 ? QuarterCycles : Absent)
        foreach (var (year, p3) in n > calendar.PerYear ? YearCycles : Absent)
        foreach (var (noise, p4) in Noises)
        foreach (var (trend, p5) in n > 3 ? Trends : Absent)
        foreach (var (lean, p6) in promise.Known > 3 ? Pipelines : Absent)
        {
            double Kernel(int s, int t) => (LevelSpread * LevelSpread)
                + (drift * drift * (Math.Min(s, t) + 1))
                + (trend * trend * (s - n) * (t - n))
                + ((s - t) % calendar.PerQuarter == 0 ? quarter * quarter : 0)
                + (year * year * season[Math.Abs(s - t) % calendar.PerYear])
                + (lean * lean * promise.Values[s] * promise.Values[t]);

            var cholesky = Matrix<double>.Build.Dense(n, n, (s, t) => Kernel(s, t) + (s == t ? (noise * noise) + chance[s] : 0)).Cholesky();
            var alpha = cholesky.Solve(y);
            var likelihood = (-0.5 * (y * alpha)) - (0.5 * cholesky.DeterminantLn);
            answers.Add((likelihood + Math.Log(p1 * p2 * p3 * p4 * p5 * p6), [.. Enumerable.Range(n, periods).Select(t =>
            {
                var k = Vector<double>.Build.Dense(n, s => Kernel(s, t));
                return (center + (k * alpha), Math.Max(1e-6, Kernel(t, t) - (k * cholesky.Solve(k)) + (noise * noise)));
            })]));
        }

        var best = answers.Max(answer => answer.Weight);
        var weights = answers.Select(answer => Math.Exp(answer.Weight - best)).ToArray();
        var sum = weights.Sum();
        var extra = chance.Average();
        return new CycleModel(log, unit, [.. Enumerable.Range(0, periods).Select(h =>
        {
            var mean = answers.Zip(weights, (a, w) => w * a.Ahead[h].Item1).Sum() / sum;
            return (mean, extra + (answers.Zip(weights, (a, w) => w * (a.Ahead[h].Item2 + Math.Pow(a.Ahead[h].Item1 - mean, 2))).Sum() / sum));
        })]);
    }

    /// <summary>Mean and standard deviation of a period ahead, counted from 0, in the amounts' unit.</summary>
    public (double Mean, double Spread) Revenue(int ahead)
    {
        var (mean, variance) = Ahead[ahead];
        if (!_log)
            return (Math.Max(0, mean * _unit), Math.Sqrt(variance) * _unit);
        var spread = Math.Min(variance, 1);
        var expected = _unit * Math.Exp(mean + (spread / 2));
        return (expected, expected * Math.Sqrt(Math.Exp(spread) - 1));
    }

    /// <summary>Logarithms of what the pipeline promised, around their mean; zero where nothing is known.</summary>
    private static (double[] Values, int Known) Promise(double[] pipeline, double unit, int n, int periods)
    {
        var values = Enumerable.Range(0, n + periods)
            .Select(t => t < pipeline.Length && pipeline[t] > 0.05 * unit ? Math.Log(pipeline[t] / unit) : double.NaN).ToArray();
        var known = values.Take(n).Where(x => !double.IsNaN(x)).ToArray();
        var mean = known.Length == 0 ? 0 : known.Average();
        return (Array.ConvertAll(values, x => double.IsNaN(x) ? 0 : x - mean), known.Length);
    }
}
