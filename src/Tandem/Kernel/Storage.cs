using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Tandem.Kernel;

/// <summary>Where the programme's data lives: an ADO connection string, SQLite or PostgreSQL recognised by its words.</summary>
public sealed record Storage(string ConnectionString)
{
    public bool IsPostgres { get; } = ConnectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>What the pulse of this database is called: the connection string as the model uses it.</summary>
    public string PulseName => IsPostgres ? PostgresString() : SqliteString();

    public static Storage Default(string dataFolder) =>
        new($"Data Source={Path.Combine(dataFolder, "tandem.db")}");

    public void Configure(DbContextOptionsBuilder options)
    {
        // Counting up to a limit needs no order.
        options.ConfigureWarnings(w => w.Ignore(RelationalEventId.PendingModelChangesWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning));
        if (IsPostgres)
            options.UseNpgsql(PostgresString());
        else
            options.UseSqlite(SqliteString()).AddInterceptors(SqlitePragmas.Instance);
    }

    /// <summary>A bare connection for bulk work that the model is too slow for.</summary>
    public async Task<DbConnection> Open(CancellationToken ct)
    {
        DbConnection connection = IsPostgres ? new NpgsqlConnection(PostgresString()) : new SqliteConnection(SqliteString());
        await connection.OpenAsync(ct);
        if (!IsPostgres)
            SqlitePragmas.Set(connection);
        return connection;
    }

    /// <summary>A statement that comes again is planned once per connection; what the connection string says itself stands.</summary>
    private string PostgresString()
    {
        var text = new NpgsqlConnectionStringBuilder(ConnectionString);
        if (!text.ContainsKey("Max Auto Prepare"))
            (text.MaxAutoPrepare, text.AutoPrepareMinUsages) = (200, 3);

        // Nothing of ours outlives a transaction on a connection, so there is nothing to reset.
        if (!text.ContainsKey("No Reset On Close"))
            text.NoResetOnClose = true;
        return text.ToString();
    }

    private string SqliteString()
    {
        var text = new SqliteConnectionStringBuilder(ConnectionString) { ForeignKeys = true, Pooling = true };
        if (Path.GetDirectoryName(text.DataSource) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        return text.ToString();
    }

    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        public static readonly SqlitePragmas Instance = new();

        // A pooled connection keeps what was set when it was first opened.
        private static readonly ConditionalWeakTable<object, object?> Known = [];

        // FULL: an acknowledged write survives a kill and a power cut. WAL: readers never wait for the writer.
        public static void Set(DbConnection connection)
        {
            // EF asks whether the file exists on a connection that may not write, where these would fail.
            if (connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase))
                return;
            if (connection is SqliteConnection { Handle: { } handle } && !Known.TryAdd(handle, null))
                return;
            using var command = connection.CreateCommand();
            command.CommandText =
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; " +
                "PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;";
            command.ExecuteNonQuery();
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }
    }
}
