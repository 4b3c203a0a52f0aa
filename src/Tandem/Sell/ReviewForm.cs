using System.ComponentModel.DataAnnotations;
using Tandem.Approvals;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Who decides what, as it is typed: a rule per territory and amount with up to three levels.</summary>
public sealed record ReviewForm : PolicyForm<ReviewPolicy>
{
    public const int MostLevels = 3;

    public IReadOnlyList<RuleRow> Rules { get; init; } = [];

    public LevelRow Appeals { get; init; } = new();

    public LevelRow Extensions { get; init; } = new();

    public static ReviewForm Of(ReviewPolicy rules) => new()
    {
        Rules = [.. rules.Rules.Select(r => new RuleRow { Territory = r.Territory, FromAmount = r.FromAmount, Levels = [.. r.Levels.Select(LevelRow.Of)] })],
        Appeals = LevelRow.Of(rules.Appeals),
        Extensions = LevelRow.Of(rules.Extensions),
    };

    public override Outcome<ReviewPolicy> ToRules() => new ReviewPolicy
    {
        Rules = [.. Rules.Where(r => !r.Remove && r.Levels.Any(l => l.IsFilled)).OrderBy(r => r.Territory, StringComparer.Ordinal).ThenBy(r => r.FromAmount)
            .Select(r => new ReviewRule(string.IsNullOrEmpty(r.Territory) ? null : r.Territory, r.FromAmount, [.. r.Levels.Where(l => l.IsFilled).Select(l => l.ToLevel())]))],
        Appeals = Appeals.ToLevel(),
        Extensions = Extensions.ToLevel(),
    };

    /// <summary>One rule; without a level it is no rule.</summary>
    public sealed record RuleRow
    {
        /// <summary>The territory's code; all if empty.</summary>
        public string? Territory { get; init; }

        [Range(0, 1_000_000_000, ErrorMessage = "Enter an amount from 0 to 1,000,000,000.")] public decimal FromAmount { get; init; }

        public IReadOnlyList<LevelRow> Levels { get; init; } = [];

        public bool Remove { get; init; }
    }

    /// <summary>One level; without a name it is none.</summary>
    public sealed record LevelRow
    {
        [StringLength(80)] public string? Name { get; init; }

        public string Permission { get; init; } = SellPermissions.Review;

        public int Hours { get; init; } = 24;

        public bool WorkingHours { get; init; }

        internal bool IsFilled => Name is { Length: > 0 };

        public static LevelRow Of(ApprovalLevel level) =>
            new() { Name = level.Name, Permission = level.Permission, Hours = level.Hours, WorkingHours = level.WorkingHours };

        public ApprovalLevel ToLevel() => new(Name?.Trim() ?? "", Permission, Hours, WorkingHours);
    }
}
