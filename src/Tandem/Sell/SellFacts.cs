using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>A partner claimed a customer.</summary>
[Fact("sell.registration-submitted", Seen.ByPartner, Icon = "send")]
public sealed record RegistrationSubmitted(long AmountMinor, string Currency, int Policy) : IFact
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

/// <summary>The partner answered.</summary>
[Fact("sell.info-given", Seen.ByPartner, Icon = "message-reply")]
public sealed record InfoGiven : IFact
{
    public string Say(Words l) => l["answered the question"];
}

/// <summary>The registration was declined under a named rule.</summary>
[Fact("sell.registration-rejected", Seen.ByPartner, Icon = "shield-x")]
public sealed record RegistrationRejected(RejectionCode Code) : IFact
{
    public string Say(Words l) => l["declined the registration"];
}
