using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Demo;

/// <summary>How an invented programme is written quickly: its commits do not wait for the disk until it is complete.</summary>
internal static class Hurry
{
    /// <summary>
    /// Opens the connection and lets SQLite go on before the disk has a commit: nobody's work is lost with a programme that can be made
    /// again from its seed, and one that was cut short is thrown away. The next connection waits for the disk as everything in Tandem does.
    /// </summary>
    public static async Task HurryUntilClosed(this TandemDb db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        if (!db.IsPostgres)
            await db.Database.ExecuteSqlRawAsync("PRAGMA synchronous=OFF", ct);
    }

    /// <summary>From here on the disk has all of it.</summary>
    public static async Task SettleOnDisk(this TandemDb db, CancellationToken ct)
    {
        if (!db.IsPostgres)
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", ct);
    }
}
