using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>What left by e-mail and what could not, for those who run the programme.</summary>
public static class Outbox
{
    /// <param name="Text">The words as sent; null where they were confidential.</param>
    public sealed record Item(
        Id<Mail> Id, string Address, string Subject, string? Text, MailState State, int Attempts, DateTimeOffset Created, DateTimeOffset Due,
        DateTimeOffset? Ended, string? Error);

    private const int Shown = 100;

    public sealed class Handler(TandemDb db, Post post, TimeProvider clock)
    {
        /// <summary>The latest mails, of one state if asked.</summary>
        public async Task<List<Item>> Run(MailState? state, CancellationToken ct)
        {
            var mails = await db.Mails().AsNoTracking().Where(m => state == null || m.State == state)
                .OrderByDescending(m => m.Created).ThenByDescending(m => m.Id).Take(Shown).ToListAsync(ct);
            var items = new List<Item>(mails.Count);
            foreach (var mail in mails)
                items.Add(await ItemOf(mail));
            return items;
        }

        /// <summary>One more round of attempts for a mail that was given up.</summary>
        public async Task<Outcome<Done>> Retry(Id<Mail> id, CancellationToken ct)
        {
            var mail = await db.Mails().FirstOrDefaultAsync(m => m.Id == id, ct);
            if (mail is not { State: MailState.Failed or MailState.Stale })
                return Refusal.NotFound;
            mail.TryAgain(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            return new Done();
        }

        private async Task<Item> ItemOf(Mail mail)
        {
            var (subject, text) = ("", (string?)null);
            if (mail.Letter is { Confidential: false })
            {
                using var message = await post.Compose(mail);
                (subject, text) = (message.Subject, message.Body);
            }

            return new Item(mail.Id, mail.Address, subject, text, mail.State, mail.Attempts, mail.Created, mail.Due, mail.Ended, mail.Error);
        }
    }
}

/// <summary>Notices' own permissions.</summary>
public sealed class NoticesPermissions : IPermissions
{
    /// <summary>See the outbox of e-mails and send again what failed.</summary>
    public const string Outbox = "notices.outbox";

    public IEnumerable<Grant> Grants => [new(Outbox, Role.Operations)];
}
