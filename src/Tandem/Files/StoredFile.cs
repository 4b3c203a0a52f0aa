using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>A document that somebody uploaded; its content lies once in the store however often it was uploaded.</summary>
public sealed class StoredFile
{
    private StoredFile() { }

    public Id<StoredFile> Id { get; private set; }

    /// <summary>SHA-256 of the content in hexadecimal: its address in the store and its ETag.</summary>
    public string Sha { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>What the content is by its own first bytes, whatever the browser claimed.</summary>
    public string MediaType { get; private set; } = "";

    public long Size { get; private set; }

    public Id<Person>? UploadedBy { get; private set; }

    public Id<Organisation>? PartnerId { get; private set; }

    public DateTimeOffset Uploaded { get; private set; }

    internal static StoredFile Of(Content content, string name, Actor by, DateTimeOffset now) => new()
    {
        Id = Id<StoredFile>.New(now),
        Sha = content.Sha,
        Name = name,
        MediaType = content.MediaType,
        Size = content.Size,
        UploadedBy = by.Person,
        PartnerId = by.IsPartner ? by.Partner : null,
        Uploaded = now,
    };

    private sealed class Mapping : IEntityTypeConfiguration<StoredFile>
    {
        public void Configure(EntityTypeBuilder<StoredFile> builder)
        {
            builder.ToTable("stored_files");
            builder.Property(f => f.Sha).HasMaxLength(64);
            builder.HasIndex(f => f.Sha);
            builder.HasIndex(f => f.Uploaded);
        }
    }
}

/// <summary>A file laid beside a deal, a plan, a partner, for an audience.</summary>
public sealed class Attachment
{
    private Attachment() { }

    public Id<Attachment> Id { get; private set; }

    public string SubjectKind { get; private set; } = "";

    public Guid SubjectId { get; private set; }

    public Id<StoredFile> FileId { get; private set; }

    public StoredFile File { get; private set; } = null!;

    public Audience Audience { get; private set; }

    /// <summary>The firm of a file kept for the partner's own people; null when the vendor attached it.</summary>
    public Id<Organisation>? PartnerId { get; private set; }

    public Id<Person>? AttachedBy { get; private set; }

    public DateTimeOffset Attached { get; private set; }

    /// <summary>When it was taken away; the row stays, because its event does.</summary>
    public DateTimeOffset? Removed { get; private set; }

    public Ref Subject => new(SubjectKind, SubjectId);

    internal static Attachment Of(Ref subject, StoredFile file, Audience audience, Actor by, DateTimeOffset now) => new()
    {
        Id = Id<Attachment>.New(now),
        SubjectKind = subject.Kind,
        SubjectId = subject.Id,
        FileId = file.Id,
        Audience = audience,
        PartnerId = by.IsPartner ? by.Partner : null,
        AttachedBy = by.Person,
        Attached = now,
    };

    internal void Remove(DateTimeOffset now) => Removed ??= now;

    private sealed class Mapping : IEntityTypeConfiguration<Attachment>
    {
        public void Configure(EntityTypeBuilder<Attachment> builder)
        {
            builder.ToTable("attachments");
            builder.Ignore(a => a.Subject);
            builder.HasIndex(a => a.SubjectId);
            builder.HasIndex(a => a.FileId);
            builder.HasOne(a => a.File).WithMany().HasForeignKey(a => a.FileId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}

/// <summary>The tables of Files, and what a reader may see of them.</summary>
public static class FileSets
{
    public static DbSet<StoredFile> StoredFiles(this TandemDb db) => db.Set<StoredFile>();

    public static DbSet<Attachment> Attachments(this TandemDb db) => db.Set<Attachment>();

    /// <summary>The attachments still there whose audience includes the reader; whether it may see the subject is asked apart.</summary>
    public static IQueryable<Attachment> MeantFor(this IQueryable<Attachment> attachments, Actor reader)
    {
        attachments = attachments.Where(a => a.Removed == null);
        if (reader.IsVendor)
            return attachments.Where(a => a.Audience == Audience.Internal || a.Audience == Audience.Shared);
        var partner = reader.Partner;
        return attachments.Where(a =>
            a.Audience == Audience.Shared || (a.Audience == Audience.Partner && a.PartnerId == partner));
    }

    /// <summary>
    /// Attaches uploaded files to a subject in the caller's own transaction, for a use case that takes files with its
    /// input. Only files that the actor uploaded; others are passed over as if they did not exist.
    /// </summary>
    public static async Task<IReadOnlyList<Attachment>> Attach(
        this TandemDb db, Ref subject, IEnumerable<Id<StoredFile>> files, Audience audience, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var wanted = files.Distinct().ToList();
        if (wanted.Count == 0)
            return [];
        var own = await db.StoredFiles().Where(f => wanted.Contains(f.Id) && f.UploadedBy == by.Person).ToListAsync(ct);
        var attached = own.OrderBy(f => wanted.IndexOf(f.Id)).Select(f => Attachment.Of(subject, f, audience, by, now)).ToList();
        db.AddRange(attached);
        return attached;
    }

    /// <summary>Takes all files of a subject away in the caller's own transaction.</summary>
    public static async Task Detach(this TandemDb db, Ref subject, DateTimeOffset now, CancellationToken ct)
    {
        var (kind, id) = subject;
        foreach (var attachment in await db.Attachments()
            .Where(a => a.SubjectId == id && a.SubjectKind == kind && a.Removed == null).ToListAsync(ct))
            attachment.Remove(now);
    }
}
