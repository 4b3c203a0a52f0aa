using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Starts an import as it is mapped, or goes on with one that failed; the work itself happens in the background.</summary>
public static class StartImport
{
    public sealed class Handler(TandemDb db, IEnumerable<IImportable> importables, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<ImportRun> id, Actor actor, CancellationToken ct)
        {
            if (!actor.May(ImportsPermissions.Run))
                return Refusal.NotFound;
            await using var write = await db.BeginWrite(ct);
            var run = await db.Imports().Include(r => r.Files).FirstOrDefaultAsync(r => r.Id == id, ct);
            if (run is null)
                return Refusal.NotFound;
            if (run.State is not (RunState.Preview or RunState.Failed))
                return Refusal.Conflict("imports/started", "This import has started already.");
            if (run.Files.SelectMany(f => MapImport.Problems(f, importables.FirstOrDefault(i => i.Kind == f.Kind))).FirstOrDefault() is { } problem)
                return problem;
            run.Start(clock.GetUtcNow());
            await write.Commit(ct);
            return default(Done);
        }
    }
}
