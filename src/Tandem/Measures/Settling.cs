using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Brings the values of partners up to date about whom something new is known, the longest waiting first.</summary>
public sealed class Settling(TandemDb db, Reckoner reckoner, IEnumerable<IOnMeasured> followers)
{
    /// <summary>Held by whoever writes values or what follows from them, so that two never write the same.</summary>
    internal static readonly string[] Lock = ["measures"];

    /// <summary>How many partners were settled; zero when nobody waits.</summary>
    public async Task<int> Run(int most, CancellationToken ct)
    {
        await using var write = await db.BeginWrite(ct, Lock);
        var waiting = await db.MeasureMarks().Where(m => m.Due != null).OrderBy(m => m.Due).Take(most).ToListAsync(ct);
        if (waiting.Count == 0)
            return 0;
        var partners = waiting.ConvertAll(m => m.PartnerId);
        var changed = await reckoner.Refresh(partners, ct);
        waiting.ForEach(m => m.Done());
        await db.SaveChangesAsync(ct);
        if (changed > 0)
        {
            foreach (var follower in followers)
                await follower.Changed(partners, ct);
        }

        await write.Commit(ct);
        return waiting.Count;
    }
}

/// <summary>Settles what a large import or a pause has left waiting, a few partners at a time, so that nobody who works waits for it.</summary>
public sealed class SettlingRunner(IServiceScopeFactory scopes, Storage storage, ILogger<SettlingRunner> log) : BackgroundService
{
    private const int AtOnce = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pulse = Pulse.For(storage.PulseName);
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = pulse.Next;
            var settled = 0;
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
                if (await db.MeasureMarks().AnyAsync(m => m.Due != null, stoppingToken))
                    settled = await scope.ServiceProvider.GetRequiredService<Settling>().Run(AtOnce, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Settling measures failed and tries again.");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (settled == 0)
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(2), stoppingToken));
        }
    }
}
