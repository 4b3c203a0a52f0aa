using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Takes an import back: new records go, changed ones get their former values; what people touched since stays.</summary>
public static class UndoImport
{
    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<Done>> Run(Id<ImportRun> id, Actor actor, CancellationToken ct)
        {
            if (!actor.May(ImportsPermissions.Run))
                return Refusal.NotFound;
            await using var write = await db.BeginWrite(ct);
            var run = await db.Imports().FirstOrDefaultAsync(r => r.Id == id, ct);
            if (run is null)
                return Refusal.NotFound;
            if (run.State is not (RunState.Done or RunState.Failed))
                return Refusal.Conflict("imports/not-done", "Only an import that has ended can be undone.");
            run.StartUndo();
            await write.Commit(ct);
            return default(Done);
        }
    }
}

/// <summary>Carries an undo out, last batch first; after a restart it goes on where it stopped.</summary>
public static class CarryOutUndo
{
    public sealed class Handler(TandemDb db, IEnumerable<IImportable> importables, Node node, TimeProvider clock)
    {
        // Few enough that a batch's records are taken back in one short transaction.
        private const int AtOnce = 200;

        public async Task<Outcome<Done>> Run(Id<ImportRun> id, Actor by, CancellationToken ct)
        {
            db.Forget();
            var run = await db.Imports().AsNoTracking().Include(r => r.Files).FirstOrDefaultAsync(r => r.Id == id, ct);
            if (run is not { State: RunState.Undoing })
                return Refusal.NotFound;
            foreach (var file in run.Files.OrderByDescending(f => f.Place))
            {
                var importable = importables.Single(i => i.Kind == file.Kind);
                while (await TakeBack(run, file, importable, by, ct) is var more)
                {
                    db.Forget();
                    if (more is null)
                        return Refusal.Conflict("imports/elsewhere", "Another server carries this out.");
                    if (more is false)
                        break;
                }
            }

            await using var write = await db.BeginWrite(ct);
            await ImportRun.LetGo(db, ct);
            var stored = await db.Imports().SingleAsync(r => r.Id == id, ct);
            stored.FinishUndo(clock.GetUtcNow());
            db.Record(by, stored.Ref, partner: null, new ImportUndone(stored.TakenBack, stored.LeftStanding), clock.GetUtcNow());
            await write.Commit(ct);
            return default(Done);
        }

        /// <summary>Whether there was a batch to take back; null when another server holds this undo.</summary>
        private async Task<bool?> TakeBack(ImportRun run, ImportFile file, IImportable importable, Actor by, CancellationToken ct)
        {
            await using var write = await db.BeginWrite(ct);
            if (!await ImportRun.Hold(db, node, ct))
                return null;
            var batch = await db.Set<ImportBatchRecord>().Where(b => b.FileId == file.Id).OrderByDescending(b => b.Number).FirstOrDefaultAsync(ct);
            if (batch is null)
                return false;
            var now = clock.GetUtcNow();
            var restored = new List<Guid>();
            var changes = JsonSerializer.Deserialize<List<FormerValues>>(batch.ChangesJson)!;
            foreach (var change in changes)
            {
                if (await change.Restore(db, ct))
                    restored.Add(change.Id);
            }

            await db.SaveChangesAsync(ct);
            await importable.Restored(restored, now, ct);
            var added = batch.Added;
            var part = added.TakeLast(AtOnce).ToList();
            var gone = part.Count == 0 ? [] : await importable.TakeBack(part, by, now, ct);
            var subject = importable.Subject;
            await db.InsertMany<Event>(
                [.. gone.Select(record => (record, false)).Concat(restored.Select(record => (record, true))).Select(taken => Event.Of(
                    by, new Ref(subject, taken.record), partner: null, new RecordUndone(run.Id, taken.Item2), now, happened: null, imported: false))], ct);
            batch.Forget(part.Count);
            if (batch.Added.Count == 0)
                db.Remove(batch);
            var stored = await db.Imports().SingleAsync(r => r.Id == run.Id, ct);
            stored.CountUndo(gone.Count + restored.Count, part.Count - gone.Count + changes.Count - restored.Count);
            await write.Commit(ct);
            return true;
        }
    }
}
