using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using SQLitePCL;

namespace Tandem.Kernel;

/// <summary>Writes many new rows of one table at once: binary COPY on PostgreSQL, one prepared insert on SQLite.</summary>
/// <remarks>
/// The rows pass the change tracker by, in the open transaction of <see cref="TandemDb.BeginWrite"/>. Only the given table
/// is written: owners of lines insert the lines too, after the rows they belong to.
/// </remarks>
public static class BulkInsert
{
    private static readonly ConcurrentDictionary<IEntityType, Table> Tables = new();

    public static Task InsertMany<T>(this TandemDb db, IReadOnlyList<T> rows, CancellationToken ct) where T : class =>
        db.InsertMany(typeof(T), rows, ct);

    public static Task InsertMany(this TandemDb db, Type kind, IReadOnlyList<object> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return Task.CompletedTask;
        if (db.Write is null)
            throw new InvalidOperationException("Rows are inserted inside a write: call BeginWrite first.");
        var table = Tables.GetOrAdd(db.Model.FindEntityType(kind) ?? throw new InvalidOperationException($"{kind.Name} is not mapped."), Table.Of);
        if (db.Database.GetDbConnection() is NpgsqlConnection postgres)
            return Copy(postgres, table, rows, ct);
        Insert(((SqliteConnection)db.Database.GetDbConnection()).Handle!, db.Write!.Planned, table, rows, ct);
        return Task.CompletedTask;
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

    /// <summary>Straight to the library: the driver would look each parameter of each row up by its name.</summary>
    private static void Insert(sqlite3 handle, Dictionary<string, sqlite3_stmt> planned, Table table, IReadOnlyList<object> rows, CancellationToken ct)
    {
        if (!planned.TryGetValue(table.Name, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(handle, table.Insert, out statement), handle);
            planned.Add(table.Name, statement);
        }

        for (var row = 0; row < rows.Count; row++)
        {
            if (row % 1_000 == 0)
                ct.ThrowIfCancellationRequested();
            for (var i = 0; i < table.Columns.Count; i++)
                Check(Bind(statement, i + 1, table.Columns[i].Read(rows[row])), handle);
            var answer = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            Check(answer, handle);
        }
    }

    /// <summary>Values are written as the driver writes them, which reads them again.</summary>
    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => raw.sqlite3_bind_text(statement, place, text),
        Guid id => raw.sqlite3_bind_text(statement, place, id.ToString().ToUpperInvariant()),
        int number => raw.sqlite3_bind_int64(statement, place, number),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        bool truth => raw.sqlite3_bind_int64(statement, place, truth ? 1 : 0),
        double number => raw.sqlite3_bind_double(statement, place, number),
        decimal number => raw.sqlite3_bind_text(statement, place, number.ToString("0.0###########################", CultureInfo.InvariantCulture)),
        DateTime moment => raw.sqlite3_bind_text(statement, place, moment.ToString("yyyy\\-MM\\-dd HH\\:mm\\:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        DateOnly day => raw.sqlite3_bind_text(statement, place, day.ToString("yyyy\\-MM\\-dd", CultureInfo.InvariantCulture)),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => throw new NotSupportedException($"{value.GetType().Name} is not written in bulk yet."),
    };

    private static void Check(int result, sqlite3 connection)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, connection);
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

        public string Insert { get; } =
            $"INSERT INTO {Name} ({string.Join(", ", Columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", Columns.Select(_ => "?"))})";
    }

    /// <param name="Read">The value as the database driver takes it.</param>
    /// <param name="StoreType">PostgreSQL's name of the type, without length.</param>
    private sealed record Column(string Name, Func<object, object?> Read, string StoreType)
    {
        public static Column Of(IProperty property, Func<object, object?> owner)
        {
            var convert = property.GetTypeMapping().Converter?.ConvertToProvider;
            var read = Reader((MemberInfo?)property.FieldInfo ?? property.PropertyInfo!);
            object? Raw(object row) => owner(row) is { } value ? read(value) : null;
            return new Column(
                property.GetColumnName(),
                row => Raw(row) is { } value ? convert is null ? value : convert(value) : null,
                property.GetRelationalTypeMapping().StoreType.Split('(')[0]);
        }

        /// <summary>Compiled once: reflection on every value of millions of rows would cost more than the database does.</summary>
        private static Func<object, object?> Reader(MemberInfo member)
        {
            var row = Expression.Parameter(typeof(object));
            return Expression.Lambda<Func<object, object?>>(
                Expression.Convert(Expression.MakeMemberAccess(Expression.Convert(row, member.DeclaringType!), member), typeof(object)), row).Compile();
        }
    }
}
