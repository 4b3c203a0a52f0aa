using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>Takes back a file that one attached oneself.</summary>
public static class RemoveFile
{
    public sealed class Handler(TandemDb db, Subjects subjects, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Attachment> id, Actor actor, CancellationToken ct)
        {
            var attachment = await db.Attachments().MeantFor(actor).FirstOrDefaultAsync(a => a.Id == id, ct);
            if (attachment is null || await subjects.Converse(attachment.Subject, actor, db, ct) is not { } sight)
                return Refusal.NotFound;
            if (attachment.AttachedBy != actor.Person)
                return Refusal.Forbidden("files/not-yours", "Only the person who attached a file can take it back.");

            var now = clock.GetUtcNow();
            attachment.Remove(now);
            IFact fact = attachment.Audience == Audience.Internal ? new FileRemoved(id) : new SharedFileRemoved(id);
            db.Record(actor, attachment.Subject, sight.Partner, fact, now);
            await db.SaveChangesAsync(ct);
            return new Done();
        }
    }
}

/// <summary>The vendor took back a file it had kept for its own people.</summary>
[Fact("files.removed", Icon = "paperclip")]
public sealed record FileRemoved(Id<Attachment> Attachment) : IFact
{
    public string Say(Words l) => l["took back a file for colleagues"];
}

/// <summary>Somebody took back a file that the partner could read.</summary>
[Fact("files.shared-removed", Seen.ByPartner, Icon = "paperclip")]
public sealed record SharedFileRemoved(Id<Attachment> Attachment) : IFact
{
    public string Say(Words l) => l["took back a file"];
}
