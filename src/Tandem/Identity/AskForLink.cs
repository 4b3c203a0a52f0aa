using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Somebody forgot a password and asks for a one-time link by mail.</summary>
public sealed record AskForLink
{
    [Required(ErrorMessage = "Enter your e-mail address."), MaxLength(320)]
    public string? Email { get; init; }

    /// <summary>Answers the same for every address; a known one gets its mail, at most five in ten minutes.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(AskForLink ask, CancellationToken ct)
        {
            var email = Person.Normal(ask.Email!);
            var key = Secret.Hash("link:" + email);
            await using var write = await db.BeginWrite(ct, ["sign-in:" + Convert.ToHexString(key)]);
            var now = clock.GetUtcNow();
            var asked = await db.Set<SignInAttempts>().FirstOrDefaultAsync(a => a.EmailHash == key, ct);
            if (asked?.RestsAt(now) == true)
                return new Done();
            if (asked is null)
                db.Add(asked = new SignInAttempts(key));
            asked.Add(now);
            var person = await db.People().Include(p => p.Organisation).FirstOrDefaultAsync(
                p => p.Email == email && p.Active && p.Organisation.Active && !p.IsProgram, ct);
            if (person is not null)
            {
                var invitation = Invitation.To(person.Id, Invitation.ToReset, now);
                db.Add(invitation);
                db.Record(new Actor { Person = person.Id }, person.Ref, person.Organisation.PartnerId, new LinkSent(invitation.Id), now);
            }

            await write.Commit(ct);
            return new Done();
        }
    }
}
