using System.ComponentModel.DataAnnotations;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>The templates as they are typed; rows and templates without a name are left out.</summary>
public sealed record PlanTemplatesForm : PolicyForm<PlanTemplatesPolicy>
{
    public IReadOnlyList<Row> Templates { get; init; } = [];

    public static PlanTemplatesForm Of(PlanTemplatesPolicy rules) => new()
    {
        Templates =
        [
            .. rules.Templates.Select(t => new Row
            {
                Code = t.Code,
                Name = t.Name,
                Segment = t.Segment,
                Months = t.Months,
                Goal = t.Goal,
                ReviewMonths = t.ReviewMonths,
                Targets = [.. t.Targets.Select(x => new PlanForm.TargetRow { Side = x.Side, Kpi = x.Kpi, Cadence = x.Cadence, Amount = x.Amount, Weight = x.Weight })],
                Milestones = [.. t.Milestones.Select(m => new StepRow { Title = m.Title, Side = m.Side, Day = m.Day, NeedsEvidence = m.NeedsEvidence })],
                PartnerResources = string.Join('\n', t.Resources.Where(r => r.Side == Side.Partner).Select(r => r.Title)),
                VendorResources = string.Join('\n', t.Resources.Where(r => r.Side == Side.Vendor).Select(r => r.Title)),
            }),
        ],
    };

    public override Outcome<PlanTemplatesPolicy> ToRules() => new PlanTemplatesPolicy
    {
        Templates =
        [
            .. Templates.Where(t => !t.Remove && t.Name is { Length: > 0 }).Select(t => new PlanTemplate(t.Code is { Length: > 0 } code ? code : CodeOf(t.Name!), t.Name!.Trim(), t.Segment?.Trim() ?? "")
            {
                Months = t.Months,
                Goal = t.Goal?.Trim() ?? "",
                ReviewMonths = t.ReviewMonths,
                Targets = [.. t.Targets.Where(x => x is { Kpi.Length: > 0, Amount: not null }).Select(x => new TemplateTarget(x.Side, x.Kpi!, x.Cadence, x.Amount!.Value, x.Weight))],
                Milestones = [.. t.Milestones.Where(m => m.Title is { Length: > 0 }).Select(m => new TemplateMilestone(m.Title!.Trim(), m.Side, m.Day, m.NeedsEvidence))],
                Resources = [.. Lines(t.PartnerResources).Select(r => new TemplateResource(Side.Partner, r)), .. Lines(t.VendorResources).Select(r => new TemplateResource(Side.Vendor, r))],
            }),
        ],
    };

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static string CodeOf(string name) =>
        string.Join('-', new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>One template.</summary>
    public sealed record Row
    {
        [StringLength(60)] public string? Code { get; init; }

        [StringLength(80)] public string? Name { get; init; }

        [StringLength(60)] public string? Segment { get; init; }

        [Range(1, 36, ErrorMessage = "A plan runs for 1 to 36 months.")] public int Months { get; init; } = 12;

        [StringLength(2000)] public string? Goal { get; init; }

        [Range(0, 12, ErrorMessage = "Between 0 and 12 months.")] public int ReviewMonths { get; init; } = 3;

        public IReadOnlyList<PlanForm.TargetRow> Targets { get; init; } = [];

        public IReadOnlyList<StepRow> Milestones { get; init; } = [];

        [StringLength(4000)] public string? PartnerResources { get; init; }

        [StringLength(4000)] public string? VendorResources { get; init; }

        public bool Remove { get; init; }
    }

    /// <summary>One milestone.</summary>
    public sealed record StepRow
    {
        [StringLength(200)] public string? Title { get; init; }

        public Side Side { get; init; }

        [Range(0, 1100, ErrorMessage = "So many days after the plan begins.")] public int Day { get; init; } = 30;

        public bool NeedsEvidence { get; init; }
    }
}

/// <summary>The formula's numbers as they are typed.</summary>
public sealed record PlanRulesForm : PolicyForm<PlanRules>
{
    public decimal LaggingFactor { get; init; }

    public decimal MilestoneWeight { get; init; }

    public decimal OnTrack { get; init; }

    public decimal AtRisk { get; init; }

    public int FirstDays { get; init; }

    public int MostKpis { get; init; }

    public int DaysToClose { get; init; }

    public static PlanRulesForm Of(PlanRules rules) => new()
    {
        LaggingFactor = (decimal)rules.LaggingFactor,
        MilestoneWeight = (decimal)rules.MilestoneWeight,
        OnTrack = (decimal)rules.OnTrack,
        AtRisk = (decimal)rules.AtRisk,
        FirstDays = rules.FirstDays,
        MostKpis = rules.MostKpis,
        DaysToClose = rules.DaysToClose,
    };

    public override Outcome<PlanRules> ToRules() => new PlanRules
    {
        LaggingFactor = (double)LaggingFactor,
        MilestoneWeight = (double)MilestoneWeight,
        OnTrack = (double)OnTrack,
        AtRisk = (double)AtRisk,
        FirstDays = FirstDays,
        MostKpis = MostKpis,
        DaysToClose = DaysToClose,
    };
}
