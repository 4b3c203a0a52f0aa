using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>A changed record with the values it had before, by property, and the version the change gave it.</summary>
internal sealed record FormerValues(string Type, Guid Id, int Version, Dictionary<string, JsonElement> Values)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads what the tracker holds; call it before the change is saved.</summary>
    public static FormerValues Of(TandemDb db, Guid id, object record)
    {
        var entry = db.Entry(record);
        var values = entry.Properties.Where(p => p.IsModified && p.Metadata.Name != "Version")
            .ToDictionary(p => p.Metadata.Name, p => JsonSerializer.SerializeToElement(p.OriginalValue, p.Metadata.ClrType, Json));
        foreach (var complex in entry.ComplexProperties.Where(c => c.Properties.Any(p => p.IsModified)))
            values[complex.Metadata.Name] = Whole(complex);
        var version = entry.Metadata.FindProperty("Version") is null ? 0 : (int)entry.Property("Version").OriginalValue! + 1;
        return new FormerValues(entry.Metadata.Name, id, version, values);
    }

    /// <summary>A value of several columns, such as money, as one.</summary>
    private static JsonElement Whole(ComplexPropertyEntry complex)
    {
        var parts = complex.Properties.ToDictionary(p => p.Metadata.Name, p => p.OriginalValue);
        var missing = complex.Metadata.IsNullable
            && complex.Properties.All(p => p.Metadata.ClrType.IsValueType || parts[p.Metadata.Name] is null);
        return JsonSerializer.SerializeToElement(missing ? null : parts, Json);
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
        foreach (var property in entry.Properties)
        {
            if (Values.TryGetValue(property.Metadata.Name, out var value))
                property.CurrentValue = value.Deserialize(property.Metadata.ClrType, Json);
        }

        foreach (var complex in entry.ComplexProperties)
        {
            if (Values.TryGetValue(complex.Metadata.Name, out var value))
                complex.CurrentValue = value.Deserialize(complex.Metadata.ClrType, Json);
        }

        return true;
    }
}
