using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Xunit;

namespace Tandem.Tests.Events;

public abstract class SubscriberTests(Func<TestApp> start) : LogOfTests(start)
{
    [Fact]
    public async Task A_subscriber_receives_each_event_once_and_in_order()
    {
        for (var i = 0; i < 5; i++)
        {
            await Happen();
            await App.Drain();
        }

        Assert.Equal([1, 2, 3, 4, 5], Received.By(Received.Steady).Select(e => e.Position!.Value));
    }

    [Fact]
    public async Task A_subscriber_that_failed_is_given_the_same_events_again()
    {
        Received.MoodyFails = true;
        await Happen();
        await App.Db(db => Sequencer.Number(db, new Node(), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Advance(Received.Moody));
        Assert.Empty(Received.By(Received.Moody));

        Received.MoodyFails = false;
        await Advance(Received.Moody);

        Assert.Equal([1], Received.By(Received.Moody).Select(e => e.Position!.Value));
    }

    [Fact]
    public async Task A_subscriber_that_keeps_failing_does_not_hold_up_the_others()
    {
        Received.MoodyFails = true;
        await Happen();
        await App.Db(db => Sequencer.Number(db, new Node(), CancellationToken.None));
        using var runner = ActivatorUtilities.CreateInstance<SubscriberRunner>(App.Services);
        await runner.StartAsync(CancellationToken.None);
        await Eventually(() => Task.FromResult(Received.By(Received.Steady).Count == 1), "the steady subscriber received the event");

        Received.MoodyFails = false;
        await Eventually(() => Task.FromResult(Received.By(Received.Moody).Count == 1), "the recovered subscriber received it too");
        await runner.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Two_nodes_never_give_a_subscriber_the_same_event_twice()
    {
        for (var i = 0; i < 30; i++)
            await Happen();
        await App.Db(db => Sequencer.Number(db, new Node(), CancellationToken.None));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Advance(Received.Steady)));

        Assert.Equal(Enumerable.Range(1, 30), Received.By(Received.Steady).Select(e => (int)e.Position!));
    }

    [Fact]
    public async Task More_events_than_one_batch_arrive_completely()
    {
        await App.Db(async db =>
        {
            await using var write = await db.BeginWrite(CancellationToken.None);
            for (var i = 0; i < 1100; i++)
                await Append(db);
            await write.Commit(CancellationToken.None);
        });

        await App.Drain();

        Assert.Equal(Enumerable.Range(1, 1100), Received.By(Received.Steady).Select(e => (int)e.Position!));
    }

    private async Task<int> Advance(string subscriber)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await SubscriberRunner.Advance(scope.ServiceProvider, subscriber, new Node(), CancellationToken.None);
    }

    public sealed class OnSqlite() : SubscriberTests(() => new SqliteLog());

    public sealed class OnPostgres() : SubscriberTests(() => new PostgresLog());
}
