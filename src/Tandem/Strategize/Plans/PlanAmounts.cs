using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>How large a target is.</summary>
public static class PlanAmounts
{
    /// <summary>The size of a target, for judging what falls short of zero: the target, else the baseline, else one unit.</summary>
    public static double ScaleOf(Kpi kpi, double amount, double? baseline) =>
        amount != 0 ? Math.Abs(amount) : baseline is { } b && b != 0 ? Math.Abs(b) : kpi.Unit switch { KpiUnit.Money => 100_000, KpiUnit.Share => 0.1, _ => 1 };
}
