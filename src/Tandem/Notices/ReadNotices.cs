using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Notices;

/// <summary>Marks notices as read, one or all; what was read in the portal does not come again by e-mail.</summary>
public static class ReadNotices
{
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        /// <summary>Opens one: the page it leads to.</summary>
        public async Task<Outcome<string>> Run(Id<Notice> id, Actor actor, CancellationToken ct)
        {
            var link = await db.Notices().Where(n => n.Id == id && n.PersonId == actor.Person).Select(n => n.Link).FirstOrDefaultAsync(ct);
            if (link is null)
                return Refusal.NotFound;
            await Mark(db.Notices().Where(n => n.Id == id), ct);
            return link;
        }

        public async Task<Outcome<Done>> All(Actor actor, CancellationToken ct)
        {
            await Mark(db.Notices().Where(n => n.PersonId == actor.Person), ct);
            return new Done();
        }

        private async Task Mark(IQueryable<Notice> notices, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct);
            await notices.Where(n => n.Read == null)
                .ExecuteUpdateAsync(s => s.SetProperty(n => n.Read, now).SetProperty(n => n.AwaitsDigest, false), ct);
            await write.Commit(ct);
        }
    }
}
