using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Tiers;

/// <summary>The tiers of the programme: what each asks for and what it gives, by partner type.</summary>
[Policy("strategize.tiers")]
public sealed record TiersPolicy : IPolicy
{
    private const int Most = 12;

    public IReadOnlyList<TierLadder> Ladders { get; init; } = [TierLadders.Selling, TierLadders.Advising];

    /// <summary>Months from one review to the next, counted from the start of the fiscal year: 3, 6 or 12.</summary>
    public int ReviewMonths { get; init; } = 6;

    /// <summary>Whoever falls short keeps its tier at least so many days.</summary>
    public int GraceDays { get; init; } = 60;

    /// <summary>The ladder of a type: the one that names it, else the one for all others.</summary>
    public TierLadder? For(string type) =>
        Ladders.FirstOrDefault(l => l.Types.Contains(type, StringComparer.OrdinalIgnoreCase)) ?? Ladders.FirstOrDefault(l => l.Types.Count == 0);

    /// <summary>The first review on or after a day.</summary>
    public DateOnly ReviewFrom(DateOnly day, int fiscal)
    {
        var review = new DateOnly(day.Year - 1, fiscal, 1);
        while (review < day)
            review = review.AddMonths(ReviewMonths);
        return review;
    }

    public IEnumerable<Refusal> Problems()
    {
        if (ReviewMonths is not (1 or 3 or 6 or 12))
            yield return Refusal.Invalid("strategize/review-months", "Reviews come every 1, 3, 6 or 12 months.").On(nameof(ReviewMonths));
        if (GraceDays is < 0 or > 730)
            yield return Refusal.Invalid("strategize/grace", "Grace lasts from 0 to 730 days.").On(nameof(GraceDays));
        for (var i = 0; i < Ladders.Count; i++)
        {
            var (ladder, at) = (Ladders[i], $"{nameof(Ladders)}[{i}]");
            if (ladder.Name.Length == 0 || ladder.Code.Length == 0)
                yield return Refusal.Invalid("strategize/ladder-name", "Give these tiers a name.").On(at + ".Name");
            if (Ladders.Take(i).Any(l => l.Code == ladder.Code || (l.Types.Count == 0 && ladder.Types.Count == 0) || l.Types.Intersect(ladder.Types, StringComparer.OrdinalIgnoreCase).Any()))
                yield return Refusal.Invalid("strategize/ladder-twice", "Two sets of tiers have the same name or are meant for the same partners.").On(at + ".Types");
            if (ladder.Tiers.Count is 0 or > Most)
                yield return Refusal.Invalid("strategize/tiers-none", "Between 1 and {0} tiers.", Most).On(at + ".Name");
            else if (ladder.Tiers[0].Requirements.Count > 0)
                yield return Refusal.Invalid("strategize/lowest-tier", "The lowest tier asks for nothing: whoever joins stands there.").On(at + ".Tiers[0].Name");
            for (var j = 0; j < ladder.Tiers.Count; j++)
            {
                foreach (var problem in ladder.Tiers[j].Problems(ladder.Tiers.Take(j)))
                    yield return problem.On($"{at}.Tiers[{j}].{problem.Field}");
            }
        }
    }
}

/// <summary>The tiers of some partner types, the lowest first.</summary>
/// <param name="Code">Stable: the history names it by this.</param>
public sealed record TierLadder(string Code, string Name)
{
    /// <summary>Codes of the partner types; empty for all that no other ladder names.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<Tier> Tiers { get; init; } = [];

