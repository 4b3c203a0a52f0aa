using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>Sends a colleague a new one-time link, when the first was lost or ran out.</summary>
public static class SendLink
{
    private static readonly Refusal Closed = Refusal.Conflict("identity/sign-in-closed", "Open the sign-in first.");

    /// <summary>The link goes by mail only: it would let its reader in as that person.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Person> id, Actor actor, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            if (await db.FindForChange(id, actor, ct) is not { } person)
                return Refusal.NotFound;
            if (!person.Active)
                return Closed;
            var now = clock.GetUtcNow();
            var invitation = Invitation.To(person.Id, Invitation.ToJoin, now);
            db.Add(invitation);
            db.Record(actor, person.Ref, person.Organisation.PartnerId, new LinkSent(invitation.Id), now);
            await write.Commit(ct);
            return new Done();
        }
    }
}
