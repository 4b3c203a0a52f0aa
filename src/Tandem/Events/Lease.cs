using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Kernel;

namespace Tandem.Events;

/// <summary>A named duty that only one node does at a time: it belongs to its holder until a moment, then to whoever asks.</summary>
public sealed class Lease
{
    private Lease() { }

    public string Name { get; private set; } = "";

    public Guid Holder { get; private set; }

    public DateTimeOffset Until { get; private set; }

    /// <summary>Takes or renews the lease inside the caller's transaction; false when another node holds it.</summary>
    /// <remarks>Uses real time, not the programme's clock: it is about processes, not about business.</remarks>
    public static async Task<bool> Take(TandemDb db, string name, Guid node, TimeSpan length, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        var until = now + length;
        var taken = await db.Set<Lease>()
            .Where(l => l.Name == name && (l.Holder == node || l.Until < now))
            .ExecuteUpdateAsync(s => s.SetProperty(l => l.Holder, node).SetProperty(l => l.Until, until), ct);
        if (taken == 1)
            return true;
        if (await db.Set<Lease>().AnyAsync(l => l.Name == name, ct))
            return false;

        // First use of this duty: two nodes may race here, the loser tries again at its next turn.
        var inserted = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO leases (name, holder, until) VALUES ({name}, {node}, {until.UtcDateTime}) ON CONFLICT (name) DO NOTHING", ct);
        return inserted == 1;
    }

    private sealed class Mapping : IEntityTypeConfiguration<Lease>
    {
        public void Configure(EntityTypeBuilder<Lease> builder) => builder.ToTable("leases").HasKey(l => l.Name);
    }
}

/// <summary>The name of this process among the nodes, new at each start.</summary>
public sealed class Node
{
    public Guid Id { get; } = Guid.NewGuid();
}
