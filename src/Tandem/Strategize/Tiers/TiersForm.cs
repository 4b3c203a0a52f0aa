using System.ComponentModel.DataAnnotations;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Tiers;

/// <summary>Tiers as they are typed; rows without a KPI and tiers without a name are left out.</summary>
public sealed record TiersForm : PolicyForm<TiersPolicy>
{
    public int ReviewMonths { get; init; } = 6;

    [Range(0, 730, ErrorMessage = "Grace lasts from 0 to 730 days.")] public int GraceDays { get; init; } = 60;

    public IReadOnlyList<LadderRow> Ladders { get; init; } = [];

    public static TiersForm Of(TiersPolicy rules) => new()
    {
        ReviewMonths = rules.ReviewMonths,
        GraceDays = rules.GraceDays,
        Ladders = [.. rules.Ladders.Select(l => new LadderRow { Code = l.Code, Name = l.Name, Types = l.Types, Tiers = [.. l.Tiers.Select(TierRow.Of)] })],
    };

    public override Outcome<TiersPolicy> ToRules() => new TiersPolicy
    {
        ReviewMonths = ReviewMonths,
        GraceDays = GraceDays,
        Ladders =
        [
            .. Ladders.Where(l => !l.Remove && l.Name is { Length: > 0 }).Select(l => new TierLadder(l.Code is { Length: > 0 } code ? code : StandingText.CodeOf(l.Name!), l.Name!.Trim())
            {
                Types = [.. l.Types],
                Tiers = [.. l.Tiers.Where(t => t.Name is { Length: > 0 }).Select(t => t.ToTier())],
            }),
        ],
    };

    /// <summary>One ladder.</summary>
    public sealed record LadderRow
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        public IReadOnlyList<string> Types { get; init; } = [];

        public IReadOnlyList<TierRow> Tiers { get; init; } = [];

        public bool Remove { get; init; }
    }

    /// <summary>One tier.</summary>
    public sealed record TierRow
    {
        [StringLength(40)] public string? Code { get; init; }

        [StringLength(40)] public string? Name { get; init; }

        public IReadOnlyList<RequirementRow> Requirements { get; init; } = [];

        [Range(1, 730, ErrorMessage = "Protection lasts from 1 to 730 days.")] public int? ProtectionDays { get; init; }

        [Range(0, 100, ErrorMessage = "Between 0 and 100.")] public decimal? MarginPercent { get; init; }

        [Range(0, 100, ErrorMessage = "Between 0 and 100.")] public decimal? LeadWeight { get; init; }

        [Range(0, 100, ErrorMessage = "Between 0 and 100.")] public decimal? MdfPercent { get; init; }

        [StringLength(120)] public string? Support { get; init; }

        public static TierRow Of(Tier tier) => new()
        {
            Code = tier.Code,
            Name = tier.Name,
            Requirements = RequirementRow.Of(tier.Requirements),
            ProtectionDays = tier.Benefits.ProtectionDays,
            MarginPercent = tier.Benefits.MarginPercent,
            LeadWeight = tier.Benefits.LeadWeight,
            MdfPercent = tier.Benefits.MdfPercent,
            Support = tier.Benefits.Support,
        };

        public Tier ToTier() => new(Code is { Length: > 0 } code ? code : StandingText.CodeOf(Name!), Name!.Trim())
        {
            Requirements = RequirementRow.Read(Requirements),
            Benefits = new TierBenefits
            {
                ProtectionDays = ProtectionDays,
                MarginPercent = MarginPercent ?? 0,
                LeadWeight = LeadWeight ?? 1,
                MdfPercent = MdfPercent ?? 0,
                Support = Support?.Trim() ?? "",
            },
        };
    }
}
