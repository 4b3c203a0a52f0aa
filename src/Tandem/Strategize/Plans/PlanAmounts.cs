using Tandem.Engine;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>Between what people write (euros, per cent) and what measures count (cents, fractions).</summary>
public static class PlanAmounts
{
    public static double ToMeasure(Kpi? kpi, decimal amount, string currency) => kpi?.Unit switch
    {
        KpiUnit.Money => Money.Of(amount, currency).Minor,
        KpiUnit.Share => (double)amount / 100,
        _ => (double)amount,
    };

    public static decimal FromMeasure(Kpi? kpi, double value, string currency) => kpi?.Unit switch
    {
        KpiUnit.Money => new Money((long)Math.Round(value), currency).Amount,
        KpiUnit.Share => (decimal)Math.Round(value * 100, 4),
        _ => (decimal)Math.Round(value, 4),
    };

    /// <summary>The size of a target, for judging what falls short of zero: the target, else the baseline, else one unit.</summary>
    public static double ScaleOf(Kpi kpi, double amount, double? baseline) =>
        amount != 0 ? Math.Abs(amount) : baseline is { } b && b != 0 ? Math.Abs(b) : kpi.Unit switch { KpiUnit.Money => 100_000, KpiUnit.Share => 0.1, _ => 1 };
}
