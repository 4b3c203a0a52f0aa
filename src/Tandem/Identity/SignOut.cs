using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>A person closes sessions of its own: this one, one of its other devices, or all.</summary>
public sealed record SignOut
{
    /// <summary>The session to close; none means every one.</summary>
    public Id<Session>? Session { get; init; }

    /// <summary>Closes them at once; the next request of each finds nobody.</summary>
    public sealed class Handler(TandemDb db, Callers callers, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(SignOut ask, Actor actor, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            var now = clock.GetUtcNow();
            var open = await db.Sessions()
                .Where(s => s.PersonId == actor.Person && s.Revoked == null && (ask.Session == null || s.Id == ask.Session))
                .ToListAsync(ct);
            if (open.Count == 0)
                return ask.Session is null ? new Done() : Refusal.NotFound;
            foreach (var session in open)
                session.Revoke(now);
            db.Record(
                actor, new Ref(Person.Kind, actor.Person!.Value.Value), actor.PartnerId,
                new SignedOut(open.Count, ask.Session), now);
            await write.Commit(ct);
            foreach (var session in open)
                callers.Forget(session.Id.Value);
            return new Done();
        }
    }
}
