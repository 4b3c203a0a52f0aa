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
    private static readonly (double Spread, double Prior)[] Pipelines = [(0, 0.5), (0.3, 0.35), (1, 0.15)];
    private static readonly (double Spread, double Prior)[] Absent = [(0, 1)];

    private readonly bool _log;
    private readonly double _unit;

    private CycleModel(bool log, double unit, (double Mean, double Variance)[] past, (double Mean, double Variance)[] ahead) =>
        (_log, _unit, Past, Ahead) = (log, unit, past, ahead);

    private (double Mean, double Variance)[] Past { get; }

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

        // The variance that single deals give a period, of a period's square: a lean period is no surer than a fat one.
        var chance = Math.Max(1e-4, squares.Sum() / revenue.Sum() / unit);
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
        var answers = new Answer[grid.Length];
        Parallel.For(0, grid.Length, i =>
        {
            var (drift, quarter, year, noise, trend, lean) = grid[i];
            var byLag = Enumerable.Range(0, n + periods).Select(lag => (LevelSpread * LevelSpread)
                + (lag % calendar.PerQuarter == 0 ? quarter.Spread * quarter.Spread : 0)
                + (year.Spread * year.Spread * season[lag % calendar.PerYear])).ToArray();

            // A level drifts three times as far in a quarter as in a month, in variance; a trend goes three times as far.
            var (drifts, trends, leans) = (calendar.MonthsEach * drift.Spread * drift.Spread, Math.Pow(calendar.MonthsEach * trend.Spread, 2), lean.Spread * lean.Spread);
            var own = noise.Spread * noise.Spread;
            var covariance = new double[n + periods][];
            for (var s = 0; s < covariance.Length; s++)
            {
                var row = covariance[s] = new double[s + 1];
                for (var t = 0; t <= s; t++)
                    row[t] = byLag[s - t] + (drifts * (t + 1)) + (trends * (s - n) * (t - n)) + (leans * promise.Values[s] * promise.Values[t]);
            }

            var process = new GaussianProcess(deviations, covariance, own + chance);
            answers[i] = new Answer(
                Math.Log(drift.Prior * quarter.Prior * year.Prior * noise.Prior * trend.Prior * lean.Prior),
                [.. process.Steps.Zip(values, (step, value) => (value - step.Miss, step.Variance))],
                [.. Enumerable.Range(n, periods).Select(process.At).Select(at => (center + at.Mean, at.Variance + own + chance))]);
        });

        // What was foretold of a period is averaged by how well each answer had foretold the periods before it.
        var weights = Array.ConvertAll(answers, answer => answer.Prior);
        var past = new (double, double)[n];
        for (var t = 0; t < n; t++)
        {
            past[t] = Mixed(answers, weights, answer => answer.Past[t]);
            for (var i = 0; i < answers.Length; i++)
            {
                var (mean, variance) = answers[i].Past[t];
                weights[i] -= (Math.Pow(values[t] - mean, 2) / variance / 2) + (Math.Log(variance) / 2);
            }
        }

        return new CycleModel(log, unit, past, [.. Enumerable.Range(0, periods).Select(h => Mixed(answers, weights, answer => answer.Ahead[h]))]);
    }

    private static (double Mean, double Variance) Mixed(Answer[] answers, double[] logWeights, Func<Answer, (double Mean, double Variance)> of)
    {
        var best = logWeights.Max();
        var (sum, first, second) = (0.0, 0.0, 0.0);
        for (var i = 0; i < answers.Length; i++)
        {
            var weight = Math.Exp(logWeights[i] - best);
            var (mean, variance) = of(answers[i]);
            (sum, first, second) = (sum + weight, first + (weight * mean), second + (weight * (variance + (mean * mean))));
        }

        return (first / sum, Math.Max(1e-9, (second / sum) - Math.Pow(first / sum, 2)));
    }

    /// <summary>Mean and standard deviation of a period ahead, counted from 0, in the amounts' unit.</summary>
    public (double Mean, double Spread) Revenue(int ahead) => InAmounts(Ahead[ahead]);

    /// <summary>The same of a period of the history, as those before it had foretold it.</summary>
    public (double Mean, double Spread) Foretold(int period) => InAmounts(Past[period]);

    private (double Mean, double Spread) InAmounts((double Mean, double Variance) at)
    {
        var (mean, variance) = at;
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

    /// <summary>What one strength of all parts says of past periods, each from those before it, and of those ahead.</summary>
    private sealed record Answer(double Prior, (double Mean, double Variance)[] Past, (double Mean, double Variance)[] Ahead);
}
