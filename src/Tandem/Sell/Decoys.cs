using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>
/// Deals that a conflict check reads along although they have nothing to do with it, so that it reads as many rows when it
/// finds nothing as when it finds something: its time must not tell a partner whose customer it asked about.
/// </summary>
/// <remarks>The latest deals serve: real rows, as warm as any. Each node keeps its own few.</remarks>
public sealed class Decoys
{
    private const int Kept = 32;

    private readonly ConcurrentQueue<Id<Deal>> latest = new();

    public void Keep(Id<Deal> deal)
    {
        latest.Enqueue(deal);
        while (latest.Count > Kept)
            latest.TryDequeue(out _);
    }

    internal async ValueTask<IEnumerable<Id<Deal>>> Take(int count, TandemDb db, CancellationToken ct)
    {
        if (latest.IsEmpty)
        {
            foreach (var deal in await db.Deals().AsNoTracking().OrderByDescending(d => d.Id).Take(Kept).Select(d => d.Id).ToListAsync(ct))
                latest.Enqueue(deal);
        }

        return latest.Take(Math.Max(0, count));
    }
}
