using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person follows its one-time link, chooses a password and is signed in.</summary>
public sealed record ChoosePassword
{
    [Required(ErrorMessage = "Choose a password."), MaxLength(500)]
    [MinLength(Login.ShortestPassword, ErrorMessage = "Use at least 10 characters; a sentence is good.")]
    public string? New { get; init; }

    private static readonly Refusal Over = new(
        RefusalKind.NotFound, "identity/link-over", "This link was used already or is too old. Ask for a new one.");

    /// <summary>Whose link it is, to greet them.</summary>
    public sealed record Guest(string Name, string Email, string Organisation);

    /// <summary>Keeps the password, uses up every open link of the person, closes its sessions, opens a new one.</summary>
    public sealed class Handler(TandemDb db, Passwords passwords, Callers callers, TimeProvider clock)
    {
        public async Task<Outcome<Guest>> Look(string secret, CancellationToken ct) =>
            await Find(secret, ct) is { } found
                ? new Guest(found.Person.Name, found.Person.Email, found.Person.Organisation.Name)
                : Over;

        public async Task<Outcome<SignIn.Opened>> Run(string secret, ChoosePassword ask, string? userAgent, CancellationToken ct)
        {
            var hash = passwords.Hash(ask.New!);
            var link = Secret.Hash(secret);
            await using var write = await db.BeginWrite(ct, ["invitation:" + Convert.ToHexString(link)]);
            if (await Find(secret, ct) is not { } invitation)
                return Over;
            var (person, now) = (invitation.Person, clock.GetUtcNow());
            foreach (var open in await db.Invitations().Where(i => i.PersonId == person.Id && i.Used == null).ToListAsync(ct))
                open.Use(now);
            foreach (var old in await db.Sessions().Where(s => s.PersonId == person.Id && s.Revoked == null).ToListAsync(ct))
                old.Revoke(now);
            if (await db.Logins().FirstOrDefaultAsync(l => l.PersonId == person.Id, ct) is { } login)
                login.Change(hash, now);
            else
                db.Add(Login.For(person.Id, hash, now));
            var (session, opened) = Session.Open(person.Id, userAgent, now);
            db.Add(session);
            var self = new Actor { Person = person.Id };
            db.Record(self, person.Ref, person.Organisation.PartnerId, new PasswordChanged(), now);
            await write.Commit(ct);
            callers.Forget(person.Id.Value);
            return new SignIn.Opened(session.Id, opened);
        }

        private async Task<Invitation?> Find(string secret, CancellationToken ct)
        {
            var hash = Secret.Hash(secret);
            var found = await db.Invitations().Include(i => i.Person.Organisation)
                .FirstOrDefaultAsync(i => i.SecretHash == hash && i.Person.Active && i.Person.Organisation.Active, ct);
            return found?.IsOpen(clock.GetUtcNow()) == true ? found : null;
        }
    }
}
