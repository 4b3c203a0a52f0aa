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
        var deviations = Array.ConvertAll(values, v => v - center);
        var grid = (
            from drift in n > 1 ? Drifts : [Drifts[1]]
            from quarter in calendar.PerQuarter > 1 ? QuarterCycles : Absent
            from year in n > calendar.PerYear ? YearCycles : Absent
            from noise in Noises
            from trend in n > 3 ? Trends : Absent
            from lean in promise.Known > 3 ? Pipelines : Absent
            select (drift, quarter, year, noise, trend, lean)).ToArray();
        var answers = new (double Weight, (double Mean, double Variance)[] Ahead)[grid.Length];
        Parallel.For(0, grid.Length, i =>
        {
            var (drift, quarter, year, noise, trend, lean) = grid[i];
            var byLag = Enumerable.Range(0, n + periods).Select(lag => (LevelSpread * LevelSpread)
                + (lag % calendar.PerQuarter == 0 ? quarter.Spread * quarter.Spread : 0)
                + (year.Spread * year.Spread * season[lag % calendar.PerYear])).ToArray();
            var (drifts, trends, leans) = (drift.Spread * drift.Spread, trend.Spread * trend.Spread, lean.Spread * lean.Spread);
            var own = noise.Spread * noise.Spread;
            var process = new GaussianProcess(
                deviations,
                (s, t) => byLag[Math.Abs(s - t)] + (drifts * (Math.Min(s, t) + 1)) + (trends * (s - n) * (t - n))
                    + (leans * promise.Values[s] * promise.Values[t]),
                t => own + chance[t]);
            answers[i] = (
                process.LogLikelihood + Math.Log(drift.Prior * quarter.Prior * year.Prior * noise.Prior * trend.Prior * lean.Prior),
                [.. Enumerable.Range(n, periods).Select(process.At).Select(at => (center + at.Mean, at.Variance + own))]);
        });

        var best = answers.Max(answer => answer.Weight);
        var weights = Array.ConvertAll(answers, answer => Math.Exp(answer.Weight - best));
        var sum = weights.Sum();
        var extra = chance.Average();
        return new CycleModel(log, unit, [.. Enumerable.Range(0, periods).Select(h =>
        {
            var mean = answers.Zip(weights, (a, w) => w * a.Ahead[h].Mean).Sum() / sum;
            return (mean, extra + (answers.Zip(weights, (a, w) => w * (a.Ahead[h].Variance + Math.Pow(a.Ahead[h].Mean - mean, 2))).Sum() / sum));
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
