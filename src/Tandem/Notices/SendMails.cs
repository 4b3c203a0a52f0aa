using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Empties the outbox: sends what is due, and tries again later what the mail server would not take.</summary>
public static class SendMails
{
    private const int Batch = 20;
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(10);

    public sealed class Handler(TandemDb db, Post post, Node node, TimeProvider clock, ILogger<Handler> log)
    {
        /// <summary>How many mails were dealt with; zero when nothing is due or another node sends.</summary>
        public async Task<int> Run(CancellationToken ct)
        {
            var mails = await TakeDue(ct);
            foreach (var mail in mails)
            {
                await Deal(mail, ct);
                await db.SaveChangesAsync(ct);
            }

            return mails.Count;
        }

        /// <summary>Claimed in one short transaction; nothing is rendered or sent inside it.</summary>
        private async Task<List<Mail>> TakeDue(CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (!await db.Mails().AnyAsync(m => m.State == MailState.Waiting && m.Due <= now, ct))
                return [];
            await using var write = await db.BeginWrite(ct);
            if (!await Lease.Take(db, "mail", node.Id, TimeSpan.FromSeconds(30), ct))
                return [];
            var mails = await db.Mails().Where(m => m.State == MailState.Waiting && m.Due <= now)
                .OrderBy(m => m.Due).Take(Batch).ToListAsync(ct);
            mails.ForEach(mail => mail.Claim(now, Claim));
            await write.Commit(ct);
            return mails;
        }

        private async Task Deal(Mail mail, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            if (mail.IsTooOld(now))
            {
                mail.BecameStale(now);
                return;
            }

            try
            {
                await post.Send(mail, ct);
                mail.WasSent(now);
            }
            catch (Exception failure) when (failure is SmtpException or IOException or FormatException or InvalidOperationException)
            {
                var forGood = failure is FormatException or SmtpFailedRecipientException { StatusCode: SmtpStatusCode.MailboxUnavailable };
                mail.WasRefused(failure.Message, forGood, now);
                log.LogWarning("Mail {Mail} was not taken at attempt {Attempt}: {Reason}", mail.Id, mail.Attempts, failure.GetType().Name);
            }
        }
    }
}

/// <summary>Sends mails as they come, as long as this node holds the duty.</summary>
internal sealed class MailSender(IServiceScopeFactory scopes, Storage storage, ILogger<MailSender> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var pulse = Pulse.For(storage.PulseName);
        while (!stop.IsCancellationRequested)
        {
            var next = pulse.Next;
            var sent = 0;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                sent = await scope.ServiceProvider.GetRequiredService<SendMails.Handler>().Run(stop);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "The outbox failed and tries again.");
            }

            // A mail may wait a second for company; other nodes' commits give no pulse here, so look again after a while.
            if (sent == 0)
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(15), stop));
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
