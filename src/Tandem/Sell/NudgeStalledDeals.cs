using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>Tells both sides that a deal stands still for longer than its stage allows, at most once a week.</summary>
public sealed class NudgeStalledDeals
{
    private const int DaysBetween = 7;

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        /// <summary>The value is how many deals were nudged.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var stages = (await policies.Current<StagesPolicy>(now, ct)).Rules;
            var weekAgo = now.AddDays(-DaysBetween);
            var waiting = db.Deals().AsNoTracking().Where(DealSearch.IsStalled(stages, now)).Where(d => d.Nudged == null || d.Nudged <= weekAgo);
            var ids = await waiting.OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(ct);
            return await db.BySlice(ids, (slice, now, ct) => Nudge(waiting.Where(d => slice.Contains(d.Id)), by, now, ct), clock, ct);
        }

        /// <summary>Leaves the deals' versions as they are: who has one open on a form may save it.</summary>
        private async Task<int> Nudge(IQueryable<Deal> waiting, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            var deals = await waiting.OrderBy(d => d.Id).Select(d => new { d.Id, d.PartnerId, d.Stage, d.Touched }).ToListAsync(ct);
            foreach (var deal in deals)
                db.Record(by, new Ref("deal", deal.Id.Value), deal.PartnerId, new DealStalled(deal.Stage, (int)(now - deal.Touched).TotalDays), now);
            await waiting.ExecuteUpdateAsync(set => set.SetProperty(d => d.Nudged, now), ct);
            return deals.Count;
        }
    }
}
