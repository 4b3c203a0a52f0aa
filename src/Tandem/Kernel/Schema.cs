using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Tandem.Kernel;

/// <summary>What a database has of the tables that this version of Tandem works with.</summary>
public static class Schema
{
    /// <summary>True when every migration was made, and the last thing that is made after them is there.</summary>
    /// <param name="last">The name of an index or a trigger.</param>
    public static async Task<bool> IsCurrent(Storage storage, string last, CancellationToken ct)
    {
        var needed = typeof(Schema).Assembly.GetTypes().Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        try
        {
            await using var connection = await storage.Open(ct);
            await using var command = connection.CreateCommand();
            command.CommandText = $"""
                SELECT "MigrationId" FROM "__EFMigrationsHistory"
                WHERE EXISTS (SELECT 1 FROM {(storage.IsPostgres ? "pg_class WHERE relname" : "sqlite_master WHERE name")} = '{last}')
                """;
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
                needed.Remove(rows.GetString(0));
            return needed.Count == 0;
        }
        catch (DbException)
        {
            // No database yet, or an empty one: whoever makes it says what is wrong with it.
            return false;
        }
    }
}
