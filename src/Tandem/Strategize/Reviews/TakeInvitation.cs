using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The review as a file for one's own calendar.</summary>
public sealed record TakeInvitation
{
    public Id<Qbr> Qbr { get; init; }

    public sealed class Handler(TandemDb db, QbrInvitations invitations, TimeProvider clock)
    {
        public async Task<Outcome<string>> Run(TakeInvitation ask, Actor by, CancellationToken ct)
        {
            var qbr = await db.Qbrs().AsNoTracking().VisibleTo(by).SingleOrDefaultAsync(q => q.Id == ask.Qbr, ct);
            if (qbr is null)
                return Refusal.NotFound;
            var plan = await db.Plans().AsNoTracking().SingleAsync(p => p.Id == qbr.PlanId, ct);
            var calendar = await invitations.Calendar(qbr, plan, await invitations.Zone(clock.GetUtcNow(), ct), attendees: null, linked: true, ct);
            return calendar.Write(qbr.State == QbrState.Cancelled ? CalendarMethod.Cancel : CalendarMethod.Publish);
        }
    }
}
