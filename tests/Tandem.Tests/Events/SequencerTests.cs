using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Xunit;

namespace Tandem.Tests.Events;

public abstract class SequencerTests(Func<TestApp> start) : LogOfTests(start)
{
    [Fact]
    public async Task Committed_events_get_positions_without_a_gap()
    {
        for (var i = 0; i < 7; i++)
            await Happen();

        await App.Drain();

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], await Positions());
    }

    [Fact]
    public async Task An_event_whose_transaction_was_undone_leaves_no_gap()
    {
        await Happen();
        await App.Db(async db =>
        {
            await using var write = await db.BeginWrite(CancellationToken.None);
            await Append(db);
        });
        await Happen();

        await App.Drain();

        Assert.Equal([1, 2], await Positions());
    }

    [Fact]
    public async Task A_transaction_held_open_for_two_seconds_while_a_hundred_others_commit_loses_no_event_for_any_subscriber()
    {
        using var background = new Background(App);
        await background.Start();
        var opened = new TaskCompletionSource();
        var held = App.Db(async db =>
        {
            await using var write = await db.BeginWrite(CancellationToken.None);
            var id = await Append(db);
            opened.SetResult();
            await Task.Delay(TimeSpan.FromSeconds(2));
            await write.Commit(CancellationToken.None);
            return id;
        });
        await opened.Task;

        var others = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Happen()));
        var all = others.Append(await held).Order().ToList();

        await Eventually(
            () => Task.FromResult(Received.By(Received.Steady).Count >= all.Count && Received.By(Received.Moody).Count >= all.Count),
            "both subscribers received everything");
        await background.Stop();
        Assert.All([Received.Steady, Received.Moody], subscriber =>
        {
            var received = Received.By(subscriber);
            Assert.Equal(all, received.Select(e => e.Id.Value).Order());
            Assert.Equal(Enumerable.Range(1, all.Count), received.Select(e => (int)e.Position!));
        });
    }

    [Fact]
    public async Task Two_nodes_that_number_at_the_same_time_give_each_position_once()
    {
        Node[] nodes = [new(), new()];
        using var writing = new CancellationTokenSource();
        var numbering = nodes.Select(node => Task.Run(async () =>
        {
            while (!writing.IsCancellationRequested)
                await App.Db(db => Sequencer.Number(db, node, CancellationToken.None));
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Happen()));
        await writing.CancelAsync();
        await Task.WhenAll(numbering);
        foreach (var node in nodes)
            await App.Db(db => Sequencer.Number(db, node, CancellationToken.None));

        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long?)i), await Positions());
    }

    [Fact]
    public async Task A_node_that_died_holding_the_duty_is_followed_by_another_when_its_lease_ends()
    {
        await Happen();
        await App.Db(db => Sequencer.Number(db, new Node(), CancellationToken.None));
        await Happen();
        Assert.Equal(0, await App.Db(db => Sequencer.Number(db, new Node(), CancellationToken.None)));

        var past = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await App.Db(db => db.Set<Lease>().ExecuteUpdateAsync(s => s.SetProperty(l => l.Until, past)));

        Assert.Equal(1, await App.Db(db => Sequencer.Number(db, new Node(), CancellationToken.None)));
        Assert.Equal([1, 2], await Positions());
    }

    /// <summary>The sequencer and the runner of subscribers as they run in production.</summary>
    private sealed class Background(TestApp app) : IDisposable
    {
        private readonly Sequencer sequencer = ActivatorUtilities.CreateInstance<Sequencer>(app.Services);
        private readonly SubscriberRunner runner = ActivatorUtilities.CreateInstance<SubscriberRunner>(app.Services);

        public async Task Start()
        {
            await sequencer.StartAsync(CancellationToken.None);
            await runner.StartAsync(CancellationToken.None);
        }

        public async Task Stop()
        {
            await sequencer.StopAsync(CancellationToken.None);
            await runner.StopAsync(CancellationToken.None);
        }

        public void Dispose()
        {
            sequencer.Dispose();
            runner.Dispose();
        }
    }

    public sealed class OnSqlite() : SequencerTests(() => new SqliteLog());

    public sealed class OnPostgres() : SequencerTests(() => new PostgresLog());
}
