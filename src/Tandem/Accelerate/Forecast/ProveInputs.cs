using Tandem.Engine.Forecasting;

namespace Tandem.Accelerate.Forecast;

/// <summary>One input that was tried, alone or beside those kept before it.</summary>
/// <param name="Code">odds, score or health.</param>
/// <param name="Months">Months forecast with it and without it, each from what was known at its beginning.</param>
/// <param name="Before">The error by region without it, as a part of the revenue.</param>
/// <param name="After">The same with it.</param>
/// <param name="WholeBefore">The error of the programme as a whole without it.</param>
/// <param name="Gain">Mean gain of a month in the error by region, as a part of the mean month's revenue.</param>
/// <param name="Chance">Its standard error.</param>
/// <param name="Used">The forecast reads it.</param>
public sealed record TriedInput(string Code, int Months, double Before, double After, double WholeBefore, double WholeAfter, double Gain, double Chance, bool Used);

/// <summary>Keeps an input of the forecast only if it proves better on later months; chance alone is not enough.</summary>
/// <remarks>
/// Each past month is forecast from what was known at its beginning, by region. An input is kept when the mean gain is more than
/// 1.5 of its standard errors over at least six months and the whole programme is forecast no worse. The best is kept first; another
/// must gain beside it.
/// </remarks>
public static class ProveInputs
{
    private const int Fewest = 6;
    private const double Proof = 1.5;

    public static (DealClasses? Used, IReadOnlyList<TriedInput> Tried) Run(
        IReadOnlyList<ForecastDeal> deals, int groups, DateOnly until, DateOnly from, IReadOnlyList<ForecastInput> inputs)
    {
        var tried = new Dictionary<string, TriedInput>(StringComparer.Ordinal);
        var (used, rest) = ((DealClasses?)null, inputs.ToList());
        var plain = rest.Count == 0 ? [] : Misses(null);
        while (rest.Count > 0 && plain.Count > 0)
        {
            var results = rest.ConvertAll(input => (Input: input, Misses: Misses(used is null ? input.Classes : used.And(input.Classes))));
            foreach (var (input, misses) in results)
                tried[input.Code] = Compare(input.Code, plain, misses);
            var best = results.Where(r => Proves(tried[r.Input.Code])).OrderByDescending(r => tried[r.Input.Code].Gain).FirstOrDefault();
            if (best.Input is null)
                break;
            tried[best.Input.Code] = tried[best.Input.Code] with { Used = true };
            (used, plain) = (used is null ? best.Input.Classes : used.And(best.Input.Classes), best.Misses);
            rest.Remove(best.Input);
        }

        return (used, [.. inputs.Where(i => tried.ContainsKey(i.Code)).Select(i => tried[i.Code])]);

        IReadOnlyList<ForecastMiss> Misses(DealClasses? classes) => ForecastBacktest.Misses(deals, new PeriodCalendar(PeriodLength.Month), until, groups, from, classes);
    }

    private static bool Proves(TriedInput tried) => tried.Months >= Fewest && tried.Gain > Proof * tried.Chance && tried.WholeAfter <= tried.WholeBefore;

    private static TriedInput Compare(string code, IReadOnlyList<ForecastMiss> before, IReadOnlyList<ForecastMiss> after)
    {
        var (n, revenue) = (before.Count, before.Sum(m => m.Actual));
        if (revenue <= 0)
            return new TriedInput(code, n, 0, 0, 0, 0, 0, 0, false);
        var gains = before.Zip(after, (b, a) => (b.ByGroup - a.ByGroup) * n / revenue).ToArray();
        var mean = gains.Average();
        var chance = n < 2 ? 0 : Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (n - 1) / n);
        return new TriedInput(
            code, n, before.Sum(m => m.ByGroup) / revenue, after.Sum(m => m.ByGroup) / revenue, before.Sum(m => m.Whole) / revenue, after.Sum(m => m.Whole) / revenue, mean, chance, false);
    }
}
