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
            var stalled = DealSearch.IsStalled(stages, now);
            var weekAgo = now.AddDays(-DaysBetween);
            var ids = await db.Deals().AsNoTracking().Where(stalled)
                .Where(d => d.Nudged == null || d.Nudged <= weekAgo)
                .OrderBy(d => d.Id)
                .Select(d => d.Id)
                .ToListAsync(ct);
            if (ids.Count == 0)
                return 0;
            var still = stalled.Compile(preferInterpretation: true);
            return await db.InSlices(ids, (deal, now, _) => Task.FromResult(still(deal) && Nudge(deal, by, now)), clock, ct);
        }

        private bool Nudge(Deal deal, Actor by, DateTimeOffset now)
        {
            deal.Nudge(now);
            db.Record(by, deal.Ref, deal.PartnerId, new DealStalled(deal.Stage, (int)(now - deal.Touched).TotalDays), now);
            return true;
        }
    }
}
