using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The rules of engagement as they are typed: shares as percentages, lists with a comma between.</summary>
public sealed record EngagementForm : PolicyForm<EngagementPolicy>
{
    public decimal MatchThreshold { get; init; } = 75;

    public Overlap Overlap { get; init; }

    public bool DirectDealsConflict { get; init; }

    public int IncumbencyMonths { get; init; }

    public bool AutoApprove { get; init; }

    public decimal AutoApproveUpTo { get; init; }

    [StringLength(1000)] public string? AutoApproveTiers { get; init; }

    public int AutoApproveDelayMinutes { get; init; }

    public decimal ReviewShare { get; init; }

    public int ProtectionDays { get; init; }

    public int ExtensionDays { get; init; }

    public int ExtensionWindowDays { get; init; }

    public int MaxExtensions { get; init; }

    public int AutomaticExtensions { get; init; }

    public int MaxAppeals { get; init; }

    [StringLength(200)] public string? ReminderDays { get; init; }

    public int SubmitsPerHour { get; init; }

    public int RefusedBurst { get; init; }

    public IReadOnlyList<CodeSentence> Sentences { get; init; } = [];

    public static EngagementForm Of(EngagementPolicy rules) => new()
    {
        MatchThreshold = (decimal)rules.MatchThreshold * 100,
        Overlap = rules.Overlap,
        DirectDealsConflict = rules.DirectDealsConflict,
        IncumbencyMonths = rules.IncumbencyMonths,
        AutoApprove = rules.AutoApprove,
        AutoApproveUpTo = rules.AutoApproveUpTo,
        AutoApproveTiers = string.Join(", ", rules.AutoApproveTiers),
        AutoApproveDelayMinutes = rules.AutoApproveDelayMinutes,
        ReviewShare = (decimal)rules.ReviewShare * 100,
        ProtectionDays = rules.ProtectionDays,
        ExtensionDays = rules.ExtensionDays,
        ExtensionWindowDays = rules.ExtensionWindowDays,
        MaxExtensions = rules.MaxExtensions,
        AutomaticExtensions = rules.AutomaticExtensions,
        MaxAppeals = rules.MaxAppeals,
        ReminderDays = string.Join(", ", rules.ReminderDays),
        SubmitsPerHour = rules.SubmitsPerHour,
        RefusedBurst = rules.RefusedBurst,
        Sentences = [.. Enum.GetValues<RejectionCode>().Select(code => new CodeSentence { Code = code, Text = rules.SentenceFor(code) })],
    };

    public override Outcome<EngagementPolicy> ToRules()
    {
        var reminders = new List<int>();
        foreach (var text in PolicyText.Items(ReminderDays))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days))
                return Refusal.Invalid("sell/reminder", "“{0}” is not a number of days.", text).On(nameof(ReminderDays));
            reminders.Add(days);
        }

        return new EngagementPolicy
        {
            MatchThreshold = (double)(MatchThreshold / 100),
            Overlap = Overlap,
            DirectDealsConflict = DirectDealsConflict,
            IncumbencyMonths = IncumbencyMonths,
            AutoApprove = AutoApprove,
            AutoApproveUpTo = AutoApproveUpTo,
            AutoApproveTiers = PolicyText.Items(AutoApproveTiers),
            AutoApproveDelayMinutes = AutoApproveDelayMinutes,
            ReviewShare = (double)(ReviewShare / 100),
            ProtectionDays = ProtectionDays,
            ExtensionDays = ExtensionDays,
            ExtensionWindowDays = ExtensionWindowDays,
            MaxExtensions = MaxExtensions,
            AutomaticExtensions = AutomaticExtensions,
            MaxAppeals = MaxAppeals,
            ReminderDays = reminders,
            SubmitsPerHour = SubmitsPerHour,
            RefusedBurst = RefusedBurst,
            Sentences = Sentences.Where(s => !string.IsNullOrWhiteSpace(s.Text)).DistinctBy(s => s.Code).ToDictionary(s => s.Code, s => s.Text!.Trim()),
        };
    }

    /// <summary>What a partner reads for one code.</summary>
    public sealed record CodeSentence
    {
        public RejectionCode Code { get; init; }

        [StringLength(400)] public string? Text { get; init; }
    }
}
