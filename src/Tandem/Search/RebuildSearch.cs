using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Search;

/// <summary>Builds the index anew from the records: after bulk work that left no events, or when a source reads them differently.</summary>
public static class RebuildSearch
{
    // Short transactions: others write between them.
    private const int Batch = 500;

    public sealed class Handler(TandemDb db, IEnumerable<ISearchSource> sources)
    {
        /// <summary>How many records stand in the index afterwards.</summary>
        public async Task<Outcome<long>> Run(Action<string, long>? progress, CancellationToken ct)
        {
            var all = 0L;
            foreach (var source in sources)
                all += await Rebuild(source, progress, ct);
            var kinds = sources.Select(s => s.Kind).ToList();
            await using var write = await db.BeginWrite(ct);
            await db.Set<SearchEntry>().Where(e => !kinds.Contains(e.Kind)).ExecuteDeleteAsync(ct);
            await write.Commit(ct);
            return all;
        }

        private async Task<long> Rebuild(ISearchSource source, Action<string, long>? progress, CancellationToken ct)
        {
            var (last, count) = (Guid.Empty, 0L);
            while (await source.After(last, Batch, db, ct) is { Count: > 0 } ids)
            {
                db.Forget();
                await using var write = await db.BeginWrite(ct);
                await db.Refresh(source, ids, ct);
                await write.Commit(ct);
                (last, count) = (ids[^1], count + ids.Count);
                progress?.Invoke(source.Group, count);
            }

            return count;
        }
    }
}
