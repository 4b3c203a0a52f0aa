using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Which rules are in force: for a moment, for a partner.</summary>
public sealed class PolicyBook(TandemDb db, PolicyCache cache)
{
    /// <summary>The published rules at <paramref name="at"/>; a pilot's version wins for the partners in it.</summary>
    public async Task<Dated<T>> Current<T>(DateTimeOffset at, CancellationToken ct, Id<Organisation>? partner = null) where T : IPolicy, new()
    {
        var versions = await cache.Of(db, Named<T>.Name, ct);
        var version = versions.Where(v => v.EffectiveFrom <= at)
            .Where(v => v.Pilot.Count == 0 || (partner is { } p && v.Pilot.Contains(p.Value)))
            .MaxBy(v => v.Number);
        return version is null ? new Dated<T>(0, new T()) : new Dated<T>(version.Number, cache.Rules<T>(version));
    }

    /// <summary>The rules that judged an old record.</summary>
    public async Task<T> Version<T>(int number, CancellationToken ct) where T : IPolicy, new()
    {
        var versions = await cache.Of(db, Named<T>.Name, ct);
        return versions.SingleOrDefault(v => v.Number == number) is { } version ? cache.Rules<T>(version) : new T();
    }

    /// <summary>Read from the type once: nearly every request asks for several policies.</summary>
    private static class Named<T>
    {
        public static readonly string Name = NameOf(typeof(T));
    }

    public static string NameOf(Type policy) => policy.GetCustomAttribute<PolicyAttribute>()!.Name;
}

/// <summary>Published versions are read on nearly every request and change a few times a year: kept in memory for seconds.</summary>
public sealed class PolicyCache
{
    // Another node's publication is seen after this long; a policy takes effect from a moment, rarely this very second.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (long Read, List<PolicyVersion> Versions)> byName = new();
    private readonly ConcurrentDictionary<Id<PolicyVersion>, object> rules = new();

    public async ValueTask<List<PolicyVersion>> Of(TandemDb db, string name, CancellationToken ct)
    {
        if (byName.TryGetValue(name, out var kept) && TimeProvider.System.GetElapsedTime(kept.Read) < Fresh)
            return kept.Versions;
        var read = await db.Policies().AsNoTracking().Where(p => p.Name == name && p.EffectiveFrom != null).ToListAsync(ct);
        byName[name] = (TimeProvider.System.GetTimestamp(), read);
        return read;
    }

    public T Rules<T>(PolicyVersion version) where T : IPolicy => (T)rules.GetOrAdd(version.Id, _ => version.Read<T>());

    public void Forget(string name) => byName.TryRemove(name, out _);
}

/// <summary>The tables of Policies.</summary>
public static class PolicySets
{
    public static DbSet<PolicyVersion> Policies(this TandemDb db) => db.Set<PolicyVersion>();
}
