using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Reports each review that missed its clock upwards, once per level.</summary>
public sealed class EscalateOverdueReviews
{
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        /// <summary>The value is how many were reported.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var late = await Late(now).OrderBy(r => r.Due).ThenBy(r => r.Id).Select(r => r.SubjectId).ToListAsync(ct);
            return await db.InSlices([.. late.Distinct().Select(id => new Id<Deal>(id))], (deal, now, ct) => Report(deal, by, now, ct), clock, ct);
        }

        private IQueryable<ApprovalRequest> Late(DateTimeOffset now) => db.ApprovalRequests()
            .Where(r => r.State == ApprovalState.Open && r.Due < now && r.EscalatedAt == null && r.AutomaticAt == null && r.SubjectKind == "deal");

        private async Task<bool> Report(Deal deal, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            if (await Late(now).FirstOrDefaultAsync(r => r.SubjectId == deal.Id.Value, ct) is not { } request)
                return false;
            request.Escalate(now);
            db.Record(by, deal.Ref, deal.PartnerId, new ReviewOverdue(request.Id, request.Level), now);
            return true;
        }
    }
}