    /// <summary>How high a tier stands; −1 for one that is not on this ladder.</summary>
    public int RankOf(string tier)
    {
        for (var i = 0; i < Tiers.Count; i++)
        {
            if (string.Equals(Tiers[i].Code, tier, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}

/// <summary>One tier.</summary>
/// <param name="Code">Stands on the partner's record: <c>gold</c>.</param>
public sealed record Tier(string Code, string Name)
{
    /// <summary>All of them must hold.</summary>
    public IReadOnlyList<Requirement> Requirements { get; init; } = [];

    public TierBenefits Benefits { get; init; } = new();

    internal IEnumerable<Refusal> Problems(IEnumerable<Tier> before)
    {
        if (Name.Length == 0 || Code.Length is 0 or > 40)
            yield return Refusal.Invalid("strategize/tier-name", "Give the tier a name.").On(nameof(Name));
        if (before.Any(t => string.Equals(t.Code, Code, StringComparison.OrdinalIgnoreCase)))
            yield return Refusal.Invalid("strategize/tier-twice", "Two tiers have the same name.").On(nameof(Name));
        if (Requirements.Any(r => r.Kpi.Length == 0))
            yield return Refusal.Invalid("strategize/kpi-unknown", "Choose a KPI of the catalogue that both sides may see.").On(nameof(Requirements));
        if (Benefits is { ProtectionDays: < 1 or > 730 })
            yield return Refusal.Invalid("strategize/protection", "Protection lasts from 1 to 730 days.").On($"{nameof(Benefits)}.{nameof(TierBenefits.ProtectionDays)}");
        if (Benefits is { MarginPercent: < 0 or > 100 } or { LeadWeight: < 0 or > 100 } or { MdfPercent: < 0 or > 100 })
            yield return Refusal.Invalid("strategize/benefits", "Margin, lead weight and MDF lie between 0 and 100.").On($"{nameof(Benefits)}.{nameof(TierBenefits.MarginPercent)}");
    }
}

/// <summary>What a tier gives, read by whoever grants it.</summary>
public sealed record TierBenefits
{
    /// <summary>Days an approved registration is protected; empty for the usual days of the rules of engagement.</summary>
    public int? ProtectionDays { get; init; }

    /// <summary>Discount from the list price, in per cent.</summary>
    public decimal MarginPercent { get; init; }

    /// <summary>How often this tier is offered a lead, against 1.</summary>
    public decimal LeadWeight { get; init; } = 1;

    /// <summary>Market development funds as per cent of what the partner won in a year.</summary>
    public decimal MdfPercent { get; init; }

    /// <summary>The level of support, in the programme's words.</summary>
    public string Support { get; init; } = "";
}

/// <summary>The tiers that a new programme starts with.</summary>
public static class TierLadders
{
    public static TierLadder Selling { get; } = new("selling", "Selling partners")
    {
        Tiers =
        [
            new("registered", "Registered") { Benefits = new TierBenefits { MarginPercent = 10, LeadWeight = 0.5m, Support = "Portal and knowledge base" } },
            new("silver", "Silver")
            {
                Requirements =
                [
                    new("sell.revenue-won", Window.FourQuarters, 60_000), new("sell.qualified-registrations", Window.FourQuarters, 6), new("partners.sellers", Window.ThisQuarter, 2),
                ],
                Benefits = new TierBenefits { MarginPercent = 18, LeadWeight = 1, MdfPercent = 1, Support = "Business hours, next day" },
            },
            new("gold", "Gold")
            {
                Requirements =
                [
                    new("sell.revenue-won", Window.FourQuarters, 250_000), new("sell.qualified-registrations", Window.FourQuarters, 15), new("sell.win-rate", Window.FourQuarters, 25),
                    new("partners.sellers", Window.ThisQuarter, 2), new("sell.breadth", Window.FourQuarters, 2),
                ],
                Benefits = new TierBenefits { ProtectionDays = 120, MarginPercent = 25, LeadWeight = 2, MdfPercent = 2, Support = "Business hours, four hours" },
            },
            new("platinum", "Platinum")
            {
                Requirements =
                [
                    new("sell.revenue-won", Window.FourQuarters, 700_000), new("sell.qualified-registrations", Window.FourQuarters, 30), new("sell.win-rate", Window.FourQuarters, 32),
                    new("partners.sellers", Window.ThisQuarter, 3), new("sell.breadth", Window.FourQuarters, 3), new("sell.answers-in-time", Window.FourQuarters, 80),
                ],
                Benefits = new TierBenefits { ProtectionDays = 180, MarginPercent = 32, LeadWeight = 3, MdfPercent = 4, Support = "Round the clock, a named engineer" },
            },
        ],
    };

    /// <summary>Who advises or builds does not climb by transactions.</summary>
    public static TierLadder Advising { get; } = new("advising", "Technology and referral partners")
    {
        Types = ["Technology", "Referral"],
        Tiers =
        [
            new("registered", "Registered") { Benefits = new TierBenefits { Support = "Portal and knowledge base" } },
            new("gold", "Alliance")
            {
                Requirements = [new("partners.active-days", Window.FourQuarters, 60), new("partners.people", Window.ThisQuarter, 3)],
                Benefits = new TierBenefits { MdfPercent = 1, Support = "Business hours, next day" },
            },
        ],
    };
}
