using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Accelerate.Lifetime;

/// <summary>What revenue leaves and costs, as it is typed: shares in per cent.</summary>
public sealed record EconomicsForm : PolicyForm<EconomicsPolicy>
{
    public decimal Margin { get; init; }

    public decimal CostPerWeek { get; init; }

    public decimal Discount { get; init; }

    public int Weeks { get; init; }

    public static EconomicsForm Of(EconomicsPolicy rules) => new()
    {
        Margin = (decimal)rules.Margin * 100,
        CostPerWeek = rules.CostPerWeek,
        Discount = (decimal)rules.Discount * 100,
        Weeks = rules.Weeks,
    };

    public override Outcome<EconomicsPolicy> ToRules() => new EconomicsPolicy
    {
        Margin = (double)(Margin / 100),
        CostPerWeek = CostPerWeek,
        Discount = (double)(Discount / 100),
        Weeks = Weeks,
    };
}
