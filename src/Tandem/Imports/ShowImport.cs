using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>One import: its files, how far it is, what came of it, and its findings.</summary>
public static class ShowImport
{
    public sealed record View(
        Id<ImportRun> Id, RunState State, string Currency, DateTimeOffset Created, DateTimeOffset? Started, DateTimeOffset? Ended, string By, string Problem,
        int TakenBack, int LeftStanding, IReadOnlyList<FileView> Files);

    public sealed record FileView(
        Id<ImportFile> Id, string Kind, string Title, string Name, string Form, int Rows, int Added, int Changed, int Unchanged, int Refused, int Corrections,
        IReadOnlyList<string> Header, IReadOnlyList<string> Formats, IReadOnlyDictionary<string, string> Mapping, IReadOnlyDictionary<string, GroupTotal> Totals,
        IReadOnlyList<string> Problems)
    {
        public int Decided => Added + Changed + Unchanged + Refused;

        /// <summary>0 to 1.</summary>
        public double Progress => Rows == 0 ? 1 : Math.Min(1, Decided / (double)Rows);
    }

    public sealed record Found(string File, int Row, Severity Severity, string Field, string Message);

    public sealed class Handler(TandemDb db, IEnumerable<IImportable> importables)
    {
        public async Task<Outcome<View>> Run(Id<ImportRun> id, Actor actor, CancellationToken ct)
        {
            var run = actor.May(ImportsPermissions.Run)
                ? await db.Imports().AsNoTracking().Include(r => r.Files).FirstOrDefaultAsync(r => r.Id == id, ct)
                : null;
            if (run is null)
                return Refusal.NotFound;
            var by = await db.People().AsNoTracking().Where(p => p.Id == run.By).Select(p => p.Name).FirstOrDefaultAsync(ct);
            return new View(
                run.Id, run.State, run.Currency, run.Created, run.Started, run.Ended, by ?? "Tandem", run.Problem, run.TakenBack, run.LeftStanding,
                [.. run.Files.OrderBy(f => f.Place).Select(f => new FileView(
                    f.Id, f.Kind, importables.FirstOrDefault(i => i.Kind == f.Kind)?.Title ?? "", f.Name, f.Form, f.Rows, f.Added, f.Changed, f.Unchanged, f.Refused,
                    f.Corrections, f.Header, [.. f.Formats.Select(format => format.ToString())], f.Mapping, f.Totals,
                    [.. MapImport.Problems(f, importables.FirstOrDefault(i => i.Kind == f.Kind)).Select(Problems.Say)]))]);
        }

        /// <summary>The findings in the order of the files and rows, streamed: there may be a million.</summary>
        public IAsyncEnumerable<Found> Findings(Id<ImportRun> id, Severity? severity, int most = int.MaxValue) =>
            db.Set<ImportFile>().AsNoTracking().Where(f => f.RunId == id)
                .Join(db.ImportFindings(), f => f.Id, x => x.FileId, (f, x) => new { f.Place, f.Name, x.Row, x.Number, x.Severity, x.Field, x.Message })
                .Where(x => severity == null || x.Severity == severity)
                .OrderBy(x => x.Place).ThenBy(x => x.Row).ThenBy(x => x.Number).Take(most)
                .Select(x => new Found(x.Name, x.Row, x.Severity, x.Field, x.Message))
                .AsAsyncEnumerable();
    }
}
