using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>
/// Gives committed events their gap-free positions. One node at a time does it, after commit, so an event whose
/// transaction ended late simply gets a later position and no reader of positions can ever pass it by.
/// </summary>
public sealed class Sequencer(IServiceScopeFactory scopes, Node node, Storage storage, ILogger<Sequencer> log) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        var pulse = Pulse.For(storage.PulseName);
        while (!stop.IsCancellationRequested)
        {
            var next = pulse.Next;
            var numbered = 0;
            try
            {
                numbered = await NumberSome(stop);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "The sequencer failed and tries again.");
                await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            // Other nodes' commits give no pulse here, so look again after a while whatever happens.
            if (numbered == 0)
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1), stop));

            // Under load a few events are numbered together instead of each by itself.
            if (numbered is > 0 and < Batch)
                await Task.Delay(Together, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> NumberSome(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await Number(scope.ServiceProvider.GetRequiredService<TandemDb>(), node, ct);
    }

    /// <summary>Numbers one batch; the count says how many were waiting, up to the batch size.</summary>
    public static async Task<int> Number(TandemDb db, Node node, CancellationToken ct)
    {
        if (!await db.Events().AnyAsync(e => e.Position == null, ct))
            return 0;

        await using var write = await db.BeginWrite(ct);
        if (!await Lease.Take(db, "sequencer", node.Id, TimeSpan.FromSeconds(10), ct))
            return 0;
        var numbered = await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE events SET position = numbered.place
             FROM (
                 SELECT waiting.id, row_number() OVER (ORDER BY waiting.recorded, waiting.id)
                     + coalesce((SELECT max(position) FROM events), 0) AS place
                 FROM (SELECT id, recorded FROM events WHERE position IS NULL ORDER BY recorded, id LIMIT {Batch}) AS waiting
             ) AS numbered
             WHERE events.id = numbered.id
             """, ct);
        await write.Commit(ct);
        return numbered;
    }
}
