using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>The files of a note open for whoever reads the note.</summary>
public sealed class NoteAccess(IServiceProvider services) : ISubjectAccess
{
    public string Kind => Note.Kind;

    public async Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        var note = await db.Notes().AsNoTracking().MeantFor(reader)
            .FirstOrDefaultAsync(n => n.Id == new Id<Note>(id) && n.Withdrawn == null, ct);

        // Asked for late, because the list of all kinds contains this one.
        return note is not null && await services.GetRequiredService<Subjects>().Converse(note.Subject, reader, db, ct) is { } sight
            ? sight with { Subject = new Ref(Kind, id) }
            : null;
    }
}
