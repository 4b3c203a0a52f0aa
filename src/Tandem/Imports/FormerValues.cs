using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>A changed record with the values it had before, by property path, and the version the change gave it.</summary>
internal sealed record FormerValues(string Type, Guid Id, int Version, Dictionary<string, JsonElement> Values)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads what the tracker holds; call it before the change is saved.</summary>
    public static FormerValues Of(TandemDb db, Guid id, object record)
    {
        var entry = db.Entry(record);
        var values = All(entry)
            .Where(p => p.Property.IsModified && p.Property.Metadata.Name != "Version")
            .ToDictionary(p => p.Path, p => JsonSerializer.SerializeToElement(p.Property.OriginalValue, p.Property.Metadata.ClrType, Json));
        var version = entry.Metadata.FindProperty("Version") is null ? 0 : (int)entry.Property("Version").OriginalValue! + 1;
        return new FormerValues(entry.Metadata.Name, id, version, values);
    }

    /// <summary>Gives the record its former values if nobody changed it since.</summary>
    public async Task<bool> Restore(TandemDb db, CancellationToken ct)
    {
        var type = db.Model.FindEntityType(Type);
        if (type is null)
            return false;
        var key = type.FindPrimaryKey()!.Properties.Single().ClrType;
        var record = await db.FindAsync(type.ClrType, [Activator.CreateInstance(key, Id)!], ct);
        if (record is null)
            return false;
        var entry = db.Entry(record);
        if (type.FindProperty("Version") is not null && (int)entry.Property("Version").CurrentValue! != Version)
            return false;
        foreach (var (path, property) in All(entry))
        {
            if (Values.TryGetValue(path, out var value))
                property.CurrentValue = value.Deserialize(property.Metadata.ClrType, Json);
        }

        return true;
    }

    private static IEnumerable<(string Path, PropertyEntry Property)> All(EntityEntry entry)
    {
        foreach (var property in entry.Properties)
            yield return (property.Metadata.Name, property);
        foreach (var complex in entry.ComplexProperties)
        {
            foreach (var property in complex.Properties)
                yield return ($"{complex.Metadata.Name}.{property.Metadata.Name}", property);
        }
    }
}
