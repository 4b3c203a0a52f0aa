using Microsoft.EntityFrameworkCore;
using Quartz;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Jobs;

/// <summary>What Tandem does by itself: when it did it last, how it went, when it does it next.</summary>
public static class ListJobs
{
    public sealed record Item(string Name, string What, TimeSpan? Every, string? Cron, DateTimeOffset? Next, Run? Last);

    public sealed record Run(DateTimeOffset Started, DateTimeOffset? Ended, RunState State, string? Counts, string? Error)
    {
        public TimeSpan? Took => Ended - Started;
    }

    private const int RunsShown = 50;

    public sealed class Handler(TandemDb db, Schedules schedules, ISchedulerFactory factory, Words l)
    {
        public async Task<List<Item>> Run(CancellationToken ct)
        {
            var scheduler = await factory.GetScheduler(ct);
            var items = new List<Item>();
            foreach (var schedule in schedules.All)
            {
                var trigger = await scheduler.GetTrigger(new TriggerKey(schedule.Name, JobPlan.KeyOf(schedule.Name).Group), ct);
                var last = await Runs(schedule.Name).FirstOrDefaultAsync(ct);
                items.Add(new Item(schedule.Name, l[schedule.What], schedule.Span, schedule.Cron, trigger?.NextFireTimeUtc, last));
            }

            return items;
        }

        /// <summary>The latest runs of one job.</summary>
        public async Task<Outcome<List<Run>>> History(string name, CancellationToken ct) =>
            schedules.Find(name) is null ? Refusal.NotFound : await Runs(name).Take(RunsShown).ToListAsync(ct);

        private IQueryable<Run> Runs(string name) => db.JobRuns().AsNoTracking().Where(r => r.Name == name)
            .OrderByDescending(r => r.Started).Select(r => new Run(r.Started, r.Ended, r.State, r.Counts, r.Error));
    }
}

/// <summary>The permissions of Jobs.</summary>
public sealed class JobsPermissions : IPermissions
{
    /// <summary>See what Tandem does by itself, and have it done now.</summary>
    public const string Run = "jobs.run";

    public IEnumerable<Grant> Grants => [new(Run, Role.Operations)];
}
