using Microsoft.Data.Sqlite;
using Npgsql;

namespace Tandem.Tests;

/// <summary>A fresh database of one kind for one class of tests: a copy of a template that Tandem itself prepared.</summary>
public abstract class TestDatabase
{
    public abstract string ConnectionString { get; }

    /// <summary>Copies the template, made once per run by starting Tandem on an empty database.</summary>
    public abstract Task Create();

    public abstract Task Drop();

    public static TestDatabase Sqlite() => new SqliteFile();

    public static TestDatabase Postgres() => new PostgresDatabase();

    private sealed class SqliteFile : TestDatabase
    {
        private static readonly Lazy<Task<string>> Template = new(MakeTemplate);

        private readonly string path = Path.Combine(Path.GetTempPath(), $"tandem-{Guid.NewGuid():N}.db");

        public override string ConnectionString => $"Data Source={path}";

        public override async Task Create() => File.Copy(await Template.Value, path);

        public override Task Drop()
        {
            Forget(path);
            return Task.CompletedTask;
        }

        private static async Task<string> MakeTemplate()
        {
            var made = Path.Combine(Path.GetTempPath(), $"tandem-{Guid.NewGuid():N}.db");
            var template = made + ".template";
            await TestApp.Prepare($"Data Source={made}");
            await using (var connection = new SqliteConnection($"Data Source={made};Pooling=False"))
            {
                await connection.OpenAsync();
                await using var command = new SqliteCommand($"VACUUM INTO '{template}'", connection);
                await command.ExecuteNonQueryAsync();
            }

            Forget(made);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Forget(template);
            return template;
        }

        private static void Forget(string path)
        {
            SqliteConnection.ClearAllPools();
            foreach (var ending in new[] { "", "-wal", "-shm" })
                File.Delete(path + ending);
        }
    }

    private sealed class PostgresDatabase : TestDatabase
    {
        private static readonly Lazy<Task<PostgresServer>> Ready = new(MakeTemplate);
        private static readonly SemaphoreSlim OneCopyAtATime = new(1, 1);

        private readonly string name = $"tandem_{Guid.NewGuid():N}";
        private PostgresServer? server;

        public override string ConnectionString => server!.ConnectionString(name);

        public override async Task Create()
        {
            server = await Ready.Value;
            await OneCopyAtATime.WaitAsync();
            try
            {
                await server.Execute($"CREATE DATABASE {name} TEMPLATE tandem_template");
            }
            finally
            {
                OneCopyAtATime.Release();
            }
        }

        public override async Task Drop() => await server!.Execute($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

        private static async Task<PostgresServer> MakeTemplate()
        {
            var running = await PostgresServer.Get();
            await running.Execute("CREATE DATABASE tandem_template");
            var text = running.ConnectionString("tandem_template");
            await TestApp.Prepare(text);
            NpgsqlConnection.ClearAllPools();
            return running;
        }
    }
}
