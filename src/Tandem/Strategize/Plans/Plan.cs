using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>How far a plan has come.</summary>
public enum PlanState
{
    /// <summary>The vendor prepares it; the partner does not see it yet.</summary>
    Draft,

    /// <summary>Both sides propose changes until both sign the same words.</summary>
    Negotiation,

    /// <summary>Signed by both; its first day is still to come.</summary>
    Agreed,
    Active,
    Closed,
}

/// <summary>What the numbers say about a plan.</summary>
public enum Track
{
    /// <summary>Too early to judge, or nothing can be measured.</summary>
    Unknown,
    OnTrack,
    AtRisk,
    OffTrack,
}

/// <summary>The joint performance plan of the vendor and one partner.</summary>
public sealed class Plan
{
    /// <summary>The word for a plan in references and addresses.</summary>
    public const string Kind = "plan";

    private Plan() { }

    public Id<Plan> Id { get; private set; }

    /// <summary>What people say on the telephone: <c>P-7K3QX</c>.</summary>
    public string Reference { get; private set; } = "";

    public Id<Organisation> PartnerId { get; private set; }

    public string Title { get; private set; } = "";

    /// <summary>The vendor's person who answers for it.</summary>
    public Id<Person>? VendorLeadId { get; private set; }

    /// <summary>The partner's person who answers for it.</summary>
    public Id<Person>? PartnerLeadId { get; private set; }

    public PlanState State { get; private set; }

    /// <summary>The template it began from, and that template's version.</summary>
    public string TemplateCode { get; private set; } = "";

    public int TemplateVersion { get; private set; }

    public DateOnly Starts { get; private set; }

    public DateOnly Ends { get; private set; }

    /// <summary>The number of the version that both signed last; 0 before the first.</summary>
    public int InForce { get; private set; }

    /// <summary>The number of the version that is being negotiated; null when none is.</summary>
    public int? Negotiated { get; private set; }

    /// <summary>0 to 100; null when nothing can be judged.</summary>
    public double? Health { get; private set; }

    public Track Track { get; private set; }

    public DateTimeOffset? Measured { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public DateTimeOffset? Closed { get; private set; }

    /// <summary>At its end: the plan was kept.</summary>
    public bool? Kept { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new(Kind, Id.Value);

    public static Plan Draft(
        string reference, Id<Organisation> partner, string title, Id<Person>? vendorLead, Id<Person>? partnerLead, string template, int templateVersion, PlanTerms terms,
        DateTimeOffset now) => new()
        {
            Id = Id<Plan>.New(now),
            Reference = reference,
            PartnerId = partner,
            Title = title,
            VendorLeadId = vendorLead,
            PartnerLeadId = partnerLead,
            TemplateCode = template,
            TemplateVersion = templateVersion,
            Starts = terms.Starts,
            Ends = terms.Ends,
            Negotiated = 1,
            Created = now,
        };

    public void Open() => State = PlanState.Negotiation;

    /// <summary>Before the first signatures the plan's days follow what is proposed.</summary>
    public void Follow(PlanTerms terms)
    {
        if (InForce == 0)
            (Starts, Ends) = (terms.Starts, terms.Ends);
    }

    public void Lead(Id<Person>? vendor, Id<Person>? partner) => (VendorLeadId, PartnerLeadId) = (vendor, partner);

    /// <summary>Both signed: from now on this version holds.</summary>
    public void Agree(PlanTerms terms, DateOnly today)
    {
        (InForce, Negotiated) = (Negotiated!.Value, null);
        (Starts, Ends) = (terms.Starts, terms.Ends);
        State = today >= terms.Starts ? PlanState.Active : PlanState.Agreed;
    }

    public void Begin() => State = PlanState.Active;

    public void Revise() => Negotiated = InForce + 1;

    public void DropRevision() => Negotiated = null;

    public void Judge(double? health, Track track, DateTimeOffset now) => (Health, Track, Measured) = (health, track, now);

    public void Close(bool? kept, DateTimeOffset now) => (State, Kept, Closed, Negotiated) = (PlanState.Closed, kept, now, null);

    private sealed class Mapping : IEntityTypeConfiguration<Plan>
    {
        public void Configure(EntityTypeBuilder<Plan> builder)
        {
            builder.ToTable("plans");
            builder.Ignore(p => p.Ref);
            builder.HasIndex(p => p.Reference).IsUnique();
            builder.HasIndex(p => p.PartnerId);
            builder.HasIndex(p => new { p.State, p.Ends });
        }
    }
}

/// <summary>One version of a plan: proposed back and forth until both sign it; afterwards it stays as it was signed.</summary>
public sealed class PlanVersion
{
    private PlanVersion() { }

    public Id<PlanVersion> Id { get; private set; }

    public Id<Plan> PlanId { get; private set; }

    public int Number { get; private set; }

    /// <summary>Why the plan is revised; empty for the first version.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>The words that are laid before the signers; new ones with every proposal.</summary>
    public Id<Signatures.SignedText>? TextId { get; private set; }

    public DateTimeOffset Opened { get; private set; }

    /// <summary>When the second side signed.</summary>
    public DateTimeOffset? Agreed { get; private set; }

    /// <summary>When another version took its place, or it was given up.</summary>
    public DateTimeOffset? Over { get; private set; }

    public int Version { get; private set; }

    public static PlanVersion Open(Plan plan, int number, string reason, DateTimeOffset now) =>
        new() { Id = Id<PlanVersion>.New(now), PlanId = plan.Id, Number = number, Reason = reason, Opened = now };

    public void LayBefore(Id<Signatures.SignedText> text) => TextId = text;

    public void Agree(DateTimeOffset now) => Agreed = now;

    public void End(DateTimeOffset now) => Over = now;

    private sealed class Mapping : IEntityTypeConfiguration<PlanVersion>
    {
        public void Configure(EntityTypeBuilder<PlanVersion> builder)
        {
            builder.ToTable("plan_versions");
            builder.HasIndex(v => new { v.PlanId, v.Number });
        }
    }
}

/// <summary>What one side proposed at one moment: the whole terms, so that any two can be compared.</summary>
public sealed class PlanProposal
{
    private PlanProposal() { }

    public Id<PlanProposal> Id { get; private set; }

    public Id<PlanVersion> VersionId { get; private set; }

    /// <summary>1 for the first of its version; whoever proposes says which one they saw.</summary>
    public int Number { get; private set; }

    public bool ByVendor { get; private set; }

    public Id<Person>? By { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string Body { get; private set; } = "";

    public PlanTerms Terms => PlanTerms.Read(Body);

    public static PlanProposal Of(PlanVersion version, int number, PlanTerms terms, Actor by, DateTimeOffset now) =>
        new() { Id = Id<PlanProposal>.New(now), VersionId = version.Id, Number = number, ByVendor = by.IsVendor, By = by.Person, At = now, Body = terms.Write() };

    /// <summary>While only the vendor sees it, a draft is written over.</summary>
    public void Rewrite(PlanTerms terms, Actor by, DateTimeOffset now) => (Body, By, At, Number) = (terms.Write(), by.Person, now, Number + 1);

    private sealed class Mapping : IEntityTypeConfiguration<PlanProposal>
    {
        public void Configure(EntityTypeBuilder<PlanProposal> builder)
        {
            builder.ToTable("plan_proposals");
            builder.Ignore(p => p.Terms);
            builder.HasIndex(p => new { p.VersionId, p.Number }).IsUnique();
        }
    }
}
