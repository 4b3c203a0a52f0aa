using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Alerts operations when one partner collects many refusals within a day: it may be finding out what others work on.</summary>
public sealed class WatchForProbing
{
    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        /// <summary>The value is how many partners stood out.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var limit = (await policies.Current<EngagementPolicy>(now, ct)).Rules.RefusedBurst;
            var dayAgo = now.AddDays(-1);
            var kind = FactKinds.Kind<ProbingSuspected>();
            await using var write = await db.BeginWrite(ct, ["sell.probing"]);
            var suspects = await db.Registrations()
                .Where(r => r.Rejection != null && r.Decided > dayAgo)
                .GroupBy(r => r.PartnerId)
                .Select(g => new { Partner = g.Key, Count = g.Count() })
                .Where(s => s.Count >= limit)
                .Where(s => !db.Events().Any(e => e.PartnerId == s.Partner && e.Kind == kind && e.Happened > dayAgo))
                .ToListAsync(ct);
            foreach (var suspect in suspects)
                db.Record(by, new Ref("partner", suspect.Partner.Value), suspect.Partner, new ProbingSuspected(suspect.Count), now);
            await write.Commit(ct);
            return suspects.Count;
        }
    }
}
