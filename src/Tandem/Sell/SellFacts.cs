using Tandem.Approvals;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>A partner claimed a customer.</summary>
[Fact("sell.registration-submitted", Seen.ByPartner, Icon = "send")]
public sealed record RegistrationSubmitted(long AmountMinor, string Currency, int Policy, DateOnly? CloseDate = null) : IFact
{
    public string Say(Words l) => l["submitted the registration"];
}

/// <summary>One level of several said yes.</summary>
[Fact("sell.level-approved", Icon = "check")]
public sealed record LevelApproved(int Level, int Of) : IFact
{
    public string Say(Words l) => l["approved level {0} of {1}", Level, Of];
}

/// <summary>The registration was approved: the customer is the partner's until a date.</summary>
[Fact("sell.registration-approved", Seen.ByPartner, Icon = "shield-check")]
public sealed record RegistrationApproved(DateOnly ProtectedUntil, bool ByRule) : IFact
{
    public string Say(Words l) => l["approved the registration, protected until {0:d}", ProtectedUntil];
}

/// <summary>The vendor asked for more.</summary>
[Fact("sell.info-requested", Seen.ByPartner, Icon = "help-circle")]
public sealed record InfoRequested : IFact
{
    public string Say(Words l) => l["asked for more information"];
}

/// <summary>The partner answered; the amount and the date as they stand after it.</summary>
[Fact("sell.info-given", Seen.ByPartner, Icon = "message-reply")]
public sealed record InfoGiven(bool Changed = false, long? AmountMinor = null, string? Currency = null, DateOnly? CloseDate = null) : IFact
{
    public string Say(Words l) => Changed ? l["answered the question and changed the registration"] : l["answered the question"];
}

/// <summary>The registration was declined under a named rule.</summary>
[Fact("sell.registration-rejected", Seen.ByPartner, Icon = "shield-x")]
public sealed record RegistrationRejected(RejectionCode Code) : IFact
{
    public string Say(Words l) => l["declined the registration"];
}

/// <summary>The partner took its registration back.</summary>
[Fact("sell.registration-withdrawn", Seen.ByPartner, Icon = "arrow-back-up")]
public sealed record RegistrationWithdrawn : IFact
{
    public string Say(Words l) => l["withdrew the registration"];
}

/// <summary>The partner asked for a "no" to be looked at again.</summary>
[Fact("sell.rejection-appealed", Seen.ByPartner, Icon = "scale")]
public sealed record RejectionAppealed : IFact
{
    public string Say(Words l) => l["appealed the decision"];
}

/// <summary>The "no" stands after an appeal.</summary>
[Fact("sell.rejection-upheld", Seen.ByPartner, Icon = "shield-x")]
public sealed record RejectionUpheld : IFact
{
    public string Say(Words l) => l["upheld the decision"];
}

/// <summary>The partner asked for more days of protection.</summary>
[Fact("sell.extension-requested", Seen.ByPartner, Icon = "calendar-question")]
public sealed record ExtensionRequested(int Days) : IFact
{
    public string Say(Words l) => l["asked for {0} more days of protection", Days];
}

/// <summary>The protection lasts longer.</summary>
[Fact("sell.protection-extended", Seen.ByPartner, Icon = "calendar-plus")]
public sealed record ProtectionExtended(DateOnly ProtectedUntil, bool ByRule) : IFact
{
    public string Say(Words l) => ByRule
        ? l["extended the protection by rule, until {0:d}", ProtectedUntil]
        : l["extended the protection until {0:d}", ProtectedUntil];
}

/// <summary>No more days.</summary>
[Fact("sell.extension-refused", Seen.ByPartner, Icon = "calendar-x")]
public sealed record ExtensionRefused : IFact
{
    public string Say(Words l) => l["did not extend the protection"];
}

/// <summary>The partner gave its protection up.</summary>
[Fact("sell.registration-released", Seen.ByPartner, Icon = "lock-open")]
public sealed record RegistrationReleased : IFact
{
    public string Say(Words l) => l["gave the registration up"];
}

/// <summary>The vendor took the protection back.</summary>
[Fact("sell.registration-reclaimed", Seen.ByPartner, Icon = "lock-open")]
public sealed record RegistrationReclaimed(ReclaimReason Reason) : IFact
{
    public string Say(Words l) => Reason switch
    {
        ReclaimReason.NoProgress => l["reclaimed the registration: no progress"],
        ReclaimReason.CustomerAsked => l["reclaimed the registration at the customer's wish"],
        ReclaimReason.RulesBroken => l["reclaimed the registration under the rules of engagement"],
        ReclaimReason.PartnerLeft => l["reclaimed the registration as the partnership ended"],
        _ => l["reclaimed the registration"],
    };
}

/// <summary>The protection ends soon.</summary>
[Fact("sell.expiry-near", Seen.ByPartner, Icon = "bell")]
public sealed record ExpiryNear(DateOnly ProtectedUntil, int Days) : IFact
{
    public string Say(Words l) => l["reminded that the protection ends on {0:d}", ProtectedUntil];
}

/// <summary>The protection ran out.</summary>
[Fact("sell.registration-expired", Seen.ByPartner, Icon = "clock-off")]
public sealed record RegistrationExpired(DateOnly ProtectedUntil) : IFact
{
    public string Say(Words l) => l["ended the protection, which lasted until {0:d}", ProtectedUntil];
}

/// <summary>A review missed its clock at one level.</summary>
[Fact("sell.review-overdue", Icon = "alarm")]
public sealed record ReviewOverdue(Id<ApprovalRequest> Request, int Level) : IFact
{
    public string Say(Words l) => l["reported that the decision is overdue"];
}

/// <summary>One partner collected so many refusals within a day that somebody should look at it.</summary>
[Fact("sell.probing-suspected", Icon = "radar")]
public sealed record ProbingSuspected(int Refused) : IFact
{
    public string Say(Words l) => l["noticed {0} declined registrations within a day", Refused];
}
