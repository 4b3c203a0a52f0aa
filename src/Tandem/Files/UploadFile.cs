using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>Takes a document in; until it is attached to something only the one who uploaded it knows of it.</summary>
public static class UploadFile
{
    /// <summary>A file as its owner sees it, to be named in the form it belongs to.</summary>
    public sealed record Uploaded(Id<StoredFile> Id, string Name, string MediaType, long Size);

    public sealed class Handler(TandemDb db, FileStore store, TimeProvider clock)
    {
        /// <summary>The content is on the disk before its row is written, so no row ever names a lost content.</summary>
        public async Task<Outcome<Uploaded>> Run(string? name, Stream content, Actor actor, CancellationToken ct)
        {
            var clean = FileRules.CleanName(name);
            var kept = await store.Keep(content, clean, ct);
            if (!kept.Ok)
                return kept.Refusal!.On("File");
            var file = StoredFile.Of(kept.Value, clean, actor, clock.GetUtcNow());
            db.Add(file);
            await db.SaveChangesAsync(ct);
            return new Uploaded(file.Id, file.Name, file.MediaType, file.Size);
        }

        /// <summary>The files of a posted form, all or none of them.</summary>
        public async Task<Outcome<IReadOnlyList<Uploaded>>> Run(IReadOnlyList<IFormFile> files, Actor actor, CancellationToken ct)
        {
            var uploaded = new List<Uploaded>();
            // A browser sends one nameless empty part for a file field that was left alone.
            foreach (var file in files.Where(f => f.Length > 0 || !string.IsNullOrEmpty(f.FileName)))
            {
                await using var content = file.OpenReadStream();
                var one = await Run(file.FileName, content, actor, ct);
                if (!one.Ok)
                    return one.Refusal!;
                uploaded.Add(one.Value);
            }

            return uploaded;
        }
    }
}
