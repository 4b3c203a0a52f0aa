using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>The files beside a subject that the reader may open, newest first.</summary>
public static class ListFiles
{
    public sealed record Item(
        Id<Attachment> Id, string Name, string MediaType, long Size, Audience Audience, string? AttachedBy, DateTimeOffset Attached, bool Removable)
    {
        public string Url => $"/files/{Id}";
    }

    /// <summary>No subject carries more files than a person would read.</summary>
    private const int Most = 500;

    // Every page of a record asks. The condition is that of MeantFor, with what it asks of the reader as values.
    private static readonly Prepared<Func<TandemDb, string, Guid, Audience, bool, Id<Organisation>?, Id<Person>?, IAsyncEnumerable<Item>>> Beside = new(() => EF.CompileAsyncQuery(
        (TandemDb db, string kind, Guid id, Audience own, bool vendor, Id<Organisation>? firm, Id<Person>? me) => db.Set<Attachment>().AsNoTracking()
            .Where(a => a.SubjectId == id && a.SubjectKind == kind && a.Removed == null)
            .Where(a => a.Audience == Audience.Shared || (a.Audience == own && (vendor || a.PartnerId == firm)))
            .OrderByDescending(a => a.Attached).ThenByDescending(a => a.Id)
            .Take(Most)
            .Select(a => new Item(
                a.Id, a.File.Name, a.File.MediaType, a.File.Size, a.Audience,
                db.Set<Person>().Where(p => p.Id == a.AttachedBy).Select(p => p.Name).FirstOrDefault(),
                a.Attached, a.AttachedBy == me))));

    public sealed class Handler(TandemDb db, Subjects subjects)
    {
        public async Task<Outcome<List<Item>>> Run(Ref subject, Actor actor, CancellationToken ct) =>
            await subjects.Converse(subject, actor, db, ct) is null
                ? Refusal.NotFound
                : await Beside.On(db)(db, subject.Kind, subject.Id, Sight.OwnAudienceOf(actor), actor.IsVendor, actor.PartnerId, actor.Person).ToListAsync(ct);
    }
}
