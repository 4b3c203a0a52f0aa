using Tandem.Engine;

namespace Tandem.Measures;

/// <summary>Between what people write (euros, per cent) and what measures count (cents, fractions).</summary>
public static class KpiAmounts
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
}
