using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Takes files in, recognises what they hold and proposes how their columns are read; nothing is imported yet.</summary>
public static class UploadImport
{
    /// <summary>A file by its name and a way to read it.</summary>
    public sealed record Source(string Name, Func<Stream> Open);

    public sealed record Ask
    {
        public IReadOnlyList<Source> Files { get; init; } = [];

        /// <summary>What every file holds; null looks at the headings.</summary>
        public string? Kind { get; init; }

        /// <summary>ISO 4217: of amounts whose column names none.</summary>
        public string Currency { get; init; } = "EUR";

        /// <summary>Files that nothing recognises are left out instead of waiting for a person to say what they are.</summary>
        public bool LeaveUnknown { get; init; }
    }

    public sealed class Handler(TandemDb db, IEnumerable<IImportable> importables, ImportStore store, TimeProvider clock)
    {
        private const int MostFiles = 20;

        public async Task<Outcome<Id<ImportRun>>> Run(Ask ask, Actor actor, CancellationToken ct)
        {
            if (!actor.May(ImportsPermissions.Run))
                return Refusal.NotFound;
            if (ask.Files.Count is 0 or > MostFiles)
                return Refusal.Invalid("imports/files", "Choose one to {0} files.", MostFiles).On(nameof(Ask.Files));
            if (!Engine.Currencies.Exists(ask.Currency))
                return Refusal.Invalid("imports/currency", "{0} is not an ISO 4217 currency.", ask.Currency).On(nameof(Ask.Currency));
            var now = clock.GetUtcNow();
            var run = ImportRun.Upload(actor, ask.Currency, now);
            foreach (var source in ask.Files)
            {
                var added = await Add(run, source, ask, now, ct);
                if (!added.Ok)
                    return added.Refusal!;
            }

            if (run.Files.Count == 0)
                return Refusal.Invalid("imports/nothing-known", "None of the files holds anything that can be imported.").On(nameof(Ask.Files));
            db.Add(run);
            await db.SaveChangesAsync(ct);
            return run.Id;
        }

        private async Task<Outcome<Done>> Add(ImportRun run, Source source, Ask ask, DateTimeOffset now, CancellationToken ct)
        {
            await using var content = source.Open();
            var kept = await store.Keep(content, ct);
            if (!kept.Ok)
                return kept.Refusal!;
            try
            {
                var table = TableFile.Open(store.PathOf(kept.Value));
                var file = ImportFile.Of(run, Path.GetFileName(source.Name), kept.Value, table.Description, table.Header, FileScan.Of(table, ct), now);
                await Recognise(file, ask.Kind, ct);
                if (file.Kind.Length > 0 || !ask.LeaveUnknown)
                    run.Add(file);
                return default(Done);
            }
            catch (UnreadableTableException e)
            {
                return Refusal.Invalid("imports/unreadable", "{0}: {1}", source.Name, e.Message).On(nameof(Ask.Files));
            }
        }

        /// <summary>The mapping saved for these headings, or the kind whose fields they name best.</summary>
        private async Task Recognise(ImportFile file, string? kind, CancellationToken ct)
        {
            var signature = SavedMapping.SignatureOf(file.Header);
            var saved = await db.Set<SavedMapping>().AsNoTracking().FirstOrDefaultAsync(m => m.Signature == signature, ct);
            if (saved is not null && (kind is null || saved.Kind == kind) && importables.FirstOrDefault(i => i.Kind == saved.Kind) is { } known)
            {
                file.Map(known.Kind, System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(saved.MappingJson)!, known.Order);
                return;
            }

            var proposals = importables.Where(i => kind is null || i.Kind == kind)
                .Select(i => (Importable: i, Mapping: Propose(i, file.Header)))
                .Where(p => kind is not null || p.Importable.Fields.All(f => !f.Required || p.Mapping.ContainsKey(f.Name)))
                .ToList();
            var best = proposals.MaxBy(p => p.Mapping.Count);
            if (best.Importable is not null && best.Mapping.Count > 0)
                file.Map(best.Importable.Kind, best.Mapping, best.Importable.Order);
        }
    }

    /// <summary>Each field's column by name and alias; a column fills one field only.</summary>
    internal static Dictionary<string, string> Propose(IImportable importable, IReadOnlyList<string> header)
    {
        var free = header.Where(h => h.Length > 0).ToList();
        var mapping = new Dictionary<string, string>();
        foreach (var field in importable.Fields)
        {
            if (free.Find(field.Knows) is { } found)
            {
                mapping[field.Name] = found;
                free.Remove(found);
            }
        }

        return mapping;
    }
}
