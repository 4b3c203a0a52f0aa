using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Counts the whole log by day anew, partner by partner: after KPIs learnt to count events in a new way, or the time zone changed.</summary>
public sealed class RollUpAgain
{
    public sealed class Handler(TandemDb db, EventRoll roll, IPartnerRegister register)
    {
        /// <summary>The value is how many daily counts there are now.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return Refusal.NotFound;
            var rows = 0;
            foreach (var partner in await register.Read(null, ct))
            {
                await using var write = await db.BeginWrite(ct, Settling.Lock);

                // What the reader of the log has not reached yet it will count itself.
                var place = await db.Set<Subscription>().Where(s => s.Name == MeasureSubscriber.Called).Select(s => s.Position).FirstOrDefaultAsync(ct);
                var events = await db.Events().AsNoTracking().Where(e => e.PartnerId == partner.Id && e.Position <= place).OrderBy(e => e.Position).ToListAsync(ct);
                var counts = await roll.Roll(events, ct);
                await db.EventDays().Where(d => d.PartnerId == partner.Id).ExecuteDeleteAsync(ct);
                await db.InsertMany(counts.Select(c => EventDay.Of(c.Key.Partner, c.Key.Kind, c.Key.Day, c.Key.Actor, c.Key.Own, c.Value)).ToList(), ct);
                await write.Commit(ct);
                rows += counts.Count;
            }

            return rows;
        }
    }
}
