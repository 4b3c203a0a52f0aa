using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Finds who is behind a cookie or a token, and remembers it for ten seconds.</summary>
/// <remarks>
/// A change of roles, a closed session or a closed right is forgotten at once on this node; other nodes learn of it when
/// their ten seconds are over.
/// </remarks>
public sealed class Callers(PermissionTable permissions, TimeProvider clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Memory> memories = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, long> forgotten = new();
    private long lastSweep = Stopwatch.GetTimestamp();

    /// <summary>The actor behind a session's secret; null when the session is over or its person may not come in.</summary>
    public async Task<Actor?> OfSession(string secret, Func<TandemDb> database, CancellationToken ct)
    {
        if (Recall(secret) is { } known)
            return known;
        var asked = Stopwatch.GetTimestamp();
        var hash = Secret.Hash(secret);
        var db = database();
        var now = clock.GetUtcNow();
        var sessions = db.Sessions().Where(s => s.SecretHash == hash && s.Revoked == null).Select(s => new Held<Session> { Key = s, Person = s.Person });
        if (await HolderOf(sessions, db, ct) is not { } holder || !holder.Key.IsOpen(now))
            return null;
        var session = holder.Key;
        if (now - session.LastSeen > SeenEvery)
        {
            await using var write = await db.BeginWrite(ct);
            await db.Sessions().Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeen, now), ct);
            await write.Commit(ct);
        }

        return Remember(secret, permissions.ActorFor(holder.Person, holder.Organisation, holder.Closed) with { Session = session.Id }, asked);
    }

    /// <summary>The actor behind a bearer token; null when it is unknown, ended, or its person may not come in.</summary>
    public async Task<Actor?> OfToken(string secret, Func<TandemDb> database, CancellationToken ct)
    {
        if (Recall(secret) is { } known)
            return known;
        var asked = Stopwatch.GetTimestamp();
        var hash = Secret.Hash(secret);
        var db = database();
        var now = clock.GetUtcNow();
        var tokens = db.AccessTokens().Where(t => t.SecretHash == hash && t.Revoked == null).Select(t => new Held<AccessToken> { Key = t, Person = t.Person });
        if (await HolderOf(tokens, db, ct) is not { } holder || !holder.Key.IsOpen(now) || !CryptographicOperations.FixedTimeEquals(holder.Key.SecretHash, hash))
            return null;
        var token = holder.Key;
        if (token.LastUsed is null || now - token.LastUsed > SeenEvery)
        {
            await using var write = await db.BeginWrite(ct);
            await db.AccessTokens().Where(t => t.Id == token.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsed, now), ct);
            await write.Commit(ct);
        }

        return Remember(secret, permissions.ActorFor(holder.Person, holder.Organisation, token, holder.Closed), asked);
    }

    /// <summary>Whose it is, in one question: the person, the firm, and the rights that are closed to either.</summary>
    private static async Task<Holder<T>?> HolderOf<T>(IQueryable<Held<T>> keys, TandemDb db, CancellationToken ct) where T : class
    {
        var rows = await (
            from held in keys.AsNoTracking()
            where held.Person.Active && held.Person.Organisation.Active
            from ofFirm in db.Rights().Where(r => !r.Open && r.OrganisationId == held.Person.OrganisationId).DefaultIfEmpty()
            from ofPerson in db.Rights().Where(r => !r.Open && r.PersonId == held.Person.Id).DefaultIfEmpty()
            select new { held.Key, held.Person, held.Person.Organisation, OfFirm = ofFirm, OfPerson = ofPerson }).ToListAsync(ct);
        return rows is [var found, ..]
            ? new Holder<T>(found.Key, found.Person, found.Organisation, [.. rows.SelectMany(r => new[] { r.OfFirm, r.OfPerson }).OfType<Right>()])
            : null;
    }

    /// <summary>Makes the next request of this session, token, person or organisation ask the database again.</summary>
    public void Forget(Guid subject) => forgotten[subject] = Stopwatch.GetTimestamp();

    private Actor? Recall(string secret) =>
        memories.TryGetValue(secret, out var memory) && IsFresh(memory) ? memory.Actor : null;

    private Actor Remember(string secret, Actor actor, long asked)
    {
        Sweep();
        memories[secret] = new Memory(actor, asked);
        return actor;
    }

    // A memory asked for before its subject changed is stale even if it was stored after.
    private bool IsFresh(Memory memory) => Stopwatch.GetElapsedTime(memory.Asked) < Remembered
        && !ChangedSince(memory.Asked, memory.Actor.Session?.Value)
        && !ChangedSince(memory.Asked, memory.Actor.Token?.Value)
        && !ChangedSince(memory.Asked, memory.Actor.Person?.Value)
        && !ChangedSince(memory.Asked, memory.Actor.Organisation?.Value);

    private bool ChangedSince(long asked, Guid? subject) =>
        subject is { } id && forgotten.TryGetValue(id, out var at) && at >= asked;

    private void Sweep()
    {
        var last = Interlocked.Read(ref lastSweep);
        if (Stopwatch.GetElapsedTime(last) < Remembered
            || Interlocked.CompareExchange(ref lastSweep, Stopwatch.GetTimestamp(), last) != last)
            return;
        foreach (var memory in memories.Where(m => !IsFresh(m.Value)))
            memories.TryRemove(memory);

        // Twice the span: a slow question may still store an answer asked for before the change.
        foreach (var change in forgotten.Where(f => Stopwatch.GetElapsedTime(f.Value) > Remembered * 2))
            forgotten.TryRemove(change);
    }

    private sealed record Memory(Actor Actor, long Asked);

    /// <summary>A session or a token, and whose it is.</summary>
    private sealed class Held<T>
    {
        public required T Key { get; init; }

        public required Person Person { get; init; }
    }

    private sealed record Holder<T>(T Key, Person Person, Organisation Organisation, IReadOnlyList<Right> Closed);
}
