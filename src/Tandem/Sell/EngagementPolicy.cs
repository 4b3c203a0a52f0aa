using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>When two deals count as being about the same thing.</summary>
public enum Overlap { SameProduct, SameFamily, AnyProduct }

/// <summary>The rules of engagement: what is a conflict, what is approved by rule, how long a registration protects.</summary>
[Policy("sell.engagement")]
public sealed record EngagementPolicy : IPolicy
{
    /// <summary>Two customers count as one from this probability (0 to 1) on.</summary>
    public double MatchThreshold { get; init; } = 0.75;

    public Overlap Overlap { get; init; } = Overlap.SameFamily;

    /// <summary>The vendor's own open deals stand in the way of a registration.</summary>
    public bool DirectDealsConflict { get; init; } = true;

    /// <summary>A win keeps the customer with its partner for so many months; 0 switches incumbency off.</summary>
    public int IncumbencyMonths { get; init; } = 12;

    public bool AutoApprove { get; init; } = true;

    /// <summary>Clean registrations up to this amount, in whole units of the programme's currency, need no person.</summary>
    public decimal AutoApproveUpTo { get; init; } = 50_000;

    /// <summary>Tiers whose clean registrations need no person; empty means all.</summary>
    public IReadOnlyList<string> AutoApproveTiers { get; init; } = [];

    /// <summary>An approval by rule is announced after this delay, so that a quick yes tells nothing about a slow one.</summary>
    public int AutoApproveDelayMinutes { get; init; } = 15;

    /// <summary>The share (0 to 1) of clean registrations that people look at all the same.</summary>
    public double ReviewShare { get; init; } = 0.1;

    /// <summary>The usual days; a tier may give others.</summary>
    public int ProtectionDays { get; init; } = 90;

    public int ExtensionDays { get; init; } = 30;

    /// <summary>An extension may be asked for in the last so many days of the protection.</summary>
    public int ExtensionWindowDays { get; init; } = 30;

    public int MaxExtensions { get; init; } = 2;

    /// <summary>So many extensions are granted by rule while the deal moves; later ones need a person.</summary>
    public int AutomaticExtensions { get; init; } = 1;

    public int MaxAppeals { get; init; } = 1;

    /// <summary>Days before expiry at which both sides are reminded.</summary>
    public IReadOnlyList<int> ReminderDays { get; init; } = [30, 14, 3];

    public int SubmitsPerHour { get; init; } = 60;

    /// <summary>So many rejected registrations of one partner within a day alert operations.</summary>
    public int RefusedBurst { get; init; } = 5;

    /// <summary>What a partner reads for each code.</summary>
    public IReadOnlyDictionary<RejectionCode, string> Sentences { get; init; } = new Dictionary<RejectionCode, string>
    {
        [RejectionCode.CustomerAlreadyEngaged] = "This customer is already being worked on under our rules of engagement.",
        [RejectionCode.ExistingCustomer] = "This is an existing customer; renewals and expansions follow the incumbency rule.",
        [RejectionCode.NotQualified] = "We could not see a qualified opportunity. You are welcome to register it again with more detail.",
        [RejectionCode.OutsideTerritory] = "This customer lies outside the territory of your agreement.",
        [RejectionCode.IncompleteInformation] = "We did not receive the information we asked for.",
        [RejectionCode.NotEligible] = "This product or customer is not open for registration in your programme.",
    };

    /// <param name="ofTier">What the partner's tier gives; null for the usual days.</param>
    public int DaysFor(int? ofTier) => ofTier ?? ProtectionDays;

    public string SentenceFor(RejectionCode code) =>
        Sentences.TryGetValue(code, out var sentence) ? sentence : new EngagementPolicy().Sentences[code];

    public IEnumerable<Refusal> Problems()
    {
        if (MatchThreshold is < 0.3 or > 1)
            yield return Refusal.Invalid("sell/threshold", "The matching threshold lies between 0.3 and 1.").On(nameof(MatchThreshold));
        if (ReviewShare is < 0 or > 1)
            yield return Refusal.Invalid("sell/share", "The share lies between 0 and 1.").On(nameof(ReviewShare));
        if (AutoApproveDelayMinutes is < 0 or > 1440)
            yield return Refusal.Invalid("sell/delay", "The delay lies between 0 minutes and a day.").On(nameof(AutoApproveDelayMinutes));
        if (ProtectionDays is < 1 or > 730)
            yield return Refusal.Invalid("sell/protection", "Protection lasts from 1 to 730 days.").On(nameof(ProtectionDays));
        if (ExtensionDays is < 1 or > 365)
            yield return Refusal.Invalid("sell/extension", "An extension lasts from 1 to 365 days.").On(nameof(ExtensionDays));
        if (SubmitsPerHour < 1)
            yield return Refusal.Invalid("sell/limit", "A partner must be able to submit at least once an hour.").On(nameof(SubmitsPerHour));
        if (IncumbencyMonths is < 0 or > 120)
            yield return Refusal.Invalid("sell/incumbency", "Incumbency lasts from 0 to 120 months.").On(nameof(IncumbencyMonths));
    }
}
