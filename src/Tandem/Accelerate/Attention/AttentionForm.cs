using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Accelerate.Attention;

/// <summary>How attention is valued, as it is typed: the share in per cent.</summary>
public sealed record AttentionForm : PolicyForm<AttentionPolicy>
{
    public int StandingDays { get; init; }

    public decimal Saves { get; init; }

    public static AttentionForm Of(AttentionPolicy rules) => new() { StandingDays = rules.StandingDays, Saves = (decimal)rules.Saves * 100 };

    public override Outcome<AttentionPolicy> ToRules() => new AttentionPolicy { StandingDays = StandingDays, Saves = (double)(Saves / 100) };
}
