using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>A colleague who had left is back, with the roles of before.</summary>
public static class OpenSignIn
{
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Person> id, Actor actor, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            if (await db.FindForChange(id, actor, ct) is not { } person)
                return Refusal.NotFound;
            if (person.Active)
                return new Done();
            person.Return();
            db.Record(actor, person.Ref, person.Organisation.PartnerId, new PersonReturned(), clock.GetUtcNow());
            await write.Commit(ct);
            return new Done();
        }
    }
}
