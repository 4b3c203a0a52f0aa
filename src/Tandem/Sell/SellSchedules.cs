using Tandem.Identity;
using Tandem.Jobs;

namespace Tandem.Sell;

/// <summary>What Tandem does by itself with deals.</summary>
public sealed class SellSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.Every("sell.announce", "Announces the registrations that the rule approves", TimeSpan.FromMinutes(1),
            (AnnounceAutomaticApprovals.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.Every("sell.escalate", "Reports reviews that missed their clock", TimeSpan.FromMinutes(5),
            (EscalateOverdueReviews.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.Every("sell.expire", "Ends protections whose last day has passed", TimeSpan.FromMinutes(15),
            (ExpireRegistrations.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.Every("sell.remind", "Reminds both sides of protections that end soon", TimeSpan.FromHours(1),
            (RemindOfExpiry.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.At("sell.nudge", "Nudges both sides about deals that stand still", "0 0 5 * * ?",
            (NudgeStalledDeals.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.Every("sell.probing", "Alerts operations when one partner collects many refusals", TimeSpan.FromMinutes(15),
            (WatchForProbing.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
