using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person replaces its password; its other devices are signed out.</summary>
public sealed record ChangePassword
{
    [Required(ErrorMessage = "Enter your present password."), MaxLength(500)]
    public string? Present { get; init; }

    [Required(ErrorMessage = "Enter a new password."), MaxLength(500)]
    [MinLength(Login.ShortestPassword, ErrorMessage = "Use at least 10 characters; a sentence is good.")]
    public string? New { get; init; }

    /// <summary>Compares the present password, keeps the new one, closes the other sessions.</summary>
    public sealed class Handler(TandemDb db, Passwords passwords, Callers callers, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(ChangePassword ask, Actor actor, CancellationToken ct)
        {
            var login = await db.Logins().FirstOrDefaultAsync(l => l.PersonId == actor.Person, ct);
            if (login is null || !passwords.Match(login.PasswordHash, ask.Present!))
                return Refusal.Invalid("identity/wrong-password", "That is not your present password.").On(nameof(Present));

            var hash = passwords.Hash(ask.New!);
            await using var write = await db.BeginWrite(ct);
            var now = clock.GetUtcNow();
            login.Change(hash, now);
            var others = await db.Sessions()
                .Where(s => s.PersonId == actor.Person && s.Revoked == null && s.Id != actor.Session).ToListAsync(ct);
            foreach (var session in others)
                session.Revoke(now);
            db.Record(actor, new Ref(Person.Kind, login.PersonId.Value), actor.PartnerId, new PasswordChanged(), now);
            await write.Commit(ct);
            foreach (var session in others)
                callers.Forget(session.Id.Value);
            return new Done();
        }
    }
}
