using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Tandem.Kernel;

/// <summary>Writes many new rows of one table at once: binary COPY on PostgreSQL, prepared many-row inserts on SQLite.</summary>
/// <remarks>
/// The rows pass the change tracker by, in the open transaction of <see cref="TandemDb.BeginWrite"/>. Only the given table
/// is written: owners of lines insert the lines too, after the rows they belong to.
/// </remarks>
public static class BulkInsert
{
    // SQLite looks every parameter up by name, so a statement of a thousand is slower than ten of a hundred.
    private const int ParametersAtOnce = 120;
    private static readonly ConcurrentDictionary<IEntityType, Table> Tables = new();

    public static Task InsertMany<T>(this TandemDb db, IReadOnlyList<T> rows, CancellationToken ct) where T : class =>
        db.InsertMany(typeof(T), rows, ct);

    public static Task InsertMany(this TandemDb db, Type kind, IReadOnlyList<object> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return Task.CompletedTask;
        var transaction = db.Database.CurrentTransaction
            ?? throw new InvalidOperationException("Rows are inserted inside a write: call BeginWrite first.");
        var table = Tables.GetOrAdd(db.Model.FindEntityType(kind) ?? throw new InvalidOperationException($"{kind.Name} is not mapped."), Table.Of);
        return db.Database.GetDbConnection() is NpgsqlConnection postgres
            ? Copy(postgres, table, rows, ct)
            : Insert(db.Database.GetDbConnection(), transaction.GetDbTransaction(), table, rows, ct);
    }

    private static async Task Copy(NpgsqlConnection connection, Table table, IReadOnlyList<object> rows, CancellationToken ct)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY {table.Name} ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) FROM STDIN (FORMAT BINARY)", ct);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(ct);
            foreach (var column in table.Columns)
            {
                if (column.Read(row) is { } value)
                    await copy.WriteAsync(value, column.StoreType, ct);
                else
                    await copy.WriteNullAsync(ct);
            }
        }

        await copy.CompleteAsync(ct);
    }

    private static async Task Insert(
        DbConnection connection, DbTransaction transaction, Table table, IReadOnlyList<object> rows, CancellationToken ct)
    {
        var done = 0;
        foreach (var size in (int[])[Math.Max(1, ParametersAtOnce / table.Columns.Count), 1])
        {
            if (rows.Count - done < size)
                continue;
            await using var command = table.Command(connection, transaction, size);
            for (; rows.Count - done >= size; done += size)
            {
                var at = 0;
                for (var i = 0; i < size; i++)
                {
                    foreach (var column in table.Columns)
                        command.Parameters[at++].Value = column.Read(rows[done + i]) ?? DBNull.Value;
                }

                await command.ExecuteNonQueryAsync(ct);
            }
        }
    }

    /// <summary>A mapped class as its columns.</summary>
    private sealed record Table(string Name, IReadOnlyList<Column> Columns)
    {
        public static Table Of(IEntityType type) => new($"\"{type.GetTableName()}\"", [.. ColumnsOf(type, owner => owner)]);

        private static IEnumerable<Column> ColumnsOf(ITypeBase type, Func<object, object?> owner)
        {
            foreach (var property in type.GetProperties())
                yield return Column.Of(property, owner);
            foreach (var complex in type.GetComplexProperties())
            {
                var member = complex.PropertyInfo!;
                foreach (var column in ColumnsOf(complex.ComplexType, row => owner(row) is { } value ? member.GetValue(value) : null))
                    yield return column;
            }
        }

        public DbCommand Command(DbConnection connection, DbTransaction transaction, int rows)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            var sql = new StringBuilder($"INSERT INTO {Name} ({string.Join(", ", Columns.Select(c => $"\"{c.Name}\""))}) VALUES ");
            for (var row = 0; row < rows; row++)
            {
                sql.Append(row == 0 ? "(" : ", (");
                for (var column = 0; column < Columns.Count; column++)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = $"$p{(row * Columns.Count) + column}";
                    command.Parameters.Add(parameter);
                    sql.Append(column == 0 ? "" : ", ").Append(parameter.ParameterName);
                }

                sql.Append(')');
            }

            command.CommandText = sql.ToString();
            command.Prepare();
            return command;
        }
    }

    /// <param name="Read">The value as the database driver takes it.</param>
    /// <param name="StoreType">PostgreSQL's name of the type, without length.</param>
    private sealed record Column(string Name, Func<object, object?> Read, string StoreType)
    {
        public static Column Of(IProperty property, Func<object, object?> owner)
        {
            var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
            var member = property.PropertyInfo;
            var field = property.FieldInfo;
            object? Raw(object row) => owner(row) is { } value ? field is not null ? field.GetValue(value) : member!.GetValue(value) : null;
            return new Column(
                property.GetColumnName(),
                row => Raw(row) is { } value ? convert is null ? value : convert(value) : null,
                property.GetRelationalTypeMapping().StoreType.Split('(')[0]);
        }
    }
}
