using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>One moment in which somebody reached a customer: a campaign, a meeting, a referral. Attribution reads them.</summary>
public sealed class Touch
{
    /// <summary>The channels that a person can name; their codes are kept.</summary>
    public static readonly IReadOnlyList<string> Channels = ["referral", "campaign", "event", "webinar", "content", "meeting", "demo", "co-sell", "inbound"];

    private Touch() { }

    public Id<Touch> Id { get; private set; }

    /// <summary>What it belongs to: a deal, an account, a lead.</summary>
    public string SubjectKind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    /// <summary>Whose touch it was; null for the vendor's own.</summary>
    public Id<Organisation>? PartnerId { get; private set; }

    public string Channel { get; private set; } = "";

    public DateOnly Happened { get; private set; }

    public DateTimeOffset Recorded { get; private set; }

    public Id<Person>? RecordedBy { get; private set; }

    /// <summary>What proves it, in the words of who recorded it; empty where the event is proof enough.</summary>
    public string Evidence { get; private set; } = "";

    /// <summary>What happened that is a touch by itself; null for one that a person recorded.</summary>
    public Id<Event>? EventId { get; private set; }

    /// <summary>Somebody says it was not so: it does not count until that is settled.</summary>
    public DateTimeOffset? Disputed { get; private set; }

    public Id<Person>? DisputedBy { get; private set; }

    public string DisputeReason { get; private set; } = "";

    public bool Counts => Disputed is null;

    internal static Touch Of(Ref subject, Id<Organisation>? partner, string channel, DateOnly happened, string evidence, Actor by, DateTimeOffset now) => new()
    {
        Id = Id<Touch>.New(now),
        SubjectKind = subject.Kind,
        SubjectId = subject.Id,
        PartnerId = partner,
        Channel = channel,
        Happened = happened,
        Evidence = evidence,
        Recorded = now,
        RecordedBy = by.Person,
    };

    /// <summary>What the log says by itself: the event is the proof, and nothing else is recorded.</summary>
    internal static Touch Of(Event seen, Id<Organisation>? partner, string channel, DateOnly happened, string evidence = "") => new()
    {
        Id = Id<Touch>.New(seen.Recorded),
        SubjectKind = seen.SubjectKind,
        SubjectId = seen.SubjectId,
        PartnerId = partner,
        Channel = channel,
        Happened = happened,
        Evidence = evidence,
        EventId = seen.Id,
        Recorded = seen.Recorded,
        RecordedBy = seen.ActorId,
    };

    /// <summary>Whose log tells of it, beside the vendor's: what others did is not the affair of the partner who works the subject.</summary>
    public Id<Organisation>? ToldTo(Id<Organisation>? owner) => PartnerId == owner ? owner : null;

    public void Dispute(string reason, Actor by, DateTimeOffset now) => (DisputeReason, DisputedBy, Disputed) = (reason, by.Person, now);

    /// <summary>The dispute is settled: it was so.</summary>
    public void Uphold() => (DisputeReason, DisputedBy, Disputed) = ("", null, null);

    private sealed class Mapping : IEntityTypeConfiguration<Touch>
    {
        public void Configure(EntityTypeBuilder<Touch> builder)
        {
            builder.ToTable("touches");
            builder.Ignore(t => t.Counts);
            builder.HasIndex(t => new { t.SubjectId, t.Happened });
        }
    }
}

/// <summary>A customer was reached.</summary>
[Fact("partners.touch-recorded", Seen.ByPartner, Icon = "route")]
public sealed record TouchRecorded(Id<Touch> Touch, string ChannelCode, DateOnly On) : IFact
{
    public string Say(Words l) => l["recorded a touch of {0:d}", On];
}

/// <summary>A touch was called into question: it does not count meanwhile.</summary>
[Fact("partners.touch-disputed", Seen.ByPartner, Icon = "scale")]
public sealed record TouchDisputed(Id<Touch> Touch) : IFact
{
    public string Say(Words l) => l["disputed a touch"];
}

/// <summary>A dispute about a touch was settled: it counts again.</summary>
[Fact("partners.touch-upheld", Seen.ByPartner, Icon = "scale")]
public sealed record TouchUpheld(Id<Touch> Touch) : IFact
{
    public string Say(Words l) => l["upheld a disputed touch"];
}

/// <summary>How every pillar records a touch, in the transaction of what it does.</summary>
public static class RecordTouch
{
    public static DbSet<Touch> Touches(this TandemDb db) => db.Set<Touch>();

    /// <param name="owner">Whose work the subject is: its log tells of its own touches only.</param>
    public static Touch Record(
        this TandemDb db, Ref subject, Id<Organisation>? owner, Id<Organisation>? partner, string channel, DateOnly happened, string evidence, Actor by, DateTimeOffset now)
    {
        var touch = Touch.Of(subject, partner, channel, happened, evidence, by, now);
        db.Add(touch);
        db.Record(by, subject, touch.ToldTo(owner), new TouchRecorded(touch.Id, channel, happened), now);
        return touch;
    }
}
