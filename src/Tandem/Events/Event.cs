using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>One thing that happened to one subject: written once, in the transaction that made it true, never changed.</summary>
public sealed class Event
{
    private Event() { }

    public Id<Event> Id { get; private set; }

    /// <summary>Gap-free place in the log, given after commit by the sequencer; null for the moment between.</summary>
    public long? Position { get; private set; }

    /// <summary><c>module.fact</c>, such as <c>sell.deal-approved</c>.</summary>
    public string Kind { get; private set; } = "";

    public string SubjectKind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    /// <summary>The partner whose work this is part of; null for the vendor's own affairs.</summary>
    public Id<Organisation>? PartnerId { get; private set; }

    /// <summary>Who did it; null for Tandem itself.</summary>
    public Id<Person>? ActorId { get; private set; }

    /// <summary>When it was true in the world; an imported fact keeps its own date.</summary>
    public DateTimeOffset Happened { get; private set; }

    /// <summary>When Tandem learnt of it.</summary>
    public DateTimeOffset Recorded { get; private set; }

    /// <summary>Came in by an import of old facts: it starts no notices and no clocks.</summary>
    public bool Imported { get; private set; }

    /// <summary>The fact as JSON: ids, codes, numbers and dates only.</summary>
    public string Data { get; private set; } = "{}";

    public Ref Subject => new(SubjectKind, SubjectId);

    /// <summary>The fact in its own type, such as <c>DealApproved</c>.</summary>
    public IFact Fact => FactKinds.Read(Kind, Data);

    internal static Event Of(
        Actor by, Ref subject, Id<Organisation>? partner, IFact fact, DateTimeOffset now, DateTimeOffset? happened, bool imported) => new()
        {
            Id = Id<Event>.New(now),
            Kind = FactKinds.Of(fact.GetType()).Kind,
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            PartnerId = partner,
            ActorId = by.Person,
            Happened = happened ?? now,
            Recorded = now,
            Imported = imported,
            Data = FactKinds.Write(fact),
        };

    /// <summary>Gives a place in a log that is written as a whole and read by nobody yet; elsewhere the sequencer does.</summary>
    internal void Place(long position) => Position = position;

    private sealed class Mapping : IEntityTypeConfiguration<Event>
    {
        public void Configure(EntityTypeBuilder<Event> builder)
        {
            builder.ToTable("events");
            builder.Ignore(e => e.Subject).Ignore(e => e.Fact);
            builder.HasIndex(e => e.Position).IsUnique();
            builder.HasIndex(e => new { e.SubjectId, e.Happened });
            builder.HasIndex(e => new { e.PartnerId, e.Happened });
        }
    }
}
