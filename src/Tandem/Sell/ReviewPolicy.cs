using Tandem.Approvals;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Who reviews a registration, by territory and amount.</summary>
/// <param name="Territory">Code of a territory, which holds for those below it too; null for all.</param>
/// <param name="FromAmount">From this amount on, in whole units of the programme's currency.</param>
public sealed record ReviewRule(string? Territory, decimal FromAmount, IReadOnlyList<ApprovalLevel> Levels);

/// <summary>The approval levels of registrations, appeals and extensions.</summary>
[Policy("sell.review")]
public sealed record ReviewPolicy : IPolicy
{
    public IReadOnlyList<ReviewRule> Rules { get; init; } =
    [
        new(null, 0, [new ApprovalLevel("Partner manager", SellPermissions.Review, 24)]),
        new(null, 100_000,
        [
            new ApprovalLevel("Partner manager", SellPermissions.Review, 24),
            new ApprovalLevel("Channel management", SellPermissions.ReviewLarge, 24),
        ]),
    ];

    public ApprovalLevel Appeals { get; init; } = new("Channel management", SellPermissions.DecideAppeal, 48);

    public ApprovalLevel Extensions { get; init; } = new("Partner manager", SellPermissions.Review, 24);

    /// <summary>The levels of one registration: the nearest territory's rule with the highest amount that applies.</summary>
    /// <param name="territories">The customer's territory and those above it, nearest first.</param>
    public IReadOnlyList<ApprovalLevel> LevelsFor(IReadOnlyList<Territory> territories, decimal amount)
    {
        var applicable = Rules.Where(rule => rule.FromAmount <= amount).ToList();
        foreach (var territory in territories)
        {
            if (applicable.Where(rule => rule.Territory == territory.Code).MaxBy(rule => rule.FromAmount) is { } own)
                return own.Levels;
        }

        return applicable.Where(rule => rule.Territory is null).MaxBy(rule => rule.FromAmount)?.Levels ?? new ReviewPolicy().Rules[0].Levels;
    }

    public IEnumerable<Refusal> Problems()
    {
        if (!Rules.Any(rule => rule is { Territory: null, FromAmount: <= 0 }))
            yield return Refusal.Invalid("sell/no-general-rule", "One rule must hold for all territories and any amount.").On(nameof(Rules));
        foreach (var rule in Rules.Where(r => r.Levels.Count == 0 || r.Levels.Any(l => l.Hours < 1 || l.Name.Length == 0)))
            yield return Refusal.Invalid("sell/empty-rule", "Each rule needs levels with a name and at least one hour ({0}).", rule.Territory ?? "*").On(nameof(Rules));
        foreach (var level in Rules.SelectMany(r => r.Levels).Where(l => !SellPermissions.Reviewing.Contains(l.Permission)))
            yield return Refusal.Invalid("sell/unknown-permission", "{0} is not a reviewing permission.", level.Permission).On(nameof(Rules));
    }
}
