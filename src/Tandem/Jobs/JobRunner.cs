using Microsoft.EntityFrameworkCore;
using Quartz;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Jobs;

/// <summary>All that Tandem does by itself, gathered from the modules.</summary>
public sealed class Schedules(IEnumerable<ISchedules> modules)
{
    public IReadOnlyList<Schedule> All { get; } = [.. modules.SelectMany(m => m.Schedules).OrderBy(s => s.Name, StringComparer.Ordinal)];

    public Schedule? Find(string name) => All.FirstOrDefault(s => s.Name == name);
}

/// <summary>Runs a job's use case once and writes down how it went.</summary>
public sealed class JobRunner(IServiceScopeFactory scopes, Formats formats, ILogger<JobRunner> log)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // What is done at its time of day builds on what was done before it, and after a pause a whole night is due at once.
    private readonly Turns turns = new(gathering: TimeSpan.FromSeconds(1));

    /// <summary>At once if it comes again and again; in its turn among what else waits on this node if it has its time of day.</summary>
    public async Task<JobRun> Run(Schedule schedule, CancellationToken ct)
    {
        if (schedule.Cron is null)
            return await RunAtOnce(schedule, ct);
        using var turn = await turns.Take(await FirstMissed(schedule, ct), ct);
        return await RunAtOnce(schedule, ct);
    }

    /// <summary>The first moment at which it was due since it last began; one that is not due yet, but asked for, comes after all that are.</summary>
    private async Task<DateTimeOffset> FirstMissed(Schedule schedule, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var last = await scope.ServiceProvider.GetRequiredService<TandemDb>().LastStart(schedule, ct);
        return schedule.NextAfter(last ?? Now.AddDays(-1), formats.Zone);
    }

    private async Task<JobRun> RunAtOnce(Schedule schedule, CancellationToken ct)
    {
        var run = await Begin(schedule.Name, ct);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var ran = await schedule.Run(scope.ServiceProvider, ct);
            if (ran.Refusal is { } refusal)
                run.End(RunState.Refused, Now, error: Problems.Say(refusal));
            else
                run.End(RunState.Done, Now, ran.Counts);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            run.End(RunState.Abandoned, Now);
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Job {Job} failed.", schedule.Name);
            run.End(RunState.Failed, Now, error: $"{failure.GetType().Name}: {failure.Message}");
        }

        await Save(run);
        return run;
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<JobRun> Begin(string name, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        await using var write = await db.BeginWrite(ct);
        var run = JobRun.Start(name, Now);
        var old = run.Started - Kept;
        await db.JobRuns().Where(r => r.Name == name && r.Started < old).ExecuteDeleteAsync(ct);

        // Runs of one job never overlap, so one that still says it is running ended with its process.
        foreach (var lost in await db.JobRuns().Where(r => r.Name == name && r.State == RunState.Running).ToListAsync(ct))
            lost.End(RunState.Abandoned, run.Started);
        db.Add(run);
        await write.Commit(ct);
        return run;
    }

    /// <summary>Also when the process is asked to stop: that the run ended is written down.</summary>
    private async Task Save(JobRun run)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        db.Update(run);
        await db.SaveChangesAsync(CancellationToken.None);
    }
}

/// <summary>What Quartz calls when a job is due; the job's name says which schedule.</summary>
internal sealed class DueJob(Schedules schedules, JobRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken ct)
    {
        if (schedules.Find(context.JobDetail.Key.Name) is { } schedule)
            await runner.Run(schedule, ct);
    }
}
