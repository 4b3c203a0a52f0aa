using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>A colleague leaves: sessions and tokens close at once, the name stays on the records.</summary>
public static class CloseSignIn
{
    private static readonly Refusal Oneself = Refusal.Conflict("identity/not-oneself", "Somebody else has to close your own sign-in.");

    public sealed class Handler(TandemDb db, Callers callers, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Person> id, Actor actor, CancellationToken ct)
        {
            // One at a time: two who take the last two admins away together must not both succeed.
            await using var write = await db.BeginWrite(ct, ["team"]);
            if (await db.FindForChange(id, actor, ct) is not { } person)
                return Refusal.NotFound;
            if (!person.Active)
                return new Done();
            if (person.Id == actor.Person)
                return Oneself;
            if (await db.IsLastKeeper(person, ct))
                return ChangeRoles.LastKeeper;

            var now = clock.GetUtcNow();
            person.Leave();
            foreach (var session in await db.Sessions().Where(s => s.PersonId == id && s.Revoked == null).ToListAsync(ct))
                session.Revoke(now);
            foreach (var token in await db.AccessTokens().Where(t => t.PersonId == id && t.Revoked == null).ToListAsync(ct))
                token.Revoke(now);
            foreach (var invitation in await db.Invitations().Where(i => i.PersonId == id && i.Used == null).ToListAsync(ct))
                invitation.Use(now);
            db.Record(actor, person.Ref, person.Organisation.PartnerId, new PersonLeft(), now);
            await write.Commit(ct);
            callers.Forget(id.Value);
            return new Done();
        }
    }
}
