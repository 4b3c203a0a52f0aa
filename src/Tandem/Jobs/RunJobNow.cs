using Quartz;
using Tandem.Kernel;

namespace Tandem.Jobs;

/// <summary>Has a job done as soon as it is its turn, by whichever node is free; if it is running, once more after that.</summary>
public static class RunJobNow
{
    public sealed class Handler(Schedules schedules, ISchedulerFactory factory)
    {
        public async Task<Outcome<Done>> Run(string name, CancellationToken ct)
        {
            if (schedules.Find(name) is null)
                return Refusal.NotFound;
            var scheduler = await factory.GetScheduler(ct);
            if (!await scheduler.Exists(JobPlan.KeyOf(name), ct))
                return Refusal.Conflict("jobs/not-scheduled", "Jobs are switched off on this installation.");
            await scheduler.TriggerJob(JobPlan.KeyOf(name), cancellationToken: ct);
            return new Done();
        }
    }
}
