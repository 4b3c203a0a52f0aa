using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Notices;

/// <summary>What left by e-mail and what could not, for those who run the programme.</summary>
public static class Outbox
{
    /// <param name="Text">The words as sent; null where they were confidential.</param>
    public sealed record Item(
        Id<Mail> Id, string Address, string Subject, string? Text, MailState State, int Attempts, DateTimeOffset Created, DateTimeOffset Due,
        DateTimeOffset? Ended, string? Error);

    public sealed record Ask : PageAsk
    {
        public MailState? State { get; init; }

        /// <summary>Part of the address.</summary>
        public string? Text { get; init; }
    }

    public sealed class Handler(TandemDb db, Post post, Cursors cursors, TimeProvider clock)
    {
        /// <summary>One page of mails, the latest first.</summary>
        public async Task<Page<Item>> Run(Ask ask, CancellationToken ct)
        {
            var mails = db.Mails().AsNoTracking();
            if (ask.State is { } state)
                mails = mails.Where(m => m.State == state);
            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
                mails = mails.Where(m => m.Address.ToLower().Contains(text));
            var page = await mails.ToPage(ask, cursors, "outbox", m => m.Created, descending: true, m => m.Id, m => m, ct);
            var items = new List<Item>(page.Items.Count);
            foreach (var mail in page.Items)
                items.Add(await ItemOf(mail));
            return new Page<Item>(items, page.Next);
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
