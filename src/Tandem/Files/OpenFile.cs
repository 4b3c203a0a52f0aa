using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>Gives an attached file to somebody who may see the subject it is attached to.</summary>
public static class OpenFile
{
    public sealed record Opened(string Sha, string Name, string MediaType, DateTimeOffset Attached);

    public sealed class Handler(TandemDb db, Subjects subjects)
    {
        public async Task<Outcome<Opened>> Run(Id<Attachment> id, Actor actor, CancellationToken ct)
        {
            var attachment = await db.Attachments().AsNoTracking().Include(a => a.File)
                .MeantFor(actor).FirstOrDefaultAsync(a => a.Id == id, ct);
            if (attachment is null || await subjects.Converse(attachment.Subject, actor, db, ct) is null)
                return Refusal.NotFound;
            return new Opened(attachment.File.Sha, attachment.File.Name, attachment.File.MediaType, attachment.Attached);
        }
    }
}
