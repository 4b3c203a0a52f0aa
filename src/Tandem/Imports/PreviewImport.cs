using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Shows what an import would do, by deciding its rows without writing any.</summary>
public static class PreviewImport
{
    /// <param name="Judged">How many rows the counts speak of; more are not looked at before the import.</param>
    public sealed record FilePreview(
        Id<ImportFile> File, string Name, string Kind, string Form, int Rows, int Judged, int Added, int Changed, int Unchanged, int Refused, int Corrections,
        IReadOnlyDictionary<string, GroupTotal> Totals, IReadOnlyList<string> Problems, IReadOnlyList<string> Header, IReadOnlyList<RowPreview> First);

    public sealed record RowPreview(int Row, RowFate Fate, IReadOnlyList<string> Cells, IReadOnlyList<RowFinding> Findings);

    public sealed class Handler(TandemDb db, IEnumerable<IImportable> importables, ImportStore store, TimeProvider clock)
    {
        private const int Shown = 50;
        private const int MostJudged = 20_000;
        private const int BatchSize = 500;

        public async Task<Outcome<List<FilePreview>>> Run(Id<ImportRun> id, Actor actor, CancellationToken ct)
        {
            var run = actor.May(ImportsPermissions.Run)
                ? await db.Imports().AsNoTracking().Include(r => r.Files).FirstOrDefaultAsync(r => r.Id == id, ct)
                : null;
            if (run is not { State: RunState.Preview })
                return Refusal.NotFound;
            var terms = new ImportTerms(actor, clock.GetUtcNow(), run.Currency, Preview: true);
            var previews = new List<FilePreview>();
            // Files see the names of the files before them, as they will when they are imported.
            var books = new Dictionary<string, NameBook>();
            foreach (var file in run.Files.OrderBy(f => f.Place))
                previews.Add(await Judge(file, terms, books, ct));
            return previews;
        }

        private async Task<FilePreview> Judge(ImportFile file, ImportTerms terms, Dictionary<string, NameBook> books, CancellationToken ct)
        {
            var importable = importables.FirstOrDefault(i => i.Kind == file.Kind);
            var problems = MapImport.Problems(file, importable).Select(Kernel.Problems.Say).ToList();
            var path = store.PathOf(file.Sha);
            var cells = TableFile.Open(path).Rows().Take(Shown).ToDictionary(row => row.Number, row => row.Cells);
            var tally = new Tally();
            var shown = new SortedDictionary<int, RowPreview>();
            if (importable is not null && problems.Count == 0)
            {
                var walk = new FileWalk(importable, file, path);
                await walk.Run(() => BatchSize, MostJudged, async (rows, last) =>
                {
                    await importable.Decide(new ImportBatch(file, rows, terms, books, last), ct);
                    db.Forget();
                    foreach (var row in rows)
                    {
                        tally.Count(row, importable);
                        if (cells.TryGetValue(row.Number, out var texts))
                            shown[row.Number] = new RowPreview(row.Number, row.Fate, texts, [.. row.Findings]);
                    }

                    walk.Hold(rows.Where(row => row.Fate == RowFate.Waiting));
                }, ct);
            }

            return new FilePreview(
                file.Id, file.Name, file.Kind, file.Form, file.Rows, Math.Min(file.Rows, MostJudged), tally.Added, tally.Changed, tally.Unchanged, tally.Refused,
                tally.Corrections, tally.Groups, problems, file.Header,
                shown.Count > 0 ? [.. shown.Values] : [.. cells.Select(c => new RowPreview(c.Key, RowFate.Undecided, c.Value, []))]);
        }
    }
}
