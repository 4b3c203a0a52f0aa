using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine.Matching;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>One customer in the match index: an account, or a customer as a partner typed it on a registration.</summary>
public sealed class CustomerEntry
{
    private CustomerEntry() { }

    public Id<CustomerEntry> Id { get; private set; }

    /// <summary>The account it stands for; null while only a registration names this customer.</summary>
    public Id<Account>? AccountId { get; private set; }

    /// <summary>The registration (deal) that names it, for an entry that is not an account.</summary>
    public Guid? ClaimId { get; private set; }

    /// <summary>The normalised customer as the matching engine wrote it, ready to be compared.</summary>
    public string Profile { get; private set; } = "";

    internal static CustomerEntry Of(CustomerProfile profile, Id<Account>? account, Guid? claim, DateTimeOffset now) => new()
    {
        Id = Id<CustomerEntry>.New(now),
        AccountId = account,
        ClaimId = claim,
        Profile = profile.ToString(),
    };

    private sealed class Mapping : IEntityTypeConfiguration<CustomerEntry>
    {
        public void Configure(EntityTypeBuilder<CustomerEntry> builder)
        {
            builder.ToTable("customer_entries");
            builder.HasIndex(e => e.AccountId);
            builder.HasIndex(e => e.ClaimId);
        }
    }
}

/// <summary>A blocking key of an entry: customers that may be the same share at least one.</summary>
public sealed class CustomerKey
{
    private CustomerKey() { }

    /// <summary>The first eight bytes of the key text's SHA-256: short, and it tells nothing.</summary>
    public long Hash { get; private set; }

    public Id<CustomerEntry> EntryId { get; private set; }

    internal static CustomerKey Of(long hash, CustomerEntry entry) => new() { Hash = hash, EntryId = entry.Id };

    private sealed class Mapping : IEntityTypeConfiguration<CustomerKey>
    {
        public void Configure(EntityTypeBuilder<CustomerKey> builder)
        {
            builder.ToTable("customer_keys");
            builder.HasKey(k => new { k.Hash, k.EntryId });
        }
    }
}

/// <summary>A known customer that may be the one asked for.</summary>
public sealed record CustomerCandidate(Id<Account>? Account, Guid? Claim, double Probability, MatchReasons Reasons);

/// <summary>Finds known customers in spite of spelling, legal form, domain or subsidiary. Tables, so every node sees the same.</summary>
public static class CustomerIndex
{
    /// <summary>A customer has no more keys than this; the look-up names so many whatever it is asked, and is planned once.</summary>
    private const int MostKeys = BlockingKeys.Most;

    // A key counts as much as one customer's share of it: a domain that one other has outweighs a word that hundreds have.
    private static string Nearest(string shared) => $"SELECT entry_id FROM ({shared}) AS shared GROUP BY entry_id ORDER BY sum(rarity) DESC, entry_id LIMIT {CustomerBook.MostCompared}";

    // The keys are gone through by one loop, and the entries read in one scan whose cost hardly depends on how many there are: a join would read them one by one.
    private static readonly string ReadOnPostgres =
        $"""
         SELECT account_id, claim_id, profile FROM customer_entries WHERE id = ANY (ARRAY ({Nearest(
             $"""
              SELECT entry_id, CAST(1000000 / count(*) OVER (PARTITION BY asked.hash) AS integer) AS rarity FROM unnest($1) AS asked (hash)
              CROSS JOIN LATERAL (SELECT entry_id FROM customer_keys k WHERE k.hash = asked.hash ORDER BY entry_id DESC LIMIT {CustomerBook.MostUnderOneKey}) AS under
              """)}))
         """;

    // SQLite knows no such loop: a branch for each key.
    private static readonly string ReadOnSqlite =
        $"SELECT account_id, claim_id, profile FROM customer_entries WHERE id IN ({Nearest(string.Join(" UNION ALL ", Enumerable.Range(1, MostKeys).Select(UnderKey)))})";

    private static string UnderKey(int n) =>
        $"""
         SELECT entry_id, CAST(1000000 / count(*) OVER () AS integer) AS rarity
         FROM (SELECT entry_id FROM customer_keys WHERE hash = ${n} ORDER BY entry_id DESC LIMIT {CustomerBook.MostUnderOneKey}) AS key{n}
         """;

    public static DbSet<CustomerEntry> CustomerEntries(this TandemDb db) => db.Set<CustomerEntry>();

