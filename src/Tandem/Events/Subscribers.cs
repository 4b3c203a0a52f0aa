using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>Reacts to events after their commit, in order, each at least once. Found by scan.</summary>
/// <remarks>
/// <see cref="Handle"/> runs inside a transaction that also moves the subscriber's place in the log: what it writes through
/// the given database happens exactly once; what it does elsewhere (mail, a remote system) must bear repetition.
/// </remarks>
public interface ISubscriber
{
    string Name { get; }

    Task Handle(IReadOnlyList<Event> events, TandemDb db, CancellationToken ct);
}

/// <summary>How far one subscriber has read.</summary>
public sealed class Subscription
{
    private Subscription() { }

    public Subscription(string name) => Name = name;

    public string Name { get; private set; } = "";

    public long Position { get; private set; }

    public void ReadTo(long position) => Position = position;

    private sealed class Mapping : IEntityTypeConfiguration<Subscription>
    {
        public void Configure(EntityTypeBuilder<Subscription> builder) =>
            builder.ToTable("subscriptions").HasKey(s => s.Name);
    }
}

/// <summary>Brings every subscriber up to the end of the log, again and again.</summary>
public sealed class SubscriberRunner(IServiceScopeFactory scopes, Node node, Storage storage, ILogger<SubscriberRunner> log) : BackgroundService
{
    private const int Batch = 200;

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var pulse = Pulse.For(storage.PulseName);
        while (!stop.IsCancellationRequested)
        {
            var (next, started) = (pulse.Next, Stopwatch.GetTimestamp());
            var handled = 0;
            foreach (var name in Names())
            {
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    handled += await Advance(scope.ServiceProvider, name, node, stop);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The batch was rolled back; the next turn reads it again. Others go on.
                    log.LogError(e, "Subscriber {Subscriber} failed and tries again.", name);
                    await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            // Whoever registers a deal waits for an answer; news may come a moment later. So it rests as long as it works.
            await (handled == 0
                ? Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1), stop))
                : Task.Delay(Stopwatch.GetElapsedTime(started), stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private List<string> Names()
    {
        using var scope = scopes.CreateScope();
        return [.. scope.ServiceProvider.GetServices<ISubscriber>().Select(s => s.Name)];
    }

    /// <summary>Gives the subscriber its next events; the count says how many there were.</summary>
    /// <param name="most">Many at once are cheaper, few do not keep other writers waiting.</param>
    public static async Task<int> Advance(IServiceProvider services, string name, Node node, CancellationToken ct, int most = Batch)
    {
        var db = services.GetRequiredService<TandemDb>();
        var place = await db.Set<Subscription>().AsNoTracking()
            .Where(s => s.Name == name).Select(s => (long?)s.Position).FirstOrDefaultAsync(ct) ?? 0;
        if (await db.NewestPosition(ct) <= place)
            return 0;

        await using var write = await db.BeginWrite(ct);
        if (!await Lease.Take(db, $"subscriber:{name}", node.Id, TimeSpan.FromSeconds(30), ct))
            return 0;
        var subscription = await db.Set<Subscription>().FirstOrDefaultAsync(s => s.Name == name, ct);
        if (subscription is null)
            db.Add(subscription = new Subscription(name));
        var from = subscription.Position;
        var events = await db.Events().AsNoTracking()
            .Where(e => e.Position > from).OrderBy(e => e.Position).Take(most).ToListAsync(ct);
        if (events.Count == 0)
            return 0;
        await services.GetServices<ISubscriber>().Single(s => s.Name == name).Handle(events, db, ct);
        subscription.ReadTo(events[^1].Position!.Value);
        await write.Commit(ct);
        return events.Count;
    }
}
