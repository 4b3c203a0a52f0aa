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

    /// <summary>Lets this unit of work hurry.</summary>
    public async Task Let(TandemDb db, CancellationToken ct)
    {
        if (db.IsPostgres)
        {
            await db.Database.OpenConnectionAsync(ct);
            return;
        }

        connection ??= await Open(db.Database.GetConnectionString()!, ct);
        db.Database.SetDbConnection(connection);
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
