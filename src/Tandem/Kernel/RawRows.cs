using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Tandem.Kernel;

/// <summary>Questions in SQL of our own, for the few that every registration asks: the model's way of asking would cost more than the answer.</summary>
public static class RawRows
{
    /// <summary>The rows of a query whose values stand as $1, $2, … in its text, on both databases.</summary>
    public static async Task<List<T>> ReadRows<T>(this TandemDb db, string sql, IReadOnlyList<object> values, Func<DbDataReader, T> row, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            (command.CommandText, command.Transaction) = (sql, db.Database.CurrentTransaction?.GetDbTransaction());
            for (var n = 1; n <= values.Count; n++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = db.IsPostgres ? "" : string.Create(CultureInfo.InvariantCulture, $"${n}");
                parameter.Value = values[n - 1] is Guid[] ids && !db.IsPostgres ? JsonSerializer.Serialize(ids.Select(id => id.ToString().ToUpperInvariant())) : values[n - 1];
                command.Parameters.Add(parameter);
            }

            var found = new List<T>();
            await using var rows = await command.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
                found.Add(row(rows));
            return found;
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>How a condition says that a column is among the ids of a value, which is given as an array.</summary>
    public static string Among(bool postgres, string value) => postgres ? $"= ANY ({value})" : $"IN (SELECT value FROM json_each({value}))";
}
