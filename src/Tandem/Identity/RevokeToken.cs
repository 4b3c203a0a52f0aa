using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person ends a token of its own, or an API key of its firm.</summary>
public sealed record RevokeToken
{
    /// <summary>Closes it at once; the key's program opens no more doors.</summary>
    public sealed class Handler(TandemDb db, Callers callers, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<AccessToken> id, Actor actor, CancellationToken ct)
        {
            var mayKeys = actor.May(IdentityPermissions.Keys);
            var token = await db.AccessTokens().FirstOrDefaultAsync(
                t => t.Id == id && t.Revoked == null
                    && (t.PersonId == actor.Person || (mayKeys && t.Person.IsProgram && t.Person.OrganisationId == actor.Organisation)), ct);
            if (token is null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            token.Revoke(now);
            db.Record(actor, new Ref(Person.Kind, token.PersonId.Value), actor.PartnerId, new TokenRevoked(token.Id), now);
            await db.SaveChangesAsync(ct);
            callers.Forget(token.Id.Value);
            return new Done();
        }
    }
}
