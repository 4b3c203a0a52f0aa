using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Says what a file holds and which column fills which field; the next file with the same headings is read the same way.</summary>
public static class MapImport
{
    public sealed record Ask
    {
        public Id<ImportFile> File { get; init; }

        public string Kind { get; init; } = "";

        /// <summary>Heading of the file by field; fields left out are not filled.</summary>
        public Dictionary<string, string> Columns { get; init; } = [];
    }

    public sealed class Handler(TandemDb db, IEnumerable<IImportable> importables, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<ImportRun> id, Ask ask, Actor actor, CancellationToken ct)
        {
            if (!actor.May(ImportsPermissions.Run))
                return Refusal.NotFound;
            await using var write = await db.BeginWrite(ct);
            var run = await db.Imports().Include(r => r.Files).FirstOrDefaultAsync(r => r.Id == id, ct);
            var file = run?.Files.FirstOrDefault(f => f.Id == ask.File);
            if (run is null || file is null)
                return Refusal.NotFound;
            if (run.State != RunState.Preview)
                return Refusal.Conflict("imports/started", "This import has started; its columns stand.");
            if (importables.FirstOrDefault(i => i.Kind == ask.Kind) is not { } importable)
                return Refusal.Invalid("imports/kind", "Say what the rows of this file are.").On(nameof(Ask.Kind));
            var header = file.Header;
            // A change of kind starts from the proposal for that kind.
            var mapping = file.Kind != ask.Kind && ask.Columns.Count == 0
                ? UploadImport.Propose(importable, header)
                : importable.Fields.Where(f => ask.Columns.TryGetValue(f.Name, out var column) && header.IndexOf(column) >= 0)
                    .ToDictionary(f => f.Name, f => ask.Columns[f.Name]);
            file.Map(importable.Kind, mapping, importable.Order);
            await Remember(file, ct);
            await write.Commit(ct);
            return default(Done);
        }

        private async Task Remember(ImportFile file, CancellationToken ct)
        {
            var signature = SavedMapping.SignatureOf(file.Header);
            var saved = await db.Set<SavedMapping>().FirstOrDefaultAsync(m => m.Signature == signature, ct);
            if (saved is null)
                db.Add(saved = SavedMapping.Of(signature));
            saved.Save(file.Kind, JsonSerializer.Serialize(file.Mapping), clock.GetUtcNow());
        }
    }

    /// <summary>What keeps a file from being imported as it is mapped; empty when nothing does.</summary>
    public static IReadOnlyList<Refusal> Problems(ImportFile file, IImportable? importable)
    {
        if (importable is null)
            return [Refusal.Invalid("imports/kind", "Say what the rows of “{0}” are.", file.Name)];
        var mapping = file.Mapping;
        return [.. importable.Fields.Where(field => field.Required && !mapping.ContainsKey(field.Name))
            .Select(field => Refusal.Invalid("imports/column-missing", "“{0}”: no column is chosen for {1}.", file.Name, field.Label))];
    }
}
