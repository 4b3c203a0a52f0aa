using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Tandem.Kernel.Api;

/// <summary>How many rows a list has, counted to a bound: beyond ten thousand nobody needs the number.</summary>
/// <remarks>
/// Counting to the bound is the dearest part of a long list, and a list that was longer a moment ago still is. So that much is
/// remembered for a minute; every shorter list is counted each time and its number is exact.
/// </remarks>
public sealed class Tally
{
    public const int Bound = 10_000;

    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> longer = new(StringComparer.Ordinal);

    /// <param name="list">The list with its filter and with whoever it is cut for: whatever makes its rows others.</param>
    public async Task<Count> Of<T>(string list, IQueryable<T> rows, CancellationToken ct)
    {
        if (longer.TryGetValue(list, out var at) && Stopwatch.GetElapsedTime(at) < Remembered)
            return new Count(Bound, true);
        var counted = await rows.Take(Bound + 1).CountAsync(ct);
        if (counted <= Bound)
            return new Count(counted, false);
        if (longer.Count >= MostRemembered)
            longer.Clear();
        longer[list] = Stopwatch.GetTimestamp();
        return new Count(Bound, true);
    }

    /// <param name="More">There are more than <paramref name="Rows"/>; nobody counted on.</param>
    public readonly record struct Count(int Rows, bool More);
}
