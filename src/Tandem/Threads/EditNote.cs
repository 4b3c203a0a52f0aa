using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>Mends one's own note within a quarter of an hour.</summary>
public static class EditNote
{
    public sealed record Input
    {
        [Required(ErrorMessage = "Write something first."), MaxLength(10_000)]
        public string Text { get; init; } = "";
    }

    public sealed class Handler(TandemDb db, Subjects subjects, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Note> id, Input input, Actor actor, CancellationToken ct)
        {
            var note = await db.Notes().MeantFor(actor).FirstOrDefaultAsync(n => n.Id == id, ct);
            if (note is null || await subjects.Converse(note.Subject, actor, db, ct) is not { } sight)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            if (!note.MayBeEdited(actor, now))
                return Refusal.Conflict("threads/edit-window-closed", "Only its author can edit a note, for {0} minutes.", (int)Note.EditWindow.TotalMinutes);
            if (string.IsNullOrWhiteSpace(input.Text))
                return Refusal.Invalid("threads/empty", "Write something first.").On(nameof(input.Text));

            note.Edit(input.Text, now);
            db.Record(actor, note.Subject, sight.Partner, note.EditedFact(), now);
            await db.SaveChangesAsync(ct);
            return new Done();
        }
    }
}
