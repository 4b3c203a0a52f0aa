using Tandem.Conditions;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Strategize.Reviews;

/// <summary>How quarterly business reviews are run in the programme.</summary>
[Policy("strategize.qbr")]
public sealed record QbrRules : IPolicy
{
    /// <summary>The time of day that a review gets when the plan says only the day.</summary>
    public TimeOnly At { get; init; } = new(10, 0);

    /// <summary>In minutes.</summary>
    public int Lasts { get; init; } = 90;

    /// <summary>So many days before it everybody is reminded.</summary>
    public IReadOnlyList<int> RemindDays { get; init; } = [7, 1];

    /// <summary>So many days before it the pack is made, for people to read.</summary>
    public int PackDays { get; init; } = 3;

    /// <summary>What a review goes through, one point a line.</summary>
    public IReadOnlyList<string> Agenda { get; init; } =
    [
        "What was decided last time",
        "What was reached, and why",
        "Pipeline and deals that stand still",
        "What the vendor owes",
        "What we do differently next quarter",
        "Decisions: who, until when",
    ];

    /// <summary>When somebody should coach what: the numbers, and the advice.</summary>
    public IReadOnlyList<CoachingRule> Coaching { get; init; } =
    [
        new("few-active", new MeasureIs("partners.active-share", When.LastQuarter, Test.LessThan, 0.5),
            "Fewer than half of the firm's people work in the portal. Agree who needs access, and who should be trained first."),
        new("low-win-rate", new MeasureIs("sell.win-rate", When.LastQuarter, Test.LessThan, 0.25),
            "Go through the last lost deals together: where in the sale do they end, and what would have helped there?"),
        new("late-qualification", new MeasureIs("sell.approval-rate", When.LastQuarter, Test.LessThan, 0.7),
            "Many registrations are turned down. Walk through two of them and agree what a qualified deal looks like."),
        new("dates-slip", new MeasureIs("sell.slippage", When.LastQuarter, Test.MoreThan, 21),
            "Close dates move by weeks. Ask for the customer's own plan before a date is set."),
        new("vendor-slow", new MeasureIs("sell.sla-met", When.LastQuarter, Test.LessThan, 0.8),
            "The vendor answers too late too often. Name one person for this partner's registrations."),
    ];

    public IEnumerable<Refusal> Problems()
    {
        if (Lasts is < 15 or > 600)
            yield return Refusal.Invalid("strategize/qbr-lasts", "A review lasts between 15 minutes and 10 hours.").On(nameof(Lasts));
        if (RemindDays.Any(d => d is < 0 or > 60) || RemindDays.Count > 5)
            yield return Refusal.Invalid("strategize/qbr-reminders", "Remind at most five times, up to 60 days before.").On(nameof(RemindDays));
        if (PackDays is < 0 or > 30)
            yield return Refusal.Invalid("strategize/qbr-pack-days", "The pack is made between 0 and 30 days before.").On(nameof(PackDays));
        if (Coaching.GroupBy(c => c.Code).Any(g => g.Count() > 1) || Coaching.Any(c => c.Code.Length == 0 || c.Advice.Length == 0))
            yield return Refusal.Invalid("strategize/qbr-coaching", "Every coaching rule needs a name of its own and an advice.").On(nameof(Coaching));
    }
}

/// <summary>An advice and the condition under which a pack gives it.</summary>
public sealed record CoachingRule(string Code, Condition When, string Advice);
