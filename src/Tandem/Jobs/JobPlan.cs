using Quartz;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Jobs;

/// <summary>Brings the scheduler's store to what the modules declare, and catches up with what was missed while nobody ran.</summary>
public sealed class JobPlan(Schedules schedules, ISchedulerFactory factory, TandemDb db, Formats formats)
{
    private const string Group = "tandem";

    // Not in the first moments of a start, when everything else wants the processor too.
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(15);

    public static JobKey KeyOf(string name) => new(name, Group);

    public async Task Apply(CancellationToken ct)
    {
        var scheduler = await factory.GetScheduler(ct);
        var now = TimeProvider.System.GetUtcNow();
        var missed = new List<JobKey>();
        foreach (var schedule in schedules.All)
        {
            // A store that outlives the process keeps its own times and knows itself what it missed.
            var key = new TriggerKey(schedule.Name, Group);
            if (await scheduler.GetTrigger(key, ct) is { } present && present.Description == schedule.When(formats.Zone))
                continue;
            var job = JobBuilder.Create<DueJob>().WithIdentity(KeyOf(schedule.Name)).WithDescription(schedule.What)
                .DisallowConcurrentExecution().RequestRecovery().StoreDurably().Build();
            var trigger = TriggerBuilder.Create(TimeProvider.System).WithIdentity(key).ForJob(job).WithDescription(schedule.When(formats.Zone))
                .WithSchedule(schedule.ForQuartz(formats.Zone)).StartAt(await FirstTime(schedule, now, ct)).Build();
            await scheduler.ScheduleJob(job, [trigger], ScheduleJobOptions.Replacing, ct);
            if (await db.LastStart(schedule, ct) is { } last && schedule.NextAfter(last, formats.Zone) < now)
                missed.Add(job.Key);
        }

        foreach (var job in missed)
            await scheduler.TriggerJob(job, cancellationToken: ct);

        foreach (var stored in (await scheduler.QueryJobs(new JobQuery(), ct)).Items)
        {
            if (stored.Key.Group == Group && schedules.Find(stored.Key.Name) is null)
                await scheduler.DeleteJob(stored.Key, ct);
        }
    }

    private async Task<DateTimeOffset> FirstTime(Schedule schedule, DateTimeOffset now, CancellationToken ct)
    {
        var next = schedule.NextAfter(await db.LastStart(schedule, ct) ?? now, formats.Zone);
        return next > now + Breath ? next : now + Breath;
    }
}

/// <summary>Applies the plan once the database is ready; nobody who asks for a page waits for it.</summary>
internal sealed class JobPlanning(IServiceScopeFactory scopes) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<JobPlan>().Apply(stoppingToken);
        }
        catch (SchedulerException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped in the moment of its start: the next one applies the plan.
        }
    }
}
