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

    public sealed class Handler(TandemDb db, Subjects subjects)
    {
        public async Task<Outcome<List<Item>>> Run(Ref subject, Actor actor, CancellationToken ct) =>
            await subjects.Converse(subject, actor, db, ct) is null
                ? Refusal.NotFound
                : await Of(subject, actor, ct);

        private async Task<List<Item>> Of(Ref subject, Actor actor, CancellationToken ct)
        {
            var me = actor.Person;
            var (kind, id) = subject;
            return await db.Attachments().AsNoTracking().MeantFor(actor)
                .Where(a => a.SubjectId == id && a.SubjectKind == kind)
                .OrderByDescending(a => a.Attached).ThenByDescending(a => a.Id)
                .Take(Most)
                .Select(a => new Item(
                    a.Id, a.File.Name, a.File.MediaType, a.File.Size, a.Audience,
                    db.People().Where(p => p.Id == a.AttachedBy).Select(p => p.Name).FirstOrDefault(),
                    a.Attached, a.AttachedBy == me))
                .ToListAsync(ct);
        }
    }
}
