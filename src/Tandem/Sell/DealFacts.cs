using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>A part of a deal that somebody changed.</summary>
public enum DealField { NextStep, Amount, CloseDate, Contact, Products, Description }

/// <summary>A deal was worked on; the event names what changed, never the words.</summary>
[Fact("sell.deal-updated", Seen.ByPartner, Icon = "pencil")]
public sealed record DealUpdated(IReadOnlyList<DealField> Changed, long AmountMinor, string Currency, DateOnly? CloseDate) : IFact
{
    public string Say(Words l) => Changed is [var one] ? l["changed {0}", Name(one, l)] : l["changed {0}", string.Join(", ", Changed.Select(c => Name(c, l)))];

    private static string Name(DealField field, Words l) => field switch
    {
        DealField.NextStep => l["the next step"],
        DealField.Amount => l["the amount"],
        DealField.CloseDate => l["the close date"],
        DealField.Contact => l["the contact"],
        DealField.Products => l["the products"],
        _ => l["the description"],
    };
}

/// <summary>A deal went to another stage of the pipeline.</summary>
[Fact("sell.stage-moved", Seen.ByPartner, Icon = "arrow-right")]
public sealed record StageMoved(string From, string To) : IFact
{
    public string Say(Words l) => l["moved the deal from {0} to {1}", From, To];
}

/// <summary>The customer bought.</summary>
[Fact("sell.deal-won", Seen.ByPartner, Icon = "trophy")]
public sealed record DealWon(long AmountMinor, string Currency, DateOnly On) : IFact
{
    public string Say(Words l) => l["won the deal on {0:d}", On];
}

/// <summary>The customer did not buy.</summary>
[Fact("sell.deal-lost", Seen.ByPartner, Icon = "mood-sad")]
public sealed record DealLost(string Reason, DateOnly On) : IFact
{
    public string Say(Words l) => l["lost the deal: {0}", Reason];
}

/// <summary>A closed deal is in the pipeline again.</summary>
[Fact("sell.deal-reopened", Seen.ByPartner, Icon = "refresh")]
public sealed record DealReopened(DateOnly? ProtectedUntil) : IFact
{
    public string Say(Words l) => ProtectedUntil is { } until ? l["reopened the deal, protected until {0:d}", until] : l["reopened the deal"];
}

/// <summary>Somebody else now works the deal.</summary>
[Fact("sell.owner-assigned", Seen.ByPartner, Icon = "user")]
public sealed record OwnerAssigned(Id<Person> Person) : IFact
{
    public string Say(Words l) => l["gave the deal to another owner"];
}

/// <summary>Somebody joined the people who work the deal.</summary>
[Fact("sell.co-owner-joined", Seen.ByPartner, Icon = "user-plus")]
public sealed record CoOwnerJoined(Id<Person> Person) : IFact
{
    public string Say(Words l) => l["added a co-owner"];
}

/// <summary>Somebody left the people who work the deal.</summary>
[Fact("sell.co-owner-left", Seen.ByPartner, Icon = "user-minus")]
public sealed record CoOwnerLeft(Id<Person> Person) : IFact
{
    public string Say(Words l) => l["removed a co-owner"];
}

/// <summary>The vendor works an opportunity itself.</summary>
/// <param name="Bypassed">How many partners' protected registrations it went past.</param>
[Fact("sell.direct-deal-added", Icon = "briefcase")]
public sealed record DirectDealAdded(long AmountMinor, string Currency, int Bypassed) : IFact
{
    public string Say(Words l) => l["started a direct deal"];
}

/// <summary>The vendor's sales went past this protected registration: the managers of both sides see it, the partner does not.</summary>
[Fact("sell.protection-bypassed", Icon = "alert-triangle")]
public sealed record ProtectionBypassed(Id<Deal> Direct) : IFact
{
    public string Say(Words l) => l["started a direct deal in spite of this protection"];
}

/// <summary>The vendor said which customer the deal belongs to.</summary>
[Fact("sell.account-matched", Icon = "building")]
public sealed record AccountMatched(Id<Account> Account) : IFact
{
    public string Say(Words l) => l["corrected the account"];
}

/// <summary>The deal stood still for longer than its stage allows.</summary>
[Fact("sell.deal-stalled", Seen.ByPartner, Icon = "hourglass")]
public sealed record DealStalled(string Stage, int Days) : IFact
{
    public string Say(Words l) => l["noticed that nothing has happened for {0} days", Days];
}
