using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Brings the rows of a started import in, batch by batch; after a restart it goes on where it stopped.</summary>
public static class ExecuteImport
{
    public sealed class Handler(
        TandemDb db, IEnumerable<IImportable> importables, PermissionTable permissions, ImportStore store, Node node, TimeProvider clock, ILogger<Handler> log)
    {
        private const int Tries = 3;

        // On SQLite a batch holds the one writer: short enough that nobody who registers a deal notices. But a disk takes as long to commit
        // one row as a thousand, so that a slow one gets larger batches.
        private static readonly TimeSpan LeastHold = TimeSpan.FromMilliseconds(40);
        private static readonly TimeSpan MostHold = TimeSpan.FromMilliseconds(100);
        private static readonly TimeSpan HoldOnPostgres = TimeSpan.FromMilliseconds(200);
        private readonly int least = 50;
        private readonly int most = db.IsPostgres ? 5_000 : 2_000;
        private readonly Dictionary<string, NameBook> books = [];
        private readonly Dictionary<Type, int> depths = [];
        private int size = 100;
        private Tally tally = new();

        /// <param name="progress">Told after each batch.</param>
        public async Task<Outcome<Done>> Run(Id<ImportRun> id, Action<ImportFile>? progress, CancellationToken ct)
        {
            db.Forget();
            var run = await db.Imports().AsNoTracking().Include(r => r.Files).FirstOrDefaultAsync(r => r.Id == id, ct);
            if (run is not { State: RunState.Running })
                return Refusal.NotFound;
            var by = await ActorOf(run, ct);
            await HoldConnection(ct);
            try
            {
                foreach (var file in run.Files.OrderBy(f => f.Place))
                    await BringIn(run, file, by, progress, ct);
                await End(run, by, r => r.Finish(clock.GetUtcNow()), ct);
            }
            catch (LeaseLostException)
            {
                return Refusal.Conflict("imports/elsewhere", "Another server carries this import out.");
            }
            catch (UnreadableTableException e)
            {
                await End(run, by, r => r.Fail(e.Message, clock.GetUtcNow()), ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Import {Run} failed.", id);
                await End(run, by, r => r.Fail("Something went wrong on our side. What came in so far stays; run it again to go on.", clock.GetUtcNow()), ct);
            }
            finally
            {
                await db.Database.CloseConnectionAsync();
            }

            return default(Done);
        }

        /// <summary>One connection from the first row to the last, on SQLite with ways of its own.</summary>
        /// <remarks>
        /// Its batches do not wait for the disk: a kill loses none, and after a power cut the file stands at an earlier batch, rows and
        /// progress alike, from where it goes on. Whoever registers a deal meanwhile waits for the disk, with all batches before. And it reads
        /// the file instead of mapping it: an import touches every page, and mapped pages count as memory.
        /// </remarks>
        private async Task HoldConnection(CancellationToken ct)
        {
            await db.Database.OpenConnectionAsync(ct);
            if (!db.IsPostgres)
                await db.Database.ExecuteSqlRawAsync("PRAGMA synchronous=NORMAL; PRAGMA mmap_size=0", ct);
        }

        private async Task<Actor> ActorOf(ImportRun run, CancellationToken ct) =>
            run.By is { } by && await db.People().AsNoTracking().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Id == by, ct) is { } person
                ? permissions.ActorFor(person, person.Organisation)
                : Actor.System;

        private async Task BringIn(ImportRun run, ImportFile file, Actor by, Action<ImportFile>? progress, CancellationToken ct)
        {
            var importable = importables.Single(i => i.Kind == file.Kind);
            tally = new Tally(file);
            var walk = new FileWalk(importable, file, store.PathOf(file.Sha));
            await walk.Run(() => size, int.MaxValue, async (rows, last) =>
            {
                var terms = new ImportTerms(by, clock.GetUtcNow(), run.Currency, Preview: false);
                await Write(new Work(run, file, importable, walk, terms, rows, last), ct);
                progress?.Invoke(file);
            }, ct);
        }

        private async Task Write(Work work, CancellationToken ct)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await WriteOnce(work, ct);
                    return;
                }
                catch (Exception e) when (attempt < Tries && e is DbUpdateException or DbException)
                {
                    // Somebody changed the same records in between, or a random reference came up twice: decide again. Names learnt from this batch never came to be.
                    log.LogInformation(e, "A batch of import {Run} is tried again.", work.Run.Id);
                    books.Clear();
                    foreach (var row in work.Rows)
                        row.Reopen();
                    db.Forget();
                    await db.Entry(work.File).ReloadAsync(ct);
                    db.Forget();
                }
            }
        }

        private async Task WriteOnce(Work work, CancellationToken ct)
        {
            var (file, rows) = (work.File, work.Rows);
            var batch = new ImportBatch(file, rows, work.Terms, books, work.Last);
            // Decided before the one writer is asked for: one import runs at a time, and a record that somebody changes in
            // between fails by its version and is read again.
            db.Attach(file);
            await work.Importable.Decide(batch, ct);
            await using (var write = await db.BeginWrite(ct))
            {
                var started = Stopwatch.GetTimestamp();
                if (!await ImportRun.Hold(db, node, ct))
                    throw new LeaseLostException();
                foreach (var also in batch.Further)
                    await also(db, ct);
                foreach (var (kind, records) in batch.Inserts.OrderBy(insert => Depth(insert.Key)))
                    await db.InsertMany(kind, records, ct);
                var counted = await Note(work, ct);
                await db.SaveChangesAsync(ct);
                var written = Stopwatch.GetTimestamp();
                await write.Commit(ct);
                tally = counted;
                work.Walk.Hold(rows.Where(row => row.Fate == RowFate.Waiting));
                Adapt(Stopwatch.GetElapsedTime(started, written), Stopwatch.GetElapsedTime(written), rows.Count);
            }

            db.Forget();
        }

        /// <summary>Rows that others point to are written before them.</summary>
        private int Depth(Type kind) => depths.TryGetValue(kind, out var depth) ? depth : depths[kind] = db.Model.FindEntityType(kind)!.GetForeignKeys()
            .Where(key => key.PrincipalEntityType.ClrType != kind).Select(key => Depth(key.PrincipalEntityType.ClrType) + 1).DefaultIfEmpty(0).Max();

        /// <summary>Findings, what an undo needs, and how far the file is: in the batch's own transaction.</summary>
        private async Task<Tally> Note(Work work, CancellationToken ct)
        {
            var (file, rows) = (work.File, work.Rows);
            db.ChangeTracker.DetectChanges();
            var changes = rows.Where(row => row.Changes is not null).Select(row => FormerValues.Of(db, row.Subject, row.Changes!)).ToList();
            await db.InsertMany(
                [.. rows.Where(row => !row.IsOpen).SelectMany(row => row.Findings.Select((finding, i) => ImportFinding.Of(file.Id, row.Number, i, finding)))], ct);
            var added = rows.Where(row => row.Fate == RowFate.New).Select(row => row.Subject);
            await db.InsertMany<ImportBatchRecord>([ImportBatchRecord.Of(file.Id, file.Batches, added, JsonSerializer.Serialize(changes))], ct);
            var counted = new Tally(tally);
            foreach (var row in rows)
                counted.Count(row, work.Importable);
            var waiting = rows.Where(row => row.Fate == RowFate.Waiting).Select(row => row.Number);
            file.Advance(counted, work.Walk.Reached, [.. work.Walk.Waiting, .. waiting]);
            return counted;
        }

        private void Adapt(TimeSpan wrote, TimeSpan committed, int rows)
        {
            if (rows < size / 2)
                return;
            var aim = db.IsPostgres ? HoldOnPostgres : TimeSpan.FromTicks(Math.Clamp(2 * committed.Ticks, LeastHold.Ticks, MostHold.Ticks));
            size = Math.Clamp((int)(size * Math.Clamp(aim / wrote, 0.25, 2)), least, most);
        }

        private async Task End(ImportRun run, Actor by, Action<ImportRun> end, CancellationToken ct)
        {
            db.Forget();
            // What is told as done is on the disk: a connection of the usual ways writes it.
            await db.Database.CloseConnectionAsync();
            await using var write = await db.BeginWrite(ct);
            await ImportRun.LetGo(db, ct);
            var stored = await db.Imports().Include(r => r.Files).SingleAsync(r => r.Id == run.Id, ct);
            end(stored);
            db.Record(by, stored.Ref, partner: null, new ImportFinished(
                stored.Files.Sum(f => f.Added), stored.Files.Sum(f => f.Changed), stored.Files.Sum(f => f.Unchanged), stored.Files.Sum(f => f.Refused)), clock.GetUtcNow());
            await write.Commit(ct);
        }

        private sealed record Work(
            ImportRun Run, ImportFile File, IImportable Importable, FileWalk Walk, ImportTerms Terms, IReadOnlyList<ImportRow> Rows, bool Last);

        private sealed class LeaseLostException : Exception;
    }
}
