using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>Where a quarterly business review stands.</summary>
public enum QbrState
{
    Scheduled,

    /// <summary>It took place; minutes and decisions are what both sides read.</summary>
    Held,
    Cancelled,
}

/// <summary>A quarterly business review: the meeting in which both sides look at their plan and decide what changes.</summary>
public sealed class Qbr
{
    /// <summary>The word for a review in references and addresses.</summary>
    public const string Kind = "qbr";

    private Qbr() { }

    public Id<Qbr> Id { get; private set; }

    public Id<Plan> PlanId { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    /// <summary>The plan's day that it keeps; null when it was arranged beside the plan.</summary>
    public DateOnly? Planned { get; private set; }

    public DateTimeOffset Starts { get; private set; }

    /// <summary>In minutes.</summary>
    public int Lasts { get; private set; }

    /// <summary>A room, or the address of a call.</summary>
    public string Place { get; private set; } = "";

    /// <summary>One point a line.</summary>
    public string Agenda { get; private set; } = "";

    public QbrState State { get; private set; }

    /// <summary>Counts the invitations, so that calendars know which one is the newest (RFC 5545).</summary>
    public int Sequence { get; private set; }

    /// <summary>When the invitation last changed.</summary>
    public DateTimeOffset Invited { get; private set; }

    /// <summary>So many days before it people were last reminded.</summary>
    public int? Reminded { get; private set; }

    /// <summary>What was said, as both sides read it.</summary>
    public string Minutes { get; private set; } = "";

    /// <summary>Why it was called off.</summary>
    public string Reason { get; private set; } = "";

    public DateTimeOffset? Held { get; private set; }

    /// <summary>The version of the plan whose negotiation it opened.</summary>
    public int? Revision { get; private set; }

    public DateTimeOffset Created { get; private set; }

    public int Version { get; private set; }

    public Ref Ref => new(Kind, Id.Value);

    public DateTimeOffset Ends => Starts.AddMinutes(Lasts);

    public static Qbr Schedule(Plan plan, DateOnly? planned, DateTimeOffset starts, int lasts, string place, string agenda, DateTimeOffset now) => new()
    {
        Id = Id<Qbr>.New(now),
        PlanId = plan.Id,
        PartnerId = plan.PartnerId,
        Planned = planned,
        Starts = starts,
        Lasts = lasts,
        Place = place,
        Agenda = agenda,
        Invited = now,
        Created = now,
    };

    /// <summary>Another time or place: everybody gets a new invitation, and is reminded anew.</summary>
    public void Move(DateTimeOffset starts, int lasts, string place, DateTimeOffset now)
    {
        if (starts != Starts)
            Reminded = null;
        (Starts, Lasts, Place) = (starts, lasts, place);
        Renew(now);
    }

    /// <summary>A revision put the plan's day elsewhere.</summary>
    public void Follow(DateOnly planned) => Planned = planned;

    public void Cancel(string reason, DateTimeOffset now)
    {
        (State, Reason) = (QbrState.Cancelled, reason);
        Renew(now);
    }

    /// <summary>Other people or points: calendars take the newest invitation.</summary>
    public void Renew(DateTimeOffset now) => (Sequence, Invited) = (Sequence + 1, now);

    public void Remind(int daysBefore) => Reminded = daysBefore;

    public void Plan(string agenda) => Agenda = agenda;

    public void Write(string minutes) => Minutes = minutes;

    public void OpenedRevision(int version) => Revision = version;

    public void Hold(DateTimeOffset now) => (State, Held) = (QbrState.Held, now);

    private sealed class Mapping : IEntityTypeConfiguration<Qbr>
    {
        public void Configure(EntityTypeBuilder<Qbr> builder)
        {
            builder.ToTable("qbrs");
            builder.Ignore(q => q.Ref).Ignore(q => q.Ends);
            builder.HasIndex(q => q.PlanId);
            builder.HasIndex(q => new { q.PartnerId, q.Starts });
            builder.HasIndex(q => new { q.State, q.Starts });
        }
    }
}

/// <summary>Somebody who is asked to a review, on either side.</summary>
public sealed class QbrAttendee
{
    private QbrAttendee() { }

    public QbrAttendee(Qbr qbr, Id<Person> person, Side side) => (QbrId, PersonId, Side) = (qbr.Id, person, side);

    public Id<Qbr> QbrId { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public Side Side { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<QbrAttendee>
    {
        public void Configure(EntityTypeBuilder<QbrAttendee> builder)
        {
            builder.ToTable("qbr_attendees").HasKey(a => new { a.QbrId, a.PersonId });
            builder.HasIndex(a => a.PersonId);
        }
    }
}

/// <summary>What was laid before a review: one document, made once for a day and never changed.</summary>
public sealed class QbrPack
{
    /// <summary>The word for a pack in references and addresses.</summary>
    public const string Kind = "qbr-pack";

    private QbrPack() { }

    public Id<QbrPack> Id { get; private set; }

    public Id<Qbr> QbrId { get; private set; }

    public Id<Organisation> PartnerId { get; private set; }

    /// <summary>It says what was known at the end of this day.</summary>
    public DateOnly AsOf { get; private set; }

    public DateTimeOffset Made { get; private set; }

    public Id<Person>? MadeBy { get; private set; }

    /// <summary>SHA-256 of the document.</summary>
    public string Hash { get; private set; } = "";

    public string Body { get; private set; } = "";

    public static QbrPack Of(Qbr qbr, DateOnly asOf, string body, Actor by, DateTimeOffset now) => new()
    {
        Id = Id<QbrPack>.New(now),
        QbrId = qbr.Id,
        PartnerId = qbr.PartnerId,
        AsOf = asOf,
        Made = now,
        MadeBy = by.Person,
        Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body))),
        Body = body,
    };

    private sealed class Mapping : IEntityTypeConfiguration<QbrPack>
    {
        public void Configure(EntityTypeBuilder<QbrPack> builder)
        {
            builder.ToTable("qbr_packs");
            builder.HasIndex(p => new { p.QbrId, p.AsOf }).IsUnique();
        }
    }
}
