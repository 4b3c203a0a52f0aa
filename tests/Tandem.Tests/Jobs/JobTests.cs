using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Tandem.Jobs;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Jobs;

public abstract class JobTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A use case that the tests can make good, bad, slow; it knows how many of it ran at once.</summary>
    public sealed class Work
    {
        private int running;

        public ConcurrentQueue<DateTimeOffset> Starts { get; } = new();

        public int MostAtOnce { get; private set; }

        public Func<Task<Outcome<int>>> Answer { get; set; } = () => Task.FromResult<Outcome<int>>(7);

        public async Task<Outcome<int>> Run(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref running));
            Starts.Enqueue(DateTimeOffset.UtcNow);
            try
            {
                return await Answer();
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    public sealed class TestSchedules : ISchedules
    {
        public IEnumerable<Schedule> Schedules =>
        [
            Schedule.At("test.rare", "Rare work", "0 0 6 1 1 ?", (Work work, CancellationToken ct) => work.Run(ct)),
            Schedule.At("test.later", "Rare work, later", "0 0 7 1 1 ?", (Work work, CancellationToken ct) => work.Run(ct)),
            Schedule.Every("test.often", "Frequent work", TimeSpan.FromDays(1), (Work _, CancellationToken _) => Task.FromResult<Outcome<int>>(3)),
        ];
    }

    private async Task<JobRun> RunOnce(Func<Task<Outcome<int>>> answer)
    {
        app.Services.GetRequiredService<Work>().Answer = answer;
        var schedule = app.Services.GetRequiredService<Schedules>().Find("test.rare")!;
        var run = await app.Services.GetRequiredService<JobRunner>().Run(schedule, Ct);
        return await app.Db(db => db.JobRuns().AsNoTracking().SingleAsync(r => r.Id == run.Id, Ct));
    }

    [Fact]
    public async Task Each_run_is_written_down_with_its_count_its_refusal_or_its_failure()
    {
        var done = await RunOnce(() => Task.FromResult<Outcome<int>>(12));
        var refused = await RunOnce(() => Task.FromResult<Outcome<int>>(Refusal.Conflict("test/no", "Not {0}.", "today")));
        var failed = await RunOnce(() => throw new InvalidDataException("broken"));

        Assert.Equal((RunState.Done, "12"), (done.State, done.Counts));
        Assert.Equal((RunState.Refused, "Not today."), (refused.State, refused.Error));
        Assert.Equal((RunState.Failed, "InvalidDataException: broken"), (failed.State, failed.Error));
        Assert.All([done, refused, failed], run => Assert.NotNull(run.Ended));
    }

    [Fact]
    public async Task A_run_whose_process_was_killed_is_called_abandoned_by_the_next_one()
    {
        var lost = JobRun.Start("test.rare", DateTimeOffset.UtcNow.AddMinutes(-1));
        await app.Db(db =>
        {
            db.Add(lost);
            return db.SaveChangesAsync(Ct);
        });

        await RunOnce(() => Task.FromResult<Outcome<int>>(1));

        Assert.Equal(RunState.Abandoned, await app.Db(db => db.JobRuns().Where(r => r.Id == lost.Id).Select(r => r.State).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Work_of_the_night_takes_turns_in_the_order_it_was_due_and_frequent_work_waits_for_none_of_it()
    {
        var (work, runner) = (app.Services.GetRequiredService<Work>(), app.Services.GetRequiredService<JobRunner>());
        var schedules = app.Services.GetRequiredService<Schedules>();
        var morning = new TaskCompletionSource<Outcome<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Answer = () => morning.Task;
        work.Starts.Clear();

        var second = runner.Run(schedules.Find("test.later")!, Ct);
        var first = runner.Run(schedules.Find("test.rare")!, Ct);
        await Until(() => !work.Starts.IsEmpty);
        var often = await runner.Run(schedules.Find("test.often")!, Ct);
        var startedMeanwhile = work.Starts.Count;
        morning.SetResult(5);
        var ended = await Task.WhenAll(first, second);

        Assert.Equal((RunState.Done, "3"), (often.State, often.Counts));
        Assert.Equal((1, 2, 1), (startedMeanwhile, work.Starts.Count, work.MostAtOnce));
        Assert.All(ended, run => Assert.Equal((RunState.Done, "5"), (run.State, run.Counts)));
        Assert.True(ended[1].Started >= ended[0].Ended);
    }

    [Fact]
    public async Task What_was_missed_while_nobody_ran_is_done_once_and_run_now_queues_behind_a_running_one()
    {
        var work = app.Services.GetRequiredService<Work>();
        work.Answer = async () =>
        {
            await Task.Delay(300, Ct);
            return 1;
        };
        await app.Db(async db =>
        {
            await db.JobRuns().ExecuteDeleteAsync(Ct);
            db.Add(JobRun.Start("test.rare", DateTimeOffset.UtcNow.AddYears(-2)));
            await db.SaveChangesAsync(Ct);
        });
        work.Starts.Clear();
        var scheduler = await app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(Ct);
        await app.Run(async (JobPlan plan) =>
        {
            await plan.Apply(Ct);
            return true;
        });
        await scheduler.Start(Ct);
        try
        {
            await Until(() => work.Starts.Count == 1);
            for (var i = 0; i < 3; i++)
                Assert.True((await app.Run((RunJobNow.Handler now) => now.Run("test.rare", Ct))).Ok);
            await Until(() => work.Starts.Count == 4);

            Assert.Equal(1, work.MostAtOnce);
            Assert.Equal(Refusal.NotFound, (await app.Run((RunJobNow.Handler now) => now.Run("test.unknown", Ct))).Refusal);
            var listed = await app.Run((ListJobs.Handler list) => list.Run(Ct));
            Assert.Equal(1, listed.Single(item => item.Name == "test.rare").Next!.Value.Month);
            Assert.Contains(listed, item => item.Name == "notices.digest");
            Assert.True((await app.Run((ListJobs.Handler list) => list.History("test.rare", Ct))).Value.Count >= 4);
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, Ct);
        }
    }

    internal static async Task Until(Func<bool> happened)
    {
        for (var i = 0; i < 900 && !happened(); i++)
            await Task.Delay(100, Ct);
        Assert.True(happened(), "It did not happen within 90 seconds.");
    }

    public static void Register(IServiceCollection services) =>
        services.AddSingleton<ISchedules, TestSchedules>().AddSingleton<Work>();

    public sealed class SqliteJobApp : SqliteApp
    {
        protected override void ConfigureServices(IServiceCollection services) => Register(services);
    }

    public sealed class PostgresJobApp : PostgresApp
    {
        protected override void ConfigureServices(IServiceCollection services) => Register(services);
    }

    public sealed class OnSqlite(SqliteJobApp app) : JobTests(app), IClassFixture<SqliteJobApp>;

    public sealed class OnPostgres(PostgresJobApp app) : JobTests(app), IClassFixture<PostgresJobApp>;
}
