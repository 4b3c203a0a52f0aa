using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>The partner's claim on a customer for some products: when it was made, what the check saw, how it was decided.</summary>
public sealed class Registration
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private Registration() { }

    /// <summary>The deal it belongs to: a registration shares its id.</summary>
    public Id<Deal> Id { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    public DateTimeOffset Submitted { get; private set; }

    /// <summary>The version of the engagement policy that judges it, from submission to its end.</summary>
    public int PolicyNumber { get; private set; }

    /// <summary>No other claim stood in its way when it was submitted: it holds first place from that second.</summary>
    public bool First { get; private set; }

    /// <summary>What the check found, as JSON; only the vendor reads it.</summary>
    public string FindingsJson { get; private set; } = "[]";

    /// <summary>Why it was sent to people or to the rule: a code the vendor sees.</summary>
    public string RouteReason { get; private set; } = "";

    public DateTimeOffset? Decided { get; private set; }

    public Id<Person>? DecidedBy { get; private set; }

    /// <summary>Of the fixed list that a partner may be told.</summary>
    public RejectionCode? Rejection { get; private set; }

    /// <summary>The last business date on which the customer is the partner's.</summary>
    public DateOnly? ProtectedUntil { get; private set; }

    public int Extensions { get; private set; }

    /// <summary>Days asked for and not yet decided.</summary>
    public int? ExtensionAsked { get; private set; }

    public int Appeals { get; private set; }

    /// <summary>The earliest day of the reminders already sent for this protection.</summary>
    public DateOnly? RemindedFor { get; private set; }

    public IReadOnlyList<Finding> Findings => JsonSerializer.Deserialize<List<Finding>>(FindingsJson, Json)!;

    public static Registration Submit(
        Deal deal, Id<Organisation> partner, int policy, bool first, IReadOnlyList<Finding> findings, string routeReason, DateTimeOffset now) => new()
        {
            Id = deal.Id,
            PartnerId = partner,
            Submitted = now,
            PolicyNumber = policy,
            First = first,
            FindingsJson = JsonSerializer.Serialize(findings, Json),
            RouteReason = routeReason,
        };

    public void Approve(DateOnly protectedUntil, Actor by, DateTimeOffset now) =>
        (Decided, DecidedBy, Rejection, ProtectedUntil, RemindedFor) = (now, by.Person, null, protectedUntil, null);

    public void Reject(RejectionCode code, Actor by, DateTimeOffset now) => (Decided, DecidedBy, Rejection) = (now, by.Person, code);

    /// <summary>The partner mended its claim: what the new check saw, and from when its place counts.</summary>
    public void Recheck(IReadOnlyList<Finding> findings, DateTimeOffset placeSince) =>
        (First, FindingsJson, Submitted) = (findings.Count == 0, JsonSerializer.Serialize(findings, Json), placeSince);

    public void Appeal() => Appeals++;

    public void AskExtension(int days) => ExtensionAsked = days;

    public void Extend(DateOnly until) => (ProtectedUntil, Extensions, ExtensionAsked, RemindedFor) = (until, Extensions + 1, null, null);

    /// <summary>A new last day, without counting as an extension.</summary>
    public void Protect(DateOnly until) => (ProtectedUntil, RemindedFor) = (until, null);

    public void DropExtension() => ExtensionAsked = null;

    public void Remind(DateOnly forDay) => RemindedFor = forDay;

    private sealed class Mapping : IEntityTypeConfiguration<Registration>
    {
        public void Configure(EntityTypeBuilder<Registration> builder)
        {
            builder.ToTable("registrations");
            builder.Ignore(r => r.Findings);
            builder.HasIndex(r => new { r.PartnerId, r.Submitted });
            builder.HasIndex(r => r.ProtectedUntil);
            builder.HasIndex(r => r.Decided);
        }
    }
}

/// <summary>What kind of claim stands in a registration's way.</summary>
public enum FindingKind
{
    /// <summary>Another partner's registration that is undecided or protected.</summary>
    EarlierRegistration,

    /// <summary>The vendor's own sales team works this customer.</summary>
    DirectDeal,

    /// <summary>Another partner sold to this customer within the incumbency period.</summary>
    Incumbent,

    /// <summary>The vendor sold to this customer itself within the incumbency period.</summary>
    ExistingCustomer,
}

/// <summary>One thing the conflict check found, with the reasons of the match; for the vendor's eyes only.</summary>
public sealed record Finding(
    FindingKind Kind, Id<Deal> Deal, Id<Organisation>? Partner, Id<Account>? Account, double Probability, MatchReasons Reasons);

/// <summary>Everything a partner may be told about a "no". Nothing in it says who else, when, or how much.</summary>
public enum RejectionCode
{
    CustomerAlreadyEngaged,
    ExistingCustomer,
    NotQualified,
    OutsideTerritory,
    IncompleteInformation,
    NotEligible,
}
