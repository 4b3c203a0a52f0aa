using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>Takes away uploads whose form was never sent, and what of their content nobody else uses.</summary>
public static class SweepFiles
{
    private const int Batch = 500;

    public sealed class Handler(TandemDb db, FileStore store, TimeProvider clock)
    {
        /// <summary>How many uploads were taken away.</summary>
        public async Task<Outcome<int>> Run(CancellationToken ct)
        {
            var before = clock.GetUtcNow() - store.Rules.KeepUnattached;
            var forgotten = await db.StoredFiles()
                .Where(f => f.Uploaded < before && !db.Attachments().Any(a => a.FileId == f.Id))
                .OrderBy(f => f.Uploaded).Take(Batch).ToListAsync(ct);
            if (forgotten.Count == 0)
                return 0;
            db.RemoveRange(forgotten);
            await db.SaveChangesAsync(ct);

            var shas = forgotten.Select(f => f.Sha).Distinct().ToList();
            var used = await db.StoredFiles().Where(f => shas.Contains(f.Sha)).Select(f => f.Sha).Distinct().ToListAsync(ct);
            foreach (var sha in shas.Except(used))
                store.Forget(sha, DateTime.UtcNow - TimeSpan.FromHours(1));
            return forgotten.Count;
        }
    }
}
