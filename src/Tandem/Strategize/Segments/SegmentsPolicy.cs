using Tandem.Conditions;
using Tandem.Engine.Planning;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Segments;

/// <summary>The ideal partner, and how partners are grouped by their distance to it, their scores and their numbers.</summary>
[Policy("strategize.segments")]
public sealed record SegmentsPolicy : IPolicy
{
    private const int Most = 20;

    public IReadOnlyList<IdealProfile> Profiles { get; init; } = [SegmentDefaults.Ideal];

    /// <summary>The first whose rule holds takes the partner.</summary>
    public IReadOnlyList<Segment> Segments { get; init; } = SegmentDefaults.Segments;

    /// <summary>Partners may see which segment they are in. Otherwise the words stay the vendor's.</summary>
    public bool ShownToPartners { get; init; }

    /// <summary>The ideal for a type: the one that names it, else the one for all others.</summary>
    public IdealProfile? For(string type) =>
        Profiles.FirstOrDefault(p => p.Types.Contains(type, StringComparer.OrdinalIgnoreCase)) ?? Profiles.FirstOrDefault(p => p.Types.Count == 0);

    public Segment? Find(string code) => Segments.FirstOrDefault(s => s.Code == code);

    public IEnumerable<Refusal> Problems()
    {
        for (var i = 0; i < Profiles.Count; i++)
        {
            var (profile, at) = (Profiles[i], $"{nameof(Profiles)}[{i}]");
            if (profile.Name.Length == 0 || profile.Code.Length == 0)
                yield return Refusal.Invalid("strategize/profile-name", "Give the profile a name.").On(at + ".Name");
            if (Profiles.Take(i).Any(p => p.Code == profile.Code || (p.Types.Count == 0 && profile.Types.Count == 0) || p.Types.Intersect(profile.Types, StringComparer.OrdinalIgnoreCase).Any()))
                yield return Refusal.Invalid("strategize/profile-twice", "Two profiles have the same name or are meant for the same partners.").On(at + ".Types");
            if (profile.Criteria.Any(c => c.Code.Length == 0 || c.Name.Length == 0) || profile.Criteria.DistinctBy(c => c.Code).Count() != profile.Criteria.Count)
                yield return Refusal.Invalid("strategize/criteria", "Every criterion needs a name of its own.").On(at + ".Name");
            if (profile.Criteria.Any(c => c.Weight is < 0 or > 1000))
                yield return Refusal.Invalid("strategize/c3-weight", "A number weighs between 0 and 1,000.").On(at + ".Name");
        }

        if (Segments.Count is 0 or > Most)
            yield return Refusal.Invalid("strategize/segments-none", "Between 1 and {0} segments.", Most).On(nameof(Segments));
        for (var i = 0; i < Segments.Count; i++)
        {
            if (Segments[i].Name.Length == 0 || Segments[i].Code.Length is 0 or > 60)
                yield return Refusal.Invalid("strategize/segment-name", "Give the segment a name.").On($"{nameof(Segments)}[{i}].Name");
            if (Segments.Take(i).Any(s => s.Code == Segments[i].Code))
                yield return Refusal.Invalid("strategize/segment-twice", "Two segments have the same name.").On($"{nameof(Segments)}[{i}].Name");
            if (Segments[i].Tests.Any(t => t is { Of: ScoreOf.Kpi, Kpi.Length: 0 }))
                yield return Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.").On($"{nameof(Segments)}[{i}].Name");
        }
    }
}

/// <summary>What an ideal partner of some types is like.</summary>
public sealed record IdealProfile(string Code, string Name)
{
    /// <summary>Codes of the partner types; empty for all that no other profile names.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<IdealCriterion> Criteria { get; init; } = [];
}

/// <summary>One criterion of the ideal: a KPI with floor and target, or a mark of 1 to 5 that people give with a reason.</summary>
/// <param name="Kpi">Empty for one that people mark.</param>
/// <param name="Floor">As people write it: money in the programme's currency, shares in per cent.</param>
public sealed record IdealCriterion(string Code, string Name, decimal Weight, string Kpi = "", Window Window = Window.FourQuarters, Curve Curve = Curve.Even, decimal Floor = 0, decimal Target = 0)
{
    /// <summary>People mark it.</summary>
    public bool Marked => Kpi.Length == 0;
}

/// <summary>A group of partners and how it is treated.</summary>
/// <param name="Code">Stable: the history of partners names it.</param>
/// <param name="Treatment">In the programme's words: what partners of this segment are given.</param>
public sealed record Segment(string Code, string Name, string Treatment)
{
    /// <summary>All of them must hold; none: everybody whom no segment before took.</summary>
    public IReadOnlyList<SegmentTest> Tests { get; init; } = [];

    /// <summary>A further condition over measures and facts.</summary>
    public Condition? Also { get; init; }
}

/// <summary>What a test of a segment looks at.</summary>
public enum ScoreOf
{
    /// <summary>The distance to the ideal, 0 to 100: less is nearer.</summary>
    Distance,

    /// <summary>The mean of the three scores.</summary>
    C3,
    Capability,
    Capacity,
    Commitment,
    Kpi,
}

/// <summary>A score or KPI held against a number.</summary>
/// <param name="Amount">As people write it.</param>
public sealed record SegmentTest(ScoreOf Of, bool AtMost, decimal Amount, string Kpi = "", Window Window = Window.FourQuarters)
{
    /// <summary>Names it in the history of the rules.</summary>
    public string Code => Of == ScoreOf.Kpi ? $"{Kpi}:{Window}" : Of.ToString();
}

/// <summary>What a new programme starts with.</summary>
public static class SegmentDefaults
{
    public static IdealProfile Ideal { get; } = new("ideal", "Ideal performance partner")
    {
        Criteria =
        [
            new("win-rate", "Wins what it registers", 20, "sell.win-rate", Window.FourQuarters, Curve.Even, 25, 55),
            new("revenue", "Brings revenue", 20, "sell.revenue-won", Window.FourQuarters, Curve.FirstSteps, 0, 1_000_000),
            new("activity", "Works in the programme", 15, "partners.active-days", Window.LastQuarter, Curve.Even, 5, 60),
            new("new-customers", "Brings new customers", 10, "sell.new-customer-share", Window.FourQuarters, Curve.Even, 0, 90),
            new("values", "Shares our values", 10),
            new("culture", "Works with us openly", 10),
            new("strategic-fit", "Our solution is part of its strategy", 15),
        ],
    };

    public static IReadOnlyList<Segment> Segments { get; } =
    [
        new("strategic", "Strategic", "High touch: a named manager, a joint plan, a review each quarter, an executive sponsor")
        {
            Tests = [new(ScoreOf.Distance, AtMost: true, 45), new(ScoreOf.C3, AtMost: false, 60)],
        },
        new("growth", "Growth", "A joint plan and a named manager; leads and training first")
        {
            Tests = [new(ScoreOf.C3, AtMost: false, 50), new(ScoreOf.Commitment, AtMost: false, 55)],
        },
        new("dormant", "Dormant", "A call within two weeks; after two quarters a parting is proposed") { Tests = [new(ScoreOf.Commitment, AtMost: true, 50)] },
        new("self-service", "Self-service", "Portal, campaigns and office hours; no named manager"),
    ];
}
