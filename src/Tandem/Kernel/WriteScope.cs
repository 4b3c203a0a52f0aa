using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace Tandem.Kernel;

/// <summary>The open transaction of one use case; leaving it without <see cref="Commit"/> undoes everything.</summary>
public sealed class WriteScope : IAsyncDisposable
{
    private const string Savepoint = "use_case";

    private readonly TandemDb db;
    private readonly IDbContextTransaction? transaction;
    private readonly SemaphoreSlim? gate;
    private readonly Action? ended;
    private WriteScope? enclosing;
    private bool kept;

    internal WriteScope(TandemDb db, IDbContextTransaction? transaction, SemaphoreSlim? gate, Action? ended) =>
        (this.db, this.transaction, this.gate, this.ended) = (db, transaction, gate, ended);

    /// <summary>True around a use case that knows nothing of it: what that one leaves uncommitted is undone to here.</summary>
    internal bool Encloses { get; set; }

    /// <summary>New rows that wait for the next save beside those of the change tracker.</summary>
    internal List<object> Appended { get; } = [];

    /// <summary>SQLite's statements of <see cref="BulkInsert"/> by table: planned once for as long as this is open.</summary>
    internal Dictionary<string, sqlite3_stmt> Planned { get; } = new(StringComparer.Ordinal);

    /// <summary>The view of this scope given to a use case called by another: only the outermost commits.</summary>
    internal async Task<WriteScope> Joined(CancellationToken ct)
    {
        if (!Encloses)
            return new WriteScope(db, null, null, null);
        Encloses = false;
        await transaction!.CreateSavepointAsync(Savepoint, ct);
        return new WriteScope(db, null, null, null) { enclosing = this };
    }

    /// <summary>Saves what was changed and makes it durable.</summary>
    public async Task Commit(CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        kept = true;
        if (transaction is null)
            return;
        await transaction.CommitAsync(ct);
        Pulse.For(db.Database.GetConnectionString()!).Beat();
    }

    public async ValueTask DisposeAsync()
    {
        if (enclosing is not null)
            await LeaveEnclosing();
        if (transaction is null)
            return;
        foreach (var statement in Planned.Values)
            statement.Dispose();
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            ended!();
            gate?.Release();
        }
    }

    private async Task LeaveEnclosing()
    {
        enclosing!.Encloses = true;
        if (kept)
            return;
        await enclosing.transaction!.RollbackToSavepointAsync(Savepoint);
        db.Forget();
    }
}

/// <summary>SQLite's one writer at a time, queued in the process instead of by the database's sleeping retries.</summary>
internal static class WriteGate
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new();

    public static SemaphoreSlim For(string connectionString) =>
        Gates.GetOrAdd(connectionString, _ => new SemaphoreSlim(1, 1));
}

/// <summary>Wakes whoever waits for new rows of one database: the sequencer and the subscribers.</summary>
public sealed class Pulse
{
    private static readonly ConcurrentDictionary<string, Pulse> Pulses = new();

    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static Pulse For(string connectionString) => Pulses.GetOrAdd(connectionString, _ => new Pulse());

    public void Beat() =>
        Interlocked.Exchange(ref next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Completes at the next beat, taken before looking so that none is missed.</summary>
    public Task Next => Volatile.Read(ref next).Task;
}

/// <summary>PostgreSQL's advisory locks on text keys, held to the end of the transaction.</summary>
internal static class AdvisoryLocks
{
    public static async Task LockKeys(this TandemDb db, IEnumerable<string> keys, CancellationToken ct)
    {
        var hashes = keys.Select(key => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)))).Distinct().Order().ToArray();
        if (hashes.Length > 0)
            await db.Database.ExecuteSqlAsync(
                $"SELECT pg_advisory_xact_lock(k) FROM unnest({hashes}) WITH ORDINALITY AS t(k, n) ORDER BY n", ct);
    }
}