    /// <summary>Adds a customer to the index, in the caller's transaction.</summary>
    public static Task Index(this TandemDb db, CustomerProfile profile, Id<Account>? account, Guid? claim, DateTimeOffset now, CancellationToken ct)
    {
        var entry = CustomerEntry.Of(profile, account, claim, now);
        db.Append(entry);

        // In one statement: a row of the model for each key would be half of what a registration writes.
        var hashes = Hashes(profile).ToArray();
        return db.IsPostgres
            ? db.Database.ExecuteSqlAsync($"INSERT INTO customer_keys (hash, entry_id) SELECT hash, {entry.Id.Value} FROM unnest({hashes}) AS hash", ct)
            : db.Database.ExecuteSqlAsync($"INSERT INTO customer_keys (hash, entry_id) SELECT value, {entry.Id.Value} FROM json_each({JsonSerializer.Serialize(hashes)})", ct);
    }

    /// <summary>Takes whatever stands in the index for an account or a claim out of it.</summary>
    public static async Task Unindex(this TandemDb db, Id<Account>? account, Guid? claim, CancellationToken ct)
    {
        var entries = db.CustomerEntries().Where(e => (account != null && e.AccountId == account) || (claim != null && e.ClaimId == claim));
        await db.Set<CustomerKey>().Where(k => entries.Any(e => e.Id == k.EntryId)).ExecuteDeleteAsync(ct);
        await entries.ExecuteDeleteAsync(ct);
    }

    /// <summary>Takes many accounts out of the index at once.</summary>
    public static Task UnindexAccounts(this TandemDb db, IReadOnlyCollection<Id<Account>> accounts, CancellationToken ct)
    {
        var ids = accounts.Select(id => (Id<Account>?)id).ToList();
        return db.Unindex(db.CustomerEntries().Where(e => ids.Contains(e.AccountId)), ct);
    }

    /// <summary>Takes many claims out of the index at once.</summary>
    public static Task UnindexClaims(this TandemDb db, IReadOnlyCollection<Guid> claims, CancellationToken ct)
    {
        var ids = claims.Select(id => (Guid?)id).ToList();
        return db.Unindex(db.CustomerEntries().Where(e => ids.Contains(e.ClaimId)), ct);
    }

    private static async Task Unindex(this TandemDb db, IQueryable<CustomerEntry> entries, CancellationToken ct)
    {
        await db.Set<CustomerKey>().Where(k => entries.Any(e => e.Id == k.EntryId)).ExecuteDeleteAsync(ct);
        await entries.ExecuteDeleteAsync(ct);
    }

    /// <summary>What to lock on PostgreSQL so that two claims on one customer wait for each other.</summary>
    public static IEnumerable<string> LockKeys(CustomerProfile profile) => BlockingKeys.Of(profile).Select(key => "customer:" + key);

    /// <summary>The customers that match at or above <paramref name="threshold"/>, most probable first.</summary>
    public static async Task<List<CustomerCandidate>> Match(
        this TandemDb db, CustomerProfile profile, double threshold, CancellationToken ct)
    {
        var known = await db.Near([.. Hashes(profile)], ct);

        // Whom nobody resembles is compared all the same: the time of an answer tells nothing.
        return [.. (known.Count > 0 ? known : [Nobody])
            .Select(entry => (Entry: entry, Verdict: CustomerMatch.Compare(profile, CustomerProfile.Parse(entry.Profile))))
            .Where(found => found.Verdict.Probability >= threshold && found.Entry != Nobody)
            .OrderByDescending(found => found.Verdict.Probability)
            .Select(found => new CustomerCandidate(found.Entry.Account, found.Entry.Claim, found.Verdict.Probability, found.Verdict.Reasons))];
    }

    private static readonly Standing Nobody = new(null, null, CustomerProfile.Of(new CustomerIdentity("Nobody", null, null, null)).ToString());

    /// <summary>Read without the model: it is the heart of every registration, and has only three columns.</summary>
    private static Task<List<Standing>> Near(this TandemDb db, List<long> hashes, CancellationToken ct)
    {
        var keys = Enumerable.Range(0, MostKeys).Select(n => n < hashes.Count ? hashes[n] : n + 1L);
        return db.ReadRows(
            db.IsPostgres ? ReadOnPostgres : ReadOnSqlite,
            db.IsPostgres ? [keys.ToArray()] : [.. keys.Select(key => (object)key)],
            row => new Standing(row.IsDBNull(0) ? null : new Id<Account>(row.GetGuid(0)), row.IsDBNull(1) ? null : row.GetGuid(1), row.GetString(2)),
            ct);
    }

    /// <summary>A customer of the index, as it is compared.</summary>
    private sealed record Standing(Id<Account>? Account, Guid? Claim, string Profile);

    public static IEnumerable<long> Hashes(CustomerProfile profile) => BlockingKeys.Of(profile)
        .Select(key => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))))
        .Distinct();
}
