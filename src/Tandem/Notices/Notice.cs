using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>One sentence that one person should know, with the page where they can act on it.</summary>
public sealed class Notice
{
    private Notice() { }

    public Id<Notice> Id { get; private set; }

    public Id<Person> PersonId { get; private set; }

    public string Kind { get; private set; } = "";

    public Id<Event> EventId { get; private set; }

    /// <summary>The sentence with its arguments, put into words when it is read.</summary>
    public string Said { get; private set; } = "";

    public string Link { get; private set; } = "";

    public Importance Importance { get; private set; }

    public DateTimeOffset Created { get; private set; }

    /// <summary>False where the person wants this kind only by e-mail: the portal does not list it.</summary>
    public bool Shown { get; private set; }

    public DateTimeOffset? Read { get; private set; }

    /// <summary>Waits for the person's daily summary.</summary>
    public bool AwaitsDigest { get; private set; }

    public Sentence Sentence => Sentence.Read(Said);

    internal static Notice Of(Addressed to, INoticeKind kind, Event of, Choice choice, DateTimeOffset now) => new()
    {
        Id = Id<Notice>.New(now),
        PersonId = to.Person,
        Kind = kind.Kind,
        EventId = of.Id,
        Said = to.Sentence.Write(),
        Link = to.Link,
        Importance = kind.Importance,
        Created = now,
        Shown = choice.InApp,
        AwaitsDigest = choice.Mail == ByMail.Daily,
    };

    internal void WasDigested() => AwaitsDigest = false;

    private sealed class Mapping : IEntityTypeConfiguration<Notice>
    {
        public void Configure(EntityTypeBuilder<Notice> builder)
        {
            builder.ToTable("notices");
            builder.Ignore(n => n.Sentence);
            builder.HasIndex(n => new { n.PersonId, n.Created });

            // The badge counts here on every page: only what is unread stands in it.
            builder.HasIndex(n => n.PersonId).HasDatabaseName("ix_notices_unread").HasFilter("read IS NULL");
            builder.HasIndex(n => new { n.AwaitsDigest, n.PersonId });
        }
    }
}

/// <summary>The ways one kind of notice reaches one person.</summary>
public readonly record struct Choice(bool InApp, ByMail Mail)
{
    public static Choice Default(Importance importance) => importance switch
    {
        Importance.High => new Choice(true, ByMail.Now),
        Importance.Normal => new Choice(true, ByMail.Daily),
        _ => new Choice(true, ByMail.Off),
    };
}

/// <summary>What one person chose for one kind of notice; no row means the kind's own way.</summary>
public sealed class Preference
{
    private Preference() { }

    public Id<Person> PersonId { get; private set; }

    public string Kind { get; private set; } = "";

    public bool InApp { get; private set; }

    public ByMail Mail { get; private set; }

    public Choice Choice => new(InApp, Mail);

    internal static Preference Of(Id<Person> person, string kind, Choice choice)
    {
        var preference = new Preference { PersonId = person, Kind = kind };
        preference.Choose(choice);
        return preference;
    }

    internal void Choose(Choice choice) => (InApp, Mail) = choice;

    private sealed class Mapping : IEntityTypeConfiguration<Preference>
    {
        public void Configure(EntityTypeBuilder<Preference> builder)
        {
            builder.ToTable("notice_preferences").HasKey(p => new { p.PersonId, p.Kind });
            builder.Ignore(p => p.Choice);
        }
    }
}

/// <summary>The tables of Notices.</summary>
public static class NoticeSets
{
    public static DbSet<Notice> Notices(this TandemDb db) => db.Set<Notice>();

    public static DbSet<Preference> NoticePreferences(this TandemDb db) => db.Set<Preference>();

    public static DbSet<Mail> Mails(this TandemDb db) => db.Set<Mail>();
}
