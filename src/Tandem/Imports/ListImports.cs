using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>The imports of the programme, newest first.</summary>
public static class ListImports
{
    public sealed record Ask
    {
        public RunState? State { get; init; }

        /// <summary>Part of a file's name.</summary>
        public string? File { get; init; }

        /// <summary>The last id of the page before.</summary>
        public Id<ImportRun>? After { get; init; }
    }

    public sealed record Row(
        Id<ImportRun> Id, RunState State, DateTimeOffset Created, string By, string Files, int Rows, int Added, int Changed, int Unchanged, int Refused);

    public sealed record Page(IReadOnlyList<Row> Items, Id<ImportRun>? Next);

    public sealed class Handler(TandemDb db)
    {
        private const int PageSize = 50;

        public async Task<Outcome<Page>> Run(Ask ask, Actor actor, CancellationToken ct)
        {
            if (!actor.May(ImportsPermissions.Run))
                return Refusal.NotFound;
            var runs = db.Imports().AsNoTracking();
            if (ask.State is { } state)
                runs = runs.Where(r => r.State == state);
            if (ask.File is { Length: > 0 } name)
                runs = runs.Where(r => r.Files.Any(f => f.Name.Contains(name)));
            if (ask.After is { } after && await db.Imports().Where(r => r.Id == after).Select(r => (DateTimeOffset?)r.Created).FirstOrDefaultAsync(ct) is { } moment)
                runs = runs.Where(r => r.Created < moment);
            var found = await runs.OrderByDescending(r => r.Created).Take(PageSize + 1).Select(r => new
            {
                r.Id,
                r.State,
                r.Created,
                By = db.People().Where(p => p.Id == r.By).Select(p => p.Name).FirstOrDefault(),
                Files = r.Files.OrderBy(f => f.Place).Select(f => new { f.Name, f.Rows, f.Added, f.Changed, f.Unchanged, f.Refused }).ToList(),
            }).ToListAsync(ct);
            var rows = found.Take(PageSize).Select(r => new Row(
                r.Id, r.State, r.Created, r.By ?? "Tandem", string.Join(", ", r.Files.Select(f => f.Name)), r.Files.Sum(f => f.Rows), r.Files.Sum(f => f.Added),
                r.Files.Sum(f => f.Changed), r.Files.Sum(f => f.Unchanged), r.Files.Sum(f => f.Refused))).ToList();
            return new Page(rows, found.Count > PageSize ? rows[^1].Id : null);
        }
    }
}
