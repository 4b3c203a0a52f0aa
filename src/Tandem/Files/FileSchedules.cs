using Tandem.Jobs;

namespace Tandem.Files;

/// <summary>What Files does by itself.</summary>
public sealed class FileSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        Schedule.Every("files.sweep", "Takes away uploads whose form was never sent", TimeSpan.FromHours(1), (SweepFiles.Handler sweep, CancellationToken ct) => sweep.Run(ct)),
    ];
}
