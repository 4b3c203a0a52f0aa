using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>How Sell's jobs write: some deals at a time in short transactions, so that nobody who registers waits for them.</summary>
internal static class Slices
{
    private const int Most = 200;
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    /// <summary>Loads each deal under its lock and lets <paramref name="each"/> decide; counts those that it changed.</summary>
    public static Task<int> InSlices(
        this TandemDb db, IReadOnlyList<Id<Deal>> deals, Func<Deal, DateTimeOffset, CancellationToken, Task<bool>> each,
        TimeProvider clock, CancellationToken ct) => db.BySlice(
        deals,
        async (slice, now, ct) =>
        {
            var changed = 0;
            foreach (var deal in await db.Deals().Include(d => d.Registration).Where(d => slice.Contains(d.Id)).OrderBy(d => d.Id).ToListAsync(ct))
            {
                if (await each(deal, now, ct))
                    changed++;
            }

            return changed;
        },
        clock,
        ct);

    /// <summary>The same for those that are changed together: <paramref name="some"/> has them under their locks and says how many it changed.</summary>
    /// <remarks>A slice grows while its transactions are short and shrinks when one was long.</remarks>
    public static async Task<int> BySlice(
        this TandemDb db, IReadOnlyList<Id<Deal>> deals, Func<List<Id<Deal>>, DateTimeOffset, CancellationToken, Task<int>> some,
        TimeProvider clock, CancellationToken ct)
    {
        var changed = 0;
        var size = 8;
        for (var from = 0; from < deals.Count;)
        {
            var slice = deals.Skip(from).Take(size).ToList();
            from += slice.Count;
            await using var write = await db.BeginWrite(ct, slice.SelectMany(id => id.LockKey()));
            var started = Stopwatch.GetTimestamp();
            changed += await some(slice, clock.GetUtcNow(), ct);
            await write.Commit(ct);
            db.Forget();
            var took = Stopwatch.GetElapsedTime(started);
            size = took > Long ? Math.Max(1, size / 2) : took < Short ? Math.Min(Most, size * 2) : size;
        }

        return changed;
    }
}
