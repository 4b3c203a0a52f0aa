using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>Takes back one's own note: its words and files go, its place in the conversation stays.</summary>
public static class WithdrawNote
{
    public sealed class Handler(TandemDb db, Subjects subjects, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Note> id, Actor actor, CancellationToken ct)
        {
            var note = await db.Notes().MeantFor(actor).FirstOrDefaultAsync(n => n.Id == id, ct);
            if (note is null || await subjects.Converse(note.Subject, actor, db, ct) is not { } sight)
                return Refusal.NotFound;
            if (!note.IsBy(actor))
                return Refusal.Forbidden("threads/not-yours", "Only its author can take a note back.");
            if (note.Withdrawn is not null)
                return new Done();

            var now = clock.GetUtcNow();
            note.Withdraw(now);
            await db.Detach(new Ref(Note.Kind, note.Id.Value), now, ct);
            db.Record(actor, note.Subject, sight.Partner, note.WithdrawnFact(), now);
            await db.SaveChangesAsync(ct);
            return new Done();
        }
    }
}
