using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>How often a target is to be met.</summary>
public enum Cadence
{
    Month,
    Quarter,
    Year,

    /// <summary>A standard that holds each time, such as an answer within a day.</summary>
    EveryTime,
}

/// <summary>Everything that both sides agree on: what they sign, version by version.</summary>
public sealed record PlanTerms
{
    public DateOnly Starts { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly Ends { get; init; }

    /// <summary>What the two want to reach together, in a few sentences.</summary>
    public string Goal { get; init; } = "";

    public IReadOnlyList<TargetTerm> Targets { get; init; } = [];

    public IReadOnlyList<MilestoneTerm> Milestones { get; init; } = [];

    public IReadOnlyList<ActivityTerm> Activities { get; init; } = [];

    public IReadOnlyList<AccountTerm> Accounts { get; init; } = [];

    public IReadOnlyList<ResourceTerm> Resources { get; init; } = [];

    public string VendorSponsor { get; init; } = "";

    public string PartnerSponsor { get; init; } = "";

    /// <summary>The days of the quarterly business reviews.</summary>
    public IReadOnlyList<DateOnly> Reviews { get; init; } = [];

    public IEnumerable<TargetTerm> Of(Side side) => Targets.Where(t => t.Side == side);

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static PlanTerms Read(string json) => JsonSerializer.Deserialize<PlanTerms>(json, Json)!;

    /// <summary>What nobody could sign; empty when both could.</summary>
    public IEnumerable<Refusal> Problems(KpiCatalogue kpis)
    {
        if (Ends <= Starts)
            yield return Refusal.Invalid("strategize/plan-ends-first", "The plan must end after it starts.").On(nameof(Ends));
        if (Ends > Starts.AddYears(3))
            yield return Refusal.Invalid("strategize/plan-too-long", "A plan runs for at most three years.").On(nameof(Ends));
        for (var i = 0; i < Targets.Count; i++)
        {
            var (target, at) = (Targets[i], $"{nameof(Targets)}[{i}]");
            var kpi = kpis.Find(target.Kpi);
            if (kpi is null || kpi.VendorOnly)
                yield return Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.").On(at + ".Kpi");
            if (Targets.Take(i).Any(t => t.Kpi == target.Kpi && t.Side == target.Side))
                yield return Refusal.Invalid("strategize/kpi-twice", "This KPI stands in the plan already.").On(at + ".Kpi");
            if (target.Weight is < 0 or > 100)
                yield return Refusal.Invalid("strategize/weight", "A weight lies between 0 and 100.").On(at + ".Weight");
            if (Math.Abs(target.Amount) > 1_000_000_000_000m)
                yield return Refusal.Invalid("strategize/amount", "This target is larger than any programme.").On(at + ".Amount");
        }

        for (var i = 0; i < Milestones.Count; i++)
        {
            if (Milestones[i].Due < Starts || Milestones[i].Due > Ends)
                yield return Refusal.Invalid("strategize/milestone-outside", "A milestone is due within the plan.").On($"{nameof(Milestones)}[{i}].Due");
        }

        foreach (var review in Reviews.Where(r => r < Starts || r > Ends.AddDays(60)))
            yield return Refusal.Invalid("strategize/review-outside", "The review of {0:d} lies outside the plan.", review).On(nameof(Reviews));
    }
}

/// <summary>A number that one side promises.</summary>
/// <param name="Key">Finds the same promise again in the next version.</param>
/// <param name="Amount">As people say it: money in the programme's currency, shares in per cent.</param>
/// <param name="Weight">How much it counts in the plan's health, 0 to 100.</param>
public sealed record TargetTerm(string Key, Side Side, string Kpi, Cadence Cadence, decimal Amount, int Weight = 10);

/// <summary>A step that one side takes by a day.</summary>
/// <param name="After">The key of the milestone that must be done first.</param>
public sealed record MilestoneTerm(string Key, string Title, Side Side, DateOnly Due, string? After = null, bool NeedsEvidence = false);

/// <summary>A campaign that both run together.</summary>
/// <param name="Budget">In the programme's currency.</param>
public sealed record ActivityTerm(string Key, string Title, Side Lead, DateOnly? On = null, decimal? Budget = null);

/// <summary>A customer both want to win.</summary>
public sealed record AccountTerm(string Key, string Name, string Aim = "");

/// <summary>What one side puts in: people, systems, money.</summary>
public sealed record ResourceTerm(string Key, Side Side, string Title);
