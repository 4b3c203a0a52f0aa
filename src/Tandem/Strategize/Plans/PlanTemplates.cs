using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>What plans of a segment begin from.</summary>
[Policy("strategize.plan-templates")]
public sealed record PlanTemplatesPolicy : IPolicy
{
    public IReadOnlyList<PlanTemplate> Templates { get; init; } =
    [
        new("growth", "Growth plan", "growth")
        {
            Goal = "Grow a predictable pipeline together: the partner brings new customers early, the vendor answers fast and helps to win.",
            Targets =
            [
                new(Side.Partner, "sell.qualified-registrations", Cadence.Month, 3, 20),
                new(Side.Partner, "sell.pipeline-generated", Cadence.Quarter, 150_000, 20),
                new(Side.Partner, "sell.revenue-won", Cadence.Quarter, 60_000, 10),
                new(Side.Vendor, "sell.sla-met", Cadence.EveryTime, 95, 20),
                new(Side.Vendor, "sell.answer-time", Cadence.EveryTime, 24, 10),
            ],
            Milestones =
            [
                new("Kick-off with both sponsors", Side.Vendor, 10, false),
                new("Name the sellers and engineers who carry the plan", Side.Partner, 20, true),
                new("First joint customer meeting", Side.Partner, 45, true),
                new("Demo system ready for the partner", Side.Vendor, 30, true),
            ],
            Resources = [new(Side.Vendor, "A sales engineer for every deal in proposal"), new(Side.Partner, "Two sellers for half of their time")],
        },
    ];

    public PlanTemplate? Find(string code) => Templates.FirstOrDefault(t => t.Code == code);

    public IEnumerable<Refusal> Problems()
    {
        for (var i = 0; i < Templates.Count; i++)
        {
            var (template, at) = (Templates[i], $"{nameof(Templates)}[{i}]");
            if (template.Name.Length == 0 || template.Code.Length == 0)
                yield return Refusal.Invalid("strategize/template-name", "Give the template a name.").On(at + ".Name");
            if (Templates.Take(i).Any(t => t.Code == template.Code))
                yield return Refusal.Invalid("strategize/template-twice", "Two templates have the same name.").On(at + ".Name");
            if (template.Months is < 1 or > 36)
                yield return Refusal.Invalid("strategize/template-months", "A plan runs for 1 to 36 months.").On(at + ".Months");
        }
    }
}

/// <summary>One template: numbers, steps and resources that a plan of this segment starts with.</summary>
/// <param name="Code">Stable: plans keep it.</param>
/// <param name="Segment">The segment it is meant for, by name.</param>
public sealed record PlanTemplate(string Code, string Name, string Segment = "")
{
    public int Months { get; init; } = 12;

    public string Goal { get; init; } = "";

    public IReadOnlyList<TemplateTarget> Targets { get; init; } = [];

    public IReadOnlyList<TemplateMilestone> Milestones { get; init; } = [];

    public IReadOnlyList<TemplateResource> Resources { get; init; } = [];

    /// <summary>A review every so many months; 0 for none.</summary>
    public int ReviewMonths { get; init; } = 3;

    /// <summary>The terms a plan begins with. What no pillar measures any more is left out.</summary>
    public PlanTerms Terms(DateOnly starts, Measures.KpiCatalogue kpis)
    {
        var ends = starts.AddMonths(Months).AddDays(-1);
        return new PlanTerms
        {
            Starts = starts,
            Ends = ends,
            Goal = Goal,
            Targets = [.. Targets.Where(t => kpis.Find(t.Kpi) is { VendorOnly: false }).Select((t, i) => new TargetTerm($"t{i + 1}", t.Side, t.Kpi, t.Cadence, t.Amount, t.Weight))],
            Milestones = [.. Milestones.Select((m, i) => new MilestoneTerm($"m{i + 1}", m.Title, m.Side, Min(starts.AddDays(m.Day), ends), null, m.NeedsEvidence))],
            Resources = [.. Resources.Select((r, i) => new ResourceTerm($"r{i + 1}", r.Side, r.Title))],
            Reviews = ReviewMonths == 0 ? [] : [.. Enumerable.Range(1, Months / ReviewMonths).Select(n => starts.AddMonths(n * ReviewMonths).AddDays(6))],
        };
    }

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>A promise as a template writes it.</summary>
public sealed record TemplateTarget(Side Side, string Kpi, Cadence Cadence, decimal Amount, int Weight);

/// <summary>A step as a template writes it.</summary>
/// <param name="Day">So many days after the plan's first day.</param>
public sealed record TemplateMilestone(string Title, Side Side, int Day, bool NeedsEvidence);

/// <summary>What a side puts in, as a template writes it.</summary>
public sealed record TemplateResource(Side Side, string Title);
