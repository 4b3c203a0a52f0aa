using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;

namespace Tandem.Threads;

/// <summary>Tells a person that they were called into a note.</summary>
public sealed class MentionNotice(Subjects subjects, PermissionTable permissions) : INoticeKind
{
    public string Kind => "threads.mention";

    public string Title => "Somebody mentions me";

    public Importance Importance => Importance.High;

    public IReadOnlyList<Role> Roles { get; } = Enum.GetValues<Role>();

    public bool Wants(Event e) => MentionsIn(e).Count > 0;

    public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        var ids = MentionsIn(e);
        var author = await db.People().Where(p => p.Id == e.ActorId).Select(p => p.Name).FirstOrDefaultAsync(ct) ?? Actor.System.Name;
        var told = new List<Addressed>();
        foreach (var person in await db.People().AsNoTracking().Include(p => p.Organisation).Where(p => ids.Contains(p.Id)).ToListAsync(ct))
        {
            // Asked again: roles may have changed since the note was written.
            if (await subjects.Converse(e.Subject, permissions.ActorFor(person, person.Organisation), db, ct) is { } sight)
                told.Add(new Addressed(person.Id, new Sentence("{0} mentioned you: {1}", author, sight.Title), sight.Url + "#notes"));
        }

        return told;
    }

    private static IReadOnlyList<Id<Person>> MentionsIn(Event e) =>
        !e.Kind.StartsWith("threads.", StringComparison.Ordinal) ? [] : e.Fact switch
        {
            NoteAdded { Mentions: var people } => people,
            NoteShared { Mentions: var people } => people,
            NoteKept { Mentions: var people } => people,
            _ => [],
        };
}
