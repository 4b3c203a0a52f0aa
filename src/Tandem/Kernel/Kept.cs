using Microsoft.EntityFrameworkCore;

namespace Tandem.Kernel;

/// <summary>A small table that nearly every request reads and people change a few times a year: kept in memory for seconds.</summary>
/// <remarks>Who changes it forgets it on this node at once; another node sees the change when its seconds are over.</remarks>
public sealed class Kept<T> where T : class
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private Reading? last;
    private int changes;

    public async ValueTask<IReadOnlyList<T>> All(TandemDb db, CancellationToken ct)
    {
        if (Volatile.Read(ref last) is { } kept && TimeProvider.System.GetElapsedTime(kept.At) < Fresh)
            return kept.Rows;
        var (before, at) = (Volatile.Read(ref changes), TimeProvider.System.GetTimestamp());
        var rows = await db.Set<T>().AsNoTracking().ToListAsync(ct);

        // What was read before a change is out of date even if it is stored after.
        Volatile.Write(ref last, Volatile.Read(ref changes) == before ? new Reading(at, rows) : null);
        return rows;
    }

    public void Forget()
    {
        Interlocked.Increment(ref changes);
        Volatile.Write(ref last, null);
    }

    private sealed record Reading(long At, IReadOnlyList<T> Rows);
}
