using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Says yes, after the policy's delay, to the clean registrations that the rule approves.</summary>
public sealed class AnnounceAutomaticApprovals
{
    public sealed class Handler(TandemDb db, ApprovalDesk desk, ApproveRegistration approve, TimeProvider clock)
    {
        /// <summary>The value is how many were approved.</summary>
        public async Task<Outcome<int>> Run(Actor by, CancellationToken ct)
        {
            if (!by.IsSystem)
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            var ripe = await db.ApprovalRequests().AsNoTracking()
                .Where(r => r.State == ApprovalState.Open && r.AutomaticAt <= now && r.Kind == RequestKind.Registration)
                .OrderBy(r => r.AutomaticAt).ThenBy(r => r.Id)
                .Select(r => r.SubjectId)
                .ToListAsync(ct);
            return await db.InSlices([.. ripe.Select(id => new Id<Deal>(id))], (deal, now, ct) => Approve(deal, by, now, ct), clock, ct);
        }

        private async Task<bool> Approve(Deal deal, Actor by, DateTimeOffset now, CancellationToken ct)
        {
            // A person may have taken it over since the list was read.
            if (await desk.OpenFor(deal.Ref, RequestKind.Registration, ct) is not { State: ApprovalState.Open } request || !(request.AutomaticAt <= now))
                return false;
            request.ApproveByRule(now);
            await approve.Run(deal, chosen: null, by, byRule: true, now, ct);
            return true;
        }
    }
}
