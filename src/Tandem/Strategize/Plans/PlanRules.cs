using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Plans;

/// <summary>How plans are judged: the published formula's numbers.</summary>
[Policy("strategize.plans")]
public sealed record PlanRules : IPolicy
{
    /// <summary>A promise that counts results weighs this share of one that foretells them.</summary>
    public double LaggingFactor { get; init; } = 0.5;

    /// <summary>What all milestones of a side together weigh, beside the weights of its targets.</summary>
    public double MilestoneWeight { get; init; } = 15;

    /// <summary>On track from this health on.</summary>
    public double OnTrack { get; init; } = 80;

    /// <summary>At risk from this health on; off track below.</summary>
    public double AtRisk { get; init; } = 60;

    /// <summary>Nothing is judged in a plan's first days.</summary>
    public int FirstDays { get; init; } = 14;

    /// <summary>More KPIs than this are too many to steer by.</summary>
    public int MostKpis { get; init; } = 7;

    /// <summary>How many different KPIs such terms promise, if that is more than people steer by; else null.</summary>
    public int? TooMany(PlanTerms terms) => terms.Targets.Select(t => t.Kpi).Distinct(StringComparer.Ordinal).Count() is var kpis && kpis > MostKpis ? kpis : null;

    /// <summary>So many days after its last day a plan is closed: late facts still count.</summary>
    public int DaysToClose { get; init; } = 14;

    public Track TrackOf(double? health) => health switch
    {
        null => Track.Unknown,
        var h when h >= OnTrack => Track.OnTrack,
        var h when h >= AtRisk => Track.AtRisk,
        _ => Track.OffTrack,
    };

    public IEnumerable<Refusal> Problems()
    {
        if (LaggingFactor is < 0 or > 1)
            yield return Refusal.Invalid("strategize/lagging-factor", "A lagging promise weighs between nothing and as much as a leading one.").On(nameof(LaggingFactor));
        if (MilestoneWeight is < 0 or > 1000)
            yield return Refusal.Invalid("strategize/milestone-weight", "Milestones weigh between 0 and 1,000.").On(nameof(MilestoneWeight));
        if (OnTrack is < 0 or > 100 || AtRisk < 0 || AtRisk > OnTrack)
            yield return Refusal.Invalid("strategize/bounds", "The bounds lie between 0 and 100, at risk below on track.").On(nameof(AtRisk));
        if (FirstDays is < 0 or > 120)
            yield return Refusal.Invalid("strategize/first-days", "Between 0 and 120 days.").On(nameof(FirstDays));
        if (MostKpis is < 1 or > 50)
            yield return Refusal.Invalid("strategize/most-kpis", "Between 1 and 50 KPIs.").On(nameof(MostKpis));
        if (DaysToClose is < 0 or > 120)
            yield return Refusal.Invalid("strategize/days-to-close", "Between 0 and 120 days.").On(nameof(DaysToClose));
    }
}
