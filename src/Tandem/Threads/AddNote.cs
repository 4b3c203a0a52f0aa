using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>Writes a note, a comment or a message about a subject, for an audience, calling people in by name.</summary>
public static class AddNote
{
    public sealed record Input
    {
        /// <summary>Plain text; line breaks are kept.</summary>
        [Required(ErrorMessage = "Write something first."), MaxLength(10_000)]
        public string Text { get; init; } = "";

        /// <summary>Who may read it: the vendor only, the vendor and the partner, or the partner's own firm.</summary>
        public Audience Audience { get; init; } = Audience.Shared;

        /// <summary>People called in; each must be able to read the note.</summary>
        [MaxLength(20)]
        public IReadOnlyList<Id<Person>> Mentions { get; init; } = [];

        /// <summary>Files uploaded before by the same person.</summary>
        [MaxLength(20)]
        public IReadOnlyList<Id<StoredFile>> Files { get; init; } = [];
    }

    public sealed record Written(Id<Note> Id);

    public sealed class Handler(TandemDb db, Subjects subjects, Readers readers, TimeProvider clock)
    {
        public async Task<Outcome<Written>> Run(Ref subject, Input input, Actor actor, CancellationToken ct)
        {
            if (await subjects.Converse(subject, actor, db, ct) is not { } sight)
                return Refusal.NotFound;
            if (!Sight.AudiencesOf(actor).Contains(input.Audience))
                return Refusal.Invalid("threads/audience", "You may not write for these readers.").On(nameof(input.Audience));
            if (string.IsNullOrWhiteSpace(input.Text))
                return Refusal.Invalid("threads/empty", "Write something first.").On(nameof(input.Text));
            foreach (var person in await Called(input, ct))
            {
                if (!await readers.MayRead(person, subject, input.Audience, actor, ct))
                    return Refusal.Invalid("threads/cannot-read", "{0} could not read this, so you cannot mention them here.", person.Name)
                        .On(nameof(input.Mentions));
            }

            var now = clock.GetUtcNow();
            var note = Note.Write(subject, input.Audience, input.Text, input.Mentions, actor, now);
            db.Add(note);
            await db.Attach(new Ref(Note.Kind, note.Id.Value), input.Files, input.Audience, actor, now, ct);
            db.Record(actor, subject, sight.Partner, note.Added(), now);
            await db.SaveChangesAsync(ct);
            return new Written(note.Id);
        }

        private async Task<List<Person>> Called(Input input, CancellationToken ct)
        {
            var ids = input.Mentions.Distinct().ToList();
            return ids.Count == 0
                ? []
                : await db.People().AsNoTracking().Include(p => p.Organisation).Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        }
    }
}
