using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Imports;

/// <summary>The imports of the programme, newest first.</summary>
public sealed record ListImports : PageAsk
{
    /// <summary>Part of a file's name.</summary>
    public string? Q { get; init; }

    public RunState? State { get; init; }

    /// <summary><c>created</c>, or <c>-created</c> for the newest first, which is what no word means.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Outcome<Page<Row>>> Run(ListImports ask, Actor actor, CancellationToken ct)
        {
            if (!actor.May(ImportsPermissions.Run))
                return Refusal.NotFound;
            var runs = db.Imports().AsNoTracking();
            if (ask.State is { } state)
                runs = runs.Where(r => r.State == state);
            if (ask.Q?.Trim().ToLowerInvariant() is { Length: > 0 } name)
                runs = runs.Where(r => r.Files.Any(f => f.Name.ToLower().Contains(name)));
            return await runs.ToPage(ask, cursors, "imports:created", r => r.Created, ask.Sort is not "created", r => r.Id, Row.Of(db), ct);
        }
    }

    public sealed record Row(
        Id<ImportRun> Id, RunState State, DateTimeOffset Created, string? By, List<string> Files, int Rows, int Added, int Changed, int Unchanged, int Refused)
    {
        internal static Expression<Func<ImportRun, Row>> Of(TandemDb db) => r => new Row(
            r.Id, r.State, r.Created, db.People().Where(p => p.Id == r.By).Select(p => p.Name).FirstOrDefault(),
            r.Files.OrderBy(f => f.Place).Select(f => f.Name).ToList(), r.Files.Sum(f => f.Rows), r.Files.Sum(f => f.Added), r.Files.Sum(f => f.Changed),
            r.Files.Sum(f => f.Unchanged), r.Files.Sum(f => f.Refused));
    }
}
