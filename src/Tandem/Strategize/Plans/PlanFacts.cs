using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>The vendor began to prepare a plan.</summary>
[Fact("strategize.plan-drafted", Icon = "pencil")]
public sealed record PlanDrafted(string TemplateCode, int TemplateVersion, DateOnly Starts, DateOnly Ends) : IFact
{
    public string Say(Words l) => l["drafted the plan"];
}

/// <summary>The draft changed before the partner saw it.</summary>
[Fact("strategize.plan-redrafted", Icon = "edit")]
public sealed record PlanRedrafted(int Proposal) : IFact
{
    public string Say(Words l) => l["changed the draft"];
}

/// <summary>The plan was laid before the partner.</summary>
[Fact("strategize.plan-opened", Seen.ByPartner, Icon = "messages")]
public sealed record PlanOpened(int Number) : IFact
{
    public string Say(Words l) => l["opened the negotiation"];
}

/// <summary>One side proposed other terms.</summary>
[Fact("strategize.plan-proposed", Seen.ByPartner, Icon = "transfer")]
public sealed record PlanProposed(int Number, int Proposal, Side Side, int Changes) : IFact
{
    public string Say(Words l) => Changes == 1 ? l["proposed a change"] : l["proposed {0} changes", Changes];
}

/// <summary>One side signed.</summary>
[Fact("strategize.plan-signed", Seen.ByPartner, Icon = "signature")]
public sealed record PlanSigned(int Number, Side Side, string TextHash) : IFact
{
    public string Say(Words l) => Side == Side.Vendor ? l["signed for the vendor"] : l["signed for the partner"];
}

/// <summary>Both sides signed the same words: they hold.</summary>
[Fact("strategize.plan-agreed", Seen.ByPartner, Icon = "heart-handshake")]
public sealed record PlanAgreed(int Number, string TextHash, DateOnly Starts, DateOnly Ends, int Targets) : IFact
{
    public string Say(Words l) => Number == 1 ? l["signed as the second side: the plan is agreed"] : l["signed as the second side: version {0} is in force", Number];
}

/// <summary>The first day of a plan came.</summary>
[Fact("strategize.plan-began", Seen.ByPartner, Icon = "player-play")]
public sealed record PlanBegan(DateOnly Starts) : IFact
{
    public string Say(Words l) => l["began the plan on its first day"];
}

/// <summary>A side asked to change what was signed.</summary>
[Fact("strategize.plan-revised", Seen.ByPartner, Icon = "git-branch")]
public sealed record PlanRevised(int Number, Side Side) : IFact
{
    public string Say(Words l) => l["asked for a revision"];
}

/// <summary>A revision was given up; what was signed before goes on.</summary>
[Fact("strategize.revision-dropped", Seen.ByPartner, Icon = "arrow-back-up")]
public sealed record RevisionDropped(int Number) : IFact
{
    public string Say(Words l) => l["gave the revision up"];
}

/// <summary>A plan ended.</summary>
[Fact("strategize.plan-closed", Seen.ByPartner, Icon = "flag")]
public sealed record PlanClosed(bool? Kept, int? Health, DateOnly Ends) : IFact
{
    public string Say(Words l) => Kept switch { true => l["closed the plan: kept"], false => l["closed the plan: not kept"], _ => l["closed the plan"] };
}

/// <summary>What the numbers say about a plan turned.</summary>
[Fact("strategize.plan-turned", Seen.ByPartner, Icon = "activity")]
public sealed record PlanTurned(Track From, Track To, int? Health) : IFact
{
    public string Say(Words l) => To switch
    {
        Track.OnTrack => l["sees the plan on track, health {0}", Health],
        Track.AtRisk => l["sees the plan at risk, health {0}", Health],
        Track.OffTrack => l["sees the plan off track, health {0}", Health],
        _ => l["cannot judge the plan at present"],
    };
}

/// <summary>Other people answer for a plan.</summary>
[Fact("strategize.plan-led", Seen.ByPartner, Icon = "user-check")]
public sealed record PlanLed(Id<Identity.Person>? VendorLead, Id<Identity.Person>? PartnerLead) : IFact
{
    public string Say(Words l) => l["changed who answers for the plan"];
}
