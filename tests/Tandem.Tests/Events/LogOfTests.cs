using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tandem.Events;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Events;

/// <summary>What the two subscribers of these tests received, and whether one of them is ill.</summary>
public sealed class Received
{
    public const string Steady = "test.steady";
    public const string Moody = "test.moody";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Event>> by = new();

    public bool MoodyFails { get; set; }

    public IReadOnlyList<Event> By(string subscriber) => [.. by.GetOrAdd(subscriber, _ => new())];

    public void Add(string subscriber, IEnumerable<Event> events)
    {
        foreach (var one in events)
            by.GetOrAdd(subscriber, _ => new()).Enqueue(one);
    }
}

internal sealed class SteadySubscriber(Received received) : ISubscriber
{
    public string Name => Received.Steady;

    public Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        received.Add(Name, events);
        return Task.CompletedTask;
    }
}

internal sealed class MoodySubscriber(Received received) : ISubscriber
{
    public string Name => Received.Moody;

    public Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct)
    {
        if (received.MoodyFails)
            throw new InvalidOperationException("The subscriber is ill.");
        received.Add(Name, events);
        return Task.CompletedTask;
    }
}

/// <summary>Tandem with these two subscribers only, one log per test.</summary>
public abstract class LogOfTests(Func<TestApp> start) : IAsyncLifetime
{
    protected TestApp App { get; } = start();

    protected Received Received => App.Services.GetRequiredService<Received>();

    public async ValueTask InitializeAsync() => await App.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds an event of no module's kind to the log, in the transaction that is open or at once.</summary>
    protected async Task<Guid> Append(TandemDb db)
    {
        var id = Guid.CreateVersion7();
        var now = App.Now.UtcDateTime;
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO events (id, kind, subject_kind, subject_id, happened, recorded, imported, data)
             VALUES ({id}, {"test.happened"}, {"test"}, {id}, {now}, {now}, {false}, {"{}"})
             """);
        return id;
    }

    /// <summary>Adds an event in a transaction of its own, as a use case does.</summary>
    protected Task<Guid> Happen() => App.Db(async db =>
    {
        await using var write = await db.BeginWrite(CancellationToken.None);
        var id = await Append(db);
        await write.Commit(CancellationToken.None);
        return id;
    });

    protected Task<List<long?>> Positions() => App.Db(db => db.Events().Select(e => e.Position).OrderBy(p => p).ToListAsync());

    protected static async Task Eventually(Func<Task<bool>> holds, string what)
    {
        for (var i = 0; i < 1200; i++)
        {
            if (await holds())
                return;
            await Task.Delay(50);
        }

        Assert.Fail($"It never came true that {what}.");
    }

    internal static void OnlyTheseSubscribers(IServiceCollection services)
    {
        services.RemoveAll<ISubscriber>();
        services.AddSingleton<Received>();
        services.AddScoped<ISubscriber, SteadySubscriber>();
        services.AddScoped<ISubscriber, MoodySubscriber>();
    }
}

internal sealed class SqliteLog : SqliteApp
{
    protected override void ConfigureServices(IServiceCollection services) => LogOfTests.OnlyTheseSubscribers(services);
}

internal sealed class PostgresLog : PostgresApp
{
    protected override void ConfigureServices(IServiceCollection services) => LogOfTests.OnlyTheseSubscribers(services);
}
