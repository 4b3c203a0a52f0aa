using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Demo;

/// <summary>
/// How an invented programme is written quickly: its commits do not wait for the disk until it is complete, and what is asked again and
/// again is planned once.
/// </summary>
/// <remarks>
/// Nobody's work is lost with a programme that can be made again from its seed, and one that was cut short is thrown away. Any other
/// connection waits for the disk as everything in Tandem does.
/// </remarks>
internal sealed class Hurry : IAsyncDisposable
{
    private KeptConnection? connection;

    /// <summary>Lets this unit of work hurry until what is given back is disposed.</summary>
    public async Task<IAsyncDisposable> Let(TandemDb db, CancellationToken ct)
    {
        var database = db.Database.GetConnectionString()!;
        if (db.IsPostgres)
            return new Lent(db, database);
        connection ??= await Open(database, ct);
        db.Database.SetDbConnection(connection);
        return new Lent(db, database);
    }

    /// <summary>A unit of work is used again by others: it must not take the connection with it.</summary>
    private sealed class Lent(TandemDb db, string database) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            if (!db.IsPostgres)
            {
                db.Database.SetDbConnection(null);
                db.Database.SetConnectionString(database);
            }

            return ValueTask.CompletedTask;
        }
    }

    private static async Task<KeptConnection> Open(string database, CancellationToken ct)
    {
        var opened = new KeptConnection(database);
        await opened.OpenAsync(ct);
        Storage.Tune(opened);
        await using var hurried = opened.CreateCommand();
        hurried.CommandText = "PRAGMA synchronous=OFF";
        await hurried.ExecuteNonQueryAsync(ct);
        return opened;
    }

    /// <summary>From here on the disk has all of it.</summary>
    public static async Task SettleOnDisk(TandemDb db, CancellationToken ct)
    {
        if (!db.IsPostgres)
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", ct);
    }

    public ValueTask DisposeAsync() => connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
