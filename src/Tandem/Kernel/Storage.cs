using System.Data.Common;
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

        // A list is one value, however long: a statement of its own for each length would be made anew each time.
        if (IsPostgres)
            options.UseNpgsql(PostgresString(), o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
        else
            options.UseSqlite(SqliteString(), o => o.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)).AddInterceptors(SqlitePragmas.Instance);
    }

    /// <summary>A bare connection for bulk work that the model is too slow for.</summary>
    public async Task<DbConnection> Open(CancellationToken ct)
    {
        DbConnection connection = IsPostgres ? new NpgsqlConnection(PostgresString()) : new SqliteConnection(SqliteString());
        await connection.OpenAsync(ct);
        if (!IsPostgres)
            Tune(connection);
        return connection;
    }

    /// <summary>What every connection to SQLite is told: at each opening, because an import leaves a pooled one with other settings.</summary>
    /// <remarks>FULL: an acknowledged write survives a kill and a power cut. WAL: readers never wait for the writer.</remarks>
    internal static void Tune(DbConnection connection)
    {
        // EF asks whether the file exists on a connection that may not write, where these would fail.
        if (connection.ConnectionString.Contains("Mode=ReadOnly", StringComparison.OrdinalIgnoreCase))
            return;
        using var command = connection.CreateCommand();
        command.CommandText =
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000; " +
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;";
        command.ExecuteNonQuery();
    }

    /// <summary>What the operator's string leaves open.</summary>
    private string PostgresString()
    {
        var text = new NpgsqlConnectionStringBuilder(ConnectionString);

        // The server plans what is asked again and again once per connection (a pooler between needs 0).
        if (!text.ShouldSerialize("Max Auto Prepare"))
            text.MaxAutoPrepare = 200;
        if (!text.ShouldSerialize("Auto Prepare Min Usages"))
            text.AutoPrepareMinUsages = 3;

        // Nothing is set on a connection that its next user should not find: locks and settings end with their transaction.
        if (!text.ShouldSerialize("No Reset On Close"))
            text.NoResetOnClose = true;

        // Within one machine encryption hides nothing from anybody; a server that insists on it has it.
        if (!text.ShouldSerialize("SSL Mode") && text.Host is "localhost" or "127.0.0.1" or "::1")
            text.SslMode = SslMode.Allow;
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

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Tune(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Tune(connection);
            return Task.CompletedTask;
        }
    }
}
