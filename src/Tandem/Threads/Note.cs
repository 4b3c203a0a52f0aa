using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>What somebody wrote about a deal, a plan, a partner, for an audience.</summary>
public sealed class Note
{
    /// <summary>The word for notes where files are attached to them.</summary>
    public const string Kind = "note";

    /// <summary>How long its author may still mend it; readers see that it was edited.</summary>
    public static readonly TimeSpan EditWindow = TimeSpan.FromMinutes(15);

    private Note() { }

    public Id<Note> Id { get; private set; }

    public string SubjectKind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    public Audience Audience { get; private set; }

    /// <summary>Null when Tandem itself wrote.</summary>
    public Id<Person>? AuthorId { get; private set; }

    /// <summary>The author's firm, for which a note of audience Partner is kept.</summary>
    public Id<Organisation>? OrganisationId { get; private set; }

    /// <summary>Empty once withdrawn: what is taken back is erased, and the log still verifies.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Random, so that nobody guesses a short text from the hash in its event.</summary>
    public byte[] Salt { get; private set; } = [];

    public DateTimeOffset Written { get; private set; }

    public DateTimeOffset? Edited { get; private set; }

    public DateTimeOffset? Withdrawn { get; private set; }

    public int Version { get; private set; }

    public List<Mention> Mentions { get; private set; } = [];

    public Ref Subject => new(SubjectKind, SubjectId);

    /// <summary>The salted SHA-256 that stands in the note's event in place of its words.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData([.. Salt, .. Encoding.UTF8.GetBytes(Text)]));

    public static Note Write(
        Ref subject, Audience audience, string text, IEnumerable<Id<Person>> mentions, Actor by, DateTimeOffset now)
    {
        var note = new Note
        {
            Id = Id<Note>.New(now),
            SubjectKind = subject.Kind,
            SubjectId = subject.Id,
            Audience = audience,
            AuthorId = by.Person,
            OrganisationId = by.Organisation,
            Text = Tidy(text),
            Salt = Chance.Bytes(16),
            Written = now,
        };
        note.Mentions = [.. mentions.Distinct().Select(person => new Mention(note.Id, person))];
        return note;
    }

    public bool MayBeEdited(Actor by, DateTimeOffset now) =>
        IsBy(by) && Withdrawn is null && now <= Written + EditWindow;

    public bool IsBy(Actor actor) => AuthorId is not null && AuthorId == actor.Person;

    /// <summary>Mends the words; a new salt, so that the two hashes tell nothing about each other.</summary>
    public void Edit(string text, DateTimeOffset now)
    {
        Text = Tidy(text);
        Salt = Chance.Bytes(16);
        Edited = now;
    }

    /// <summary>Leaves a tombstone: that there was a note stays, its words go.</summary>
    public void Withdraw(DateTimeOffset now)
    {
        Withdrawn ??= now;
        Text = "";
    }

    private static string Tidy(string text) => text.ReplaceLineEndings("\n").Trim();

    private sealed class Mapping : IEntityTypeConfiguration<Note>
    {
        public void Configure(EntityTypeBuilder<Note> builder)
        {
            builder.ToTable("notes");
            builder.Ignore(n => n.Subject).Ignore(n => n.Hash);
            builder.HasIndex(n => new { n.SubjectId, n.Written });
            builder.HasMany(n => n.Mentions).WithOne().HasForeignKey(m => m.NoteId);
        }
    }
}

/// <summary>A person called into a note by name.</summary>
public sealed class Mention(Id<Note> noteId, Id<Person> personId)
{
    public Id<Note> NoteId { get; private set; } = noteId;

    public Id<Person> PersonId { get; private set; } = personId;

    private sealed class Mapping : IEntityTypeConfiguration<Mention>
    {
        public void Configure(EntityTypeBuilder<Mention> builder)
        {
            builder.ToTable("note_mentions").HasKey(m => new { m.NoteId, m.PersonId });
            builder.HasIndex(m => m.PersonId);
        }
    }
}

/// <summary>The tables of Threads, and what a reader may see of them.</summary>
public static class ThreadSets
{
    public static DbSet<Note> Notes(this TandemDb db) => db.Set<Note>();

    public static DbSet<Mention> Mentions(this TandemDb db) => db.Set<Mention>();

    /// <summary>The notes whose audience includes the reader; whether it may see the subject is asked apart.</summary>
    public static IQueryable<Note> MeantFor(this IQueryable<Note> notes, Actor reader)
    {
        if (reader.IsVendor)
            return notes.Where(n => n.Audience == Audience.Internal || n.Audience == Audience.Shared);
        var partner = reader.Partner;
        return notes.Where(n => n.Audience == Audience.Shared || (n.Audience == Audience.Partner && n.OrganisationId == partner));
    }
}
