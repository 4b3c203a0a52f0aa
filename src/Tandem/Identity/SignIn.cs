using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person signs in by e-mail and password.</summary>
public sealed record SignIn
{
    [Required(ErrorMessage = "Enter your e-mail address."), MaxLength(320)]
    public string? Email { get; init; }

    [Required(ErrorMessage = "Enter your password."), MaxLength(500)]
    public string? Password { get; init; }

    /// <summary>Where the person was going.</summary>
    public string? Back { get; init; }

    /// <summary>One sentence for a wrong password, an unknown address and a resting one: none tells which it was.</summary>
    private static readonly Refusal Refused = new(
        RefusalKind.Invalid, "identity/sign-in-refused",
        "That e-mail and password do not go together, or the sign-in rests for ten minutes after five failures.");

    /// <summary>A session just opened and the secret for its cookie.</summary>
    public sealed record Opened(Id<Session> Session, string Secret);

    /// <summary>Counts the attempt, compares the password, opens the session.</summary>
    public sealed class Handler(TandemDb db, Passwords passwords, TimeProvider clock)
    {
        public async Task<Outcome<Opened>> Run(SignIn ask, string? userAgent, CancellationToken ct)
        {
            var email = Person.Normal(ask.Email!);
            var attempt = await CountAttempt(Secret.Hash(email), ct);
            var found = await db.Logins().AsNoTracking().Where(l => l.Person.Email == email)
                .Select(l => new { l.PasswordHash, l.Person, l.Person.Organisation })
                .FirstOrDefaultAsync(ct);
            var match = passwords.Match(found?.PasswordHash, ask.Password!);
            if (found is null || !match || attempt is null || !found.Person.Active || !found.Organisation.Active)
            {
                if (attempt == SignInAttempts.Limit && found is not null)
                    await RecordLock(found.Person, found.Organisation, ct);
                return Refused;
            }

            return await Open(found.Person, found.Organisation, Secret.Hash(email), userAgent, ct);
        }

        private async Task<int?> CountAttempt(byte[] emailHash, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct, ["sign-in:" + Convert.ToHexString(emailHash)]);
            var now = clock.GetUtcNow();
            var attempts = await db.Set<SignInAttempts>().FirstOrDefaultAsync(a => a.EmailHash == emailHash, ct);
            if (attempts?.RestsAt(now) == true)
                return null;
            if (attempts is null)
                db.Add(attempts = new SignInAttempts(emailHash));
            attempts.Add(now);
            await write.Commit(ct);
            return attempts.Count;
        }

        private async Task RecordLock(Person person, Organisation organisation, CancellationToken ct)
        {
            db.Record(Actor.System, person.Ref, organisation.PartnerId, new SignInLocked(SignInAttempts.Limit), clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
        }

        private async Task<Outcome<Opened>> Open(
            Person person, Organisation organisation, byte[] emailHash, string? userAgent, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            var now = clock.GetUtcNow();
            await db.Set<SignInAttempts>().Where(a => a.EmailHash == emailHash).ExecuteDeleteAsync(ct);
            var (session, secret) = Session.Open(person.Id, userAgent, now);
            db.Add(session);
            db.Record(new Actor { Person = person.Id }, person.Ref, organisation.PartnerId, new SignedIn(session.Id), now);
            await write.Commit(ct);
            return new Opened(session.Id, secret);
        }
    }
}
