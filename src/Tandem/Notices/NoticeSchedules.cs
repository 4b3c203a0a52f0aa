using Tandem.Jobs;

namespace Tandem.Notices;

/// <summary>What Notices does by itself.</summary>
public sealed class NoticeSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.At("notices.digest", "Sends everybody's daily summary", "0 0 6 * * ?", (SendDigests.Handler digests, CancellationToken ct) => digests.Run(ct)),
    ];
}
