using Microsoft.EntityFrameworkCore;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>The conversation about a subject as far as the reader takes part in it, newest first.</summary>
public static class ListNotes
{
    /// <param name="Next">The address of the next older page, when there is one.</param>
    public sealed record Thread(Ref Subject, string Title, string Url, IReadOnlyList<Audience> MayWriteFor, IReadOnlyList<Item> Items, Id<Note>? Next);

    /// <param name="Text">Null once withdrawn.</param>
    public sealed record Item(
        Id<Note> Id, string Author, string AuthorOrganisation, bool ByVendor, Audience Audience, string? Text,
        DateTimeOffset Written, DateTimeOffset? Edited, DateTimeOffset? Withdrawn, bool Mine, bool Editable)
    {
        public IReadOnlyList<Named> Mentions { get; init; } = [];

        public IReadOnlyList<File> Files { get; init; } = [];
    }

    public sealed record Named(Id<Person> Id, string Name);

    public sealed record File(Id<Attachment> Id, string Name, string MediaType, long Size)
    {
        public string Url => $"/files/{Id}";
    }

    private const int PageSize = 30;

    // Every page of a record asks for the newest. The condition is that of MeantFor, with what it asks of the reader as values.
    private static readonly Prepared<Func<TandemDb, string, Guid, Audience, bool, Id<Organisation>?, IAsyncEnumerable<Note>>> Newest = new(() => EF.CompileAsyncQuery(
        (TandemDb db, string kind, Guid id, Audience own, bool vendor, Id<Organisation>? firm) => db.Set<Note>().AsNoTracking()
            .Where(n => n.SubjectId == id && n.SubjectKind == kind)
            .Where(n => n.Audience == Audience.Shared || (n.Audience == own && (vendor || n.OrganisationId == firm)))
            .OrderByDescending(n => n.Written).ThenByDescending(n => n.Id).Take(PageSize + 1)));

    public sealed class Handler(TandemDb db, Subjects subjects, TimeProvider clock)
    {
        public async Task<Outcome<Thread>> Run(Ref subject, Id<Note>? before, Actor actor, CancellationToken ct)
        {
            if (await subjects.Converse(subject, actor, db, ct) is not { } sight)
                return Refusal.NotFound;
            var notes = await Page(subject, before, actor, ct);
            if (notes.Count == 0)
                return new Thread(subject, sight.Title, sight.Url, Sight.AudiencesOf(actor), [], null);
            var items = notes.Take(PageSize).ToList();
            var authors = await Authors(items, ct);
            var mentions = await Mentioned(items, ct);
            var files = await FilesOf(items, actor, ct);
            var now = clock.GetUtcNow();
            return new Thread(
                subject, sight.Title, sight.Url, Sight.AudiencesOf(actor),
                items.ConvertAll(note => ItemOf(note, authors, actor, now) with
                {
                    Mentions = [.. mentions[note.Id]],
                    Files = [.. files[note.Id.Value]],
                }),
                notes.Count > PageSize ? items[^1].Id : null);
        }

        /// <summary>The conversation that a note stands in.</summary>
        public async Task<Outcome<Thread>> Around(Id<Note> id, Actor actor, CancellationToken ct)
        {
            var note = await db.Notes().AsNoTracking().MeantFor(actor).FirstOrDefaultAsync(n => n.Id == id, ct);
            return note is null ? Refusal.NotFound : await Run(note.Subject, null, actor, ct);
        }

        private async Task<List<Note>> Page(Ref subject, Id<Note>? before, Actor actor, CancellationToken ct)
        {
            var (kind, id) = subject;
            if (before is not { } last)
                return await Newest.On(db)(db, kind, id, Sight.OwnAudienceOf(actor), actor.IsVendor, actor.PartnerId).ToListAsync(ct);
            var notes = db.Notes().AsNoTracking().MeantFor(actor).Where(n => n.SubjectId == id && n.SubjectKind == kind);
            var edge = await notes.Where(n => n.Id == last).Select(n => (DateTimeOffset?)n.Written).FirstOrDefaultAsync(ct);
            return await notes.Where(n => n.Written < edge || (n.Written == edge && n.Id.CompareTo(last) < 0))
                .OrderByDescending(n => n.Written).ThenByDescending(n => n.Id).Take(PageSize + 1).ToListAsync(ct);
        }

        private async Task<Dictionary<Id<Person>, Person>> Authors(List<Note> notes, CancellationToken ct)
        {
            var ids = notes.Where(n => n.AuthorId is not null).Select(n => n.AuthorId!.Value).Distinct().ToList();
            return await db.People().AsNoTracking().Include(p => p.Organisation).Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, ct);
        }

        private async Task<ILookup<Id<Note>, Named>> Mentioned(List<Note> notes, CancellationToken ct)
        {
            var ids = notes.Where(n => n.Withdrawn is null).Select(n => n.Id).ToList();
            var found = await db.Mentions().AsNoTracking().Where(m => ids.Contains(m.NoteId))
                .Join(db.People(), m => m.PersonId, p => p.Id, (m, p) => new { m.NoteId, p.Id, p.Name })
                .OrderBy(m => m.Name).ToListAsync(ct);
            return found.ToLookup(m => m.NoteId, m => new Named(m.Id, m.Name));
        }

        private async Task<ILookup<Guid, File>> FilesOf(List<Note> notes, Actor actor, CancellationToken ct)
        {
            var ids = notes.Select(n => n.Id.Value).ToList();
            var found = await db.Attachments().AsNoTracking().MeantFor(actor)
                .Where(a => a.SubjectKind == Note.Kind && ids.Contains(a.SubjectId)).OrderBy(a => a.Id)
                .Select(a => new { a.SubjectId, a.Id, a.File.Name, a.File.MediaType, a.File.Size }).ToListAsync(ct);
            return found.ToLookup(a => a.SubjectId, a => new File(a.Id, a.Name, a.MediaType, a.Size));
        }

        private static Item ItemOf(Note note, Dictionary<Id<Person>, Person> authors, Actor actor, DateTimeOffset now)
        {
            var author = note.AuthorId is { } id ? authors.GetValueOrDefault(id) : null;
            return new Item(
                note.Id, author?.Name ?? Actor.System.Name, author?.Organisation.Name ?? "", author?.Organisation.IsVendor ?? true,
                note.Audience, note.Withdrawn is null ? note.Text : null, note.Written, note.Edited, note.Withdrawn,
                note.IsBy(actor), note.MayBeEdited(actor, now));
        }
    }
}
