using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Learning;
using Tandem.Kernel;

namespace Tandem.Models;

/// <summary>The models in use, read from their documents once and kept in memory.</summary>
public sealed class ModelShelf
{
    private readonly ConcurrentDictionary<string, (Id<ModelVersion> Version, OddsModel Model)> byKind = new(StringComparer.Ordinal);

    /// <summary>Null while there is no version in use.</summary>
    internal async Task<(ModelVersion Version, OddsModel Model)?> InUse(TandemDb db, string kind, CancellationToken ct)
    {
        var id = await db.ModelVersions().Where(v => v.Kind == kind && v.State == ModelState.InUse).Select(v => (Id<ModelVersion>?)v.Id).SingleOrDefaultAsync(ct);
        if (id is null)
            return null;
        var version = await db.ModelVersions().AsNoTracking().SingleAsync(v => v.Id == id, ct);
        if (!byKind.TryGetValue(kind, out var kept) || kept.Version != id)
            byKind[kind] = kept = (version.Id, OddsDocument.Read(version.Document!));
        return (version, kept.Model);
    }
}
