using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Tandem.Kernel;

/// <summary>The one unit of work over the programme's database, SQLite or PostgreSQL.</summary>
/// <remarks>
/// It names no table: each module adds its own sets by extension (<c>db.Deals()</c>) and its mappings are found by scan.
/// Every write passes here, so versions are counted and SQLite's single writer is queued in one place.
/// </remarks>
public sealed class TandemDb(DbContextOptions<TandemDb> options) : DbContext(options)
{
    private bool? postgres;

    /// <summary>True on PostgreSQL, false on SQLite: the one question raw SQL may ask.</summary>
    public bool IsPostgres => postgres ??= Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL";

    /// <summary>The open write, the outermost if several use cases share it.</summary>
    internal WriteScope? Write { get; private set; }

    /// <summary>
    /// Opens the transaction of a use case that reads before it writes. On SQLite it waits its turn for the single
    /// writer; on PostgreSQL it takes a lock on each key (sorted, so that two callers cannot block each other).
    /// Inside another write it joins that one.
    /// </summary>
    public async Task<WriteScope> BeginWrite(CancellationToken ct, IEnumerable<string>? keys = null)
    {
        var outer = Write;
        if (outer is null)
        {
            var gate = IsPostgres ? null : WriteGate.For(Database.GetConnectionString()!);
            if (gate is not null)
                await gate.WaitAsync(ct);
            try
            {
                // A use case succeeds or fails as a whole: savepoints would only cost two more commands a save.
                Database.AutoSavepointsEnabled = false;
                Write = new WriteScope(this, await Database.BeginTransactionAsync(ct), gate, () => Write = null);
            }
            catch
            {
                gate?.Release();
                throw;
            }
        }

        try
        {
            if (keys is not null && IsPostgres)
                await this.LockKeys(keys, ct);
        }
        catch when (outer is null)
        {
            await Write!.DisposeAsync();
            throw;
        }

        return outer is null ? Write! : await outer.Joined(ct);
    }

    /// <summary>
    /// Opens a transaction around a whole use case. One that leaves without commit is undone alone; what encloses it goes on.
    /// </summary>
    internal async Task<WriteScope> BeginEnclosingWrite(CancellationToken ct, IEnumerable<string> keys)
    {
        var write = await BeginWrite(ct, keys);
        write.Encloses = true;
        return write;
    }

    public override async Task<int> SaveChangesAsync(bool acceptAll, CancellationToken ct = default)
    {
        // Looked for once: each question below would look through everything loaded again.
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            CountVersions();
            return await Save(acceptAll, ct);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private async Task<int> Save(bool acceptAll, CancellationToken ct)
    {
        if (Database.CurrentTransaction is not null)
            return await base.SaveChangesAsync(acceptAll, ct) + await WriteAppended(ct);

        if (!ChangeTracker.HasChanges())
            return 0;
        var gate = IsPostgres ? null : WriteGate.For(Database.GetConnectionString()!);
        if (gate is not null)
            await gate.WaitAsync(ct);
        try
        {
            var rows = await base.SaveChangesAsync(acceptAll, ct);
            Pulse.For(Database.GetConnectionString()!).Beat();
            return rows;
        }
        finally
        {
            gate?.Release();
        }
    }

    private async Task<int> WriteAppended(CancellationToken ct)
    {
        if (Write is not { Appended: { Count: > 0 } appended })
            return 0;
        foreach (var rows in appended.GroupBy(row => row.GetType()))
            await this.InsertMany(rows.Key, [.. rows], ct);
        var written = appended.Count;
        appended.Clear();
        return written;
    }

    public override int SaveChanges(bool acceptAll) =>
        throw new NotSupportedException("Tandem writes asynchronously: call SaveChangesAsync.");

    /// <summary>
    /// Adds a row that this unit of work neither changes nor looks at again, such as an event: the next save writes it, and a write that is
    /// left without commit drops it like any other.
    /// </summary>
    /// <remarks>SQLite takes it by a prepared insert, past the change tracker, which would cost several times the insert. PostgreSQL has it in the same round trip as the rest.</remarks>
    public void Append(object row)
    {
        if (Write is null || IsPostgres)
            Add(row);
        else
            Write.Appended.Add(row);
    }

    /// <summary>Lets go of whatever was loaded, and of what was changed or added and not saved.</summary>
    public void Forget()
    {
        ChangeTracker.Clear();
        Write?.Appended.Clear();
    }

    /// <summary>Counts a change of a part (a name, a line) as a change of the whole, whose version readers hold.</summary>
    public void CountAsChange(object whole) => Entry(whole).Property("Version").IsModified = true;

    private void CountVersions()
    {
        foreach (EntityEntry entry in ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Modified && entry.Metadata.FindProperty("Version") is { } version)
                entry.Property(version).CurrentValue = (int)entry.Property(version).OriginalValue! + 1;
        }
    }

    protected override void OnModelCreating(ModelBuilder builder) => Mapping.Apply(builder);

    protected override void ConfigureConventions(ModelConfigurationBuilder builder) => Mapping.Conventions(builder);
}
