using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Architecture;

/// <summary>The migrations, written by hand and without column types, make the tables that the model means.</summary>
public abstract class SchemaTests(TestApp app)
{
    [Fact]
    public async Task Migrated_tables_are_those_of_the_model()
    {
        var migrated = await app.Db(Shape);
        var meant = await WithFreshDatabase(async storage =>
        {
            var options = new DbContextOptionsBuilder<TandemDb>();
            storage.Configure(options);
            await using var db = new TandemDb(options.Options);
            await db.Database.EnsureCreatedAsync();
            return await Shape(db);
        });
        Assert.Equal(meant, migrated);
    }

    protected abstract Task<List<string>> WithFreshDatabase(Func<Storage, Task<List<string>>> use);

    /// <summary>Columns with type and nullability, and indexes, of the model's tables; one line each, in order.</summary>
    private static async Task<List<string>> Shape(TandemDb db)
    {
        var columns = db.Model.GetRelationalModel().Tables.SelectMany(t => t.Columns, (t, c) => (t.Name, c.Name)).ToHashSet();
        var indexes = db.Model.GetEntityTypes().SelectMany(e => e.GetIndexes()).Select(i => i.GetDatabaseName()).ToHashSet();
        var lines = new List<string>();
        await db.Database.OpenConnectionAsync();
        var connection = db.Database.GetDbConnection();
        foreach (var row in await Rows(connection, db.IsPostgres
            ? "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
            : "SELECT m.name, p.name, p.type, p.\"notnull\" FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'"))
        {
            // The full-text index hangs a column of its own on its table.
            if (columns.Contains((row[0], row[1])))
                lines.Add(string.Join(' ', row));
        }

        foreach (var row in await Rows(connection, db.IsPostgres
            ? "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            : "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
        {
            if (indexes.Contains(row[0]))
                lines.Add(string.Join(' ', row));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static async Task<List<string[]>> Rows(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture)!)]);
        return rows;
    }

    public sealed class OnSqlite(SqliteApp app) : SchemaTests(app), IClassFixture<SqliteApp>
    {
        protected override async Task<List<string>> WithFreshDatabase(Func<Storage, Task<List<string>>> use)
        {
            var path = Path.Combine(Path.GetTempPath(), $"tandem-{Guid.NewGuid():N}.db");
            try
            {
                return await use(new Storage($"Data Source={path}"));
            }
            finally
            {
                File.Delete(path);
            }
        }
    }

    public sealed class OnPostgres(PostgresApp app) : SchemaTests(app), IClassFixture<PostgresApp>
    {
        protected override async Task<List<string>> WithFreshDatabase(Func<Storage, Task<List<string>>> use)
        {
            var server = await PostgresServer.Get();
            var name = $"tandem_{Guid.NewGuid():N}";
            await server.Execute($"CREATE DATABASE {name}");
            return await use(new Storage(server.ConnectionString(name)));
        }
    }
}
