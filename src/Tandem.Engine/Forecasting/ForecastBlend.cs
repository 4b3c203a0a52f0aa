namespace Tandem.Engine.Forecasting;

/// <summary>Leans on the customary ways of forecasting as far as they have been nearer than the model: it knows when to be naive.</summary>
/// <remarks>
/// Weights fall exponentially with the absolute errors of the forecasts made at the beginning of each past period, older errors
/// counting less, from a strong belief in the model (exponentially weighted average forecaster; Cesa-Bianchi and Lugosi,
/// Prediction, Learning, and Games, 2006, chapter 2). The spread is corrected by how far the model has been off in spreads of its own.
/// </remarks>
internal static class ForecastBlend
{
    /// <summary>From so few periods nothing can be compared.</summary>
    private const int FirstPeriods = 3;

    /// <summary>What is believed before any history; the customary ways share the rest.</summary>
    private const double Belief = 0.97;

    /// <summary>How fast a way loses that errs more than the best: by a factor of e for each half period's worth of the best one's error.</summary>
    private const double Rate = 2;
    private const double Fading = 0.95;

    /// <summary>The model's own spread counts as much as so many periods.</summary>
    private const double SpreadMemory = 6;
    private const double WorstSurprise = 9;

    /// <summary>In the order in which <see cref="Customary"/> says them, the model's own first.</summary>
    private static readonly string[] Names = ["own", "pipeline", "last", "season", "three"];

    public static PeriodAhead[] Ahead(double[] revenue, CycleModel model, double[] promise, PeriodCalendar calendar, int periods)
    {
        var n = revenue.Length;
        var losses = new double[1 + Customary(revenue, promise, calendar, n, 0).Length];
        var (seen, surprise) = (0.0, 0.0);
        for (var t = FirstPeriods; t < n; t++)
        {
            var own = model.Foretold(t);
            double[] said = [own.Mean, .. Customary(revenue, promise, calendar, t, 0)];
            for (var way = 0; way < said.Length; way++)
                losses[way] = (Fading * losses[way]) + Math.Abs((double.IsNaN(said[way]) ? own.Mean : said[way]) - revenue[t]);
            seen = (Fading * seen) + 1;
            surprise += Math.Min(WorstSurprise, Math.Pow((own.Mean - revenue[t]) / own.Spread, 2));
        }

        var least = Math.Max(losses.Min(), 1e-9 * revenue.Average());
        var trust = losses.Select((loss, way) => Math.Log(way == 0 ? Belief : (1 - Belief) / (losses.Length - 1)) - (Rate * seen * ((loss / least) - 1))).ToArray();
        var wider = Math.Sqrt((SpreadMemory + surprise) / (SpreadMemory + Math.Max(0, n - FirstPeriods)));
        return [.. Enumerable.Range(0, periods).Select(h =>
        {
            var own = model.Revenue(h);
            var ways = Weighed([own.Mean, .. Customary(revenue, promise, calendar, n, h)], trust);
            return new PeriodAhead(ways.Sum(way => way.Counts * way.Says), own.Spread * wider) { Ways = ways };
        })];
    }

    /// <summary>The ways that say something, with their weights.</summary>
    private static ForecastWay[] Weighed(double[] said, double[] trust)
    {
        var ways = Enumerable.Range(0, said.Length).Where(way => !double.IsNaN(said[way])).ToArray();
        var most = ways.Max(way => trust[way]);
        var sum = ways.Sum(way => Math.Exp(trust[way] - most));
        return [.. ways.Select(way => new ForecastWay(Names[way], said[way], Math.Exp(trust[way] - most) / sum))];
    }

    /// <summary>The pipeline's promise, the last period, the same season, the mean of three, as seen at the beginning of a period; NaN where one says nothing.</summary>
    private static double[] Customary(double[] revenue, double[] promise, PeriodCalendar calendar, int now, int ahead)
    {
        var cycle = now >= calendar.PerYear ? calendar.PerYear : calendar.PerQuarter;
        var season = now + ahead - cycle;
        while (season >= now)
            season -= cycle;
        return
        [
            ahead == 0 ? promise[now] : double.NaN,
            now > 0 ? revenue[now - 1] : double.NaN,
            season >= 0 ? revenue[season] : double.NaN,
            now > 0 ? revenue[Math.Max(0, now - FirstPeriods)..now].Average() : double.NaN,
        ];
    }
}
