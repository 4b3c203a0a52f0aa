using Tandem.Identity;
using Tandem.Measures;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>What a review should talk about, from what the pack says: the most pressing first, each with its numbers.</summary>
public static class PackCoaching
{
    private const int MostBehind = 3;

    /// <summary>A number that a promise rests on is worth a word when it lost a fifth.</summary>
    private const double Fell = 0.8;

    /// <summary>A promise that is so far ahead is too low.</summary>
    private const double Ahead = 1.25;

    public static IReadOnlyList<PackAdvice> Of(IReadOnlyList<PackTarget> targets, IReadOnlyList<StepAsOf> steps, PackPipeline pipeline, IReadOnlyList<PackAdvice> rules)
    {
        var advice = new List<PackAdvice>();
        foreach (var target in targets.Where(t => t.Share is < 0.95).OrderByDescending(t => t.Lost).ThenBy(t => t.Share).Take(MostBehind))
        {
            advice.Add(About(target, AdviceKind.Behind) with { Side = target.Side, Value = target.Actual, Against = target.Expected });
            if (target.Drivers.Where(Worsened).OrderByDescending(Moved).FirstOrDefault() is { } driver)
                advice.Add(About(driver, AdviceKind.Driver) with { Side = target.Side, Text = target.Name, Value = driver.Now, Against = driver.Before });
        }

        if (pipeline.StalledCount > 0)
            advice.Add(new PackAdvice { Kind = AdviceKind.Stalled, Unit = KpiUnit.Money, Text = pipeline.Stalled.Count > 0 ? pipeline.Stalled[0].Customer : "", Count = pipeline.StalledCount, Value = pipeline.StalledMinor });
        foreach (var side in new[] { Side.Partner, Side.Vendor })
        {
            var late = steps.Where(s => s.Side == side && s.Late).OrderBy(s => s.Due).ToList();
            if (late.Count > 0)
                advice.Add(new PackAdvice { Kind = AdviceKind.Late, Side = side, Text = late[0].Title, Count = late.Count });
        }

        advice.AddRange(rules);
        if (targets.FirstOrDefault(t => t is { Better: Better.More, Actual: { } a, Expected: > 0 and var e } && a >= e * Ahead) is { } ahead)
            advice.Add(About(ahead, AdviceKind.Ahead) with { Side = ahead.Side, Value = ahead.Actual, Against = ahead.Expected });
        return advice;
    }

    /// <summary>How much a number changed, as a share of what it was.</summary>
    public static double Moved(PackFigure figure) =>
        figure is { Now: { } now, Before: { } before } ? Math.Abs(now - before) / Math.Max(Math.Max(Math.Abs(before), Math.Abs(now)), 1e-9) : 0;

    private static bool Worsened(PackFigure f) => f is { SoFar: false, Now: { } now, Before: > 0 and var before }
        && (f.Better == Better.More ? now < before * Fell : f.Better == Better.Less && now > before / Fell);

    private static PackAdvice About(PackKpi kpi, AdviceKind kind) => new() { Kind = kind, Kpi = kpi.Kpi, Name = kpi.Name, Unit = kpi.Unit, Better = kpi.Better };
}
