using System.Data.Common;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>
/// Looks for claims on the same customer and overlapping products: other registrations, the vendor's own deals,
/// incumbents. It sees the whole programme, whoever asks; its findings are for the vendor only.
/// </summary>
/// <remarks>
/// It makes the same reads of the same size whether it finds anything or not, so that its time tells a prober nothing: lists of
/// ids are filled up to one length, and decoys take the place of rivals.
/// </remarks>
public sealed class ConflictCheck(TandemDb db, Catalogue catalogue, Decoys decoys)
{
    private const int ListLength = 8;
    private const int RowsRead = 3;

    // An entry is found under several keys: about as much to read as so many deals.
    private const int RowsOfEntry = 2;

    // A customer with more live claims than this is a case for people anyway.
    private const int MostRivals = 200;
    private const int MostFindings = 20;

    /// <summary>Checks a customer and products for a partner, or for the vendor's own sales when it is null.</summary>
    /// <param name="self">The deal being judged, never its own rival.</param>
    public async Task<ConflictResult> Run(
        CustomerProfile customer, IReadOnlyCollection<Product> products, Id<Organisation>? partner, Id<Deal>? self,
        EngagementPolicy rules, DateOnly today, CancellationToken ct)
    {
        var candidates = await db.Match(customer, rules.MatchThreshold, ct);
        var matched = candidates.Select(c => c.Account).OfType<Id<Account>>().ToHashSet();
        var claims = candidates.Where(c => c.Claim is not null).Select(c => new Id<Deal>(c.Claim!.Value)).ToHashSet();
        var rivals = await Rivals(matched, claims, self, rules, today, ct);
        var overlapping = await Overlapping(products, rules.Overlap, ct);
        return Judge([.. rivals.Where(r => r.Overlaps(overlapping))], candidates, partner, rules);
    }

    private async Task<List<Rival>> Rivals(
        HashSet<Id<Account>> matched, HashSet<Id<Deal>> claims, Id<Deal>? self, EngagementPolicy rules, DateOnly today, CancellationToken ct)
    {
        var incumbentSince = rules.IncumbencyMonths > 0 ? today.AddMonths(-rules.IncumbencyMonths) : DateOnly.MaxValue;

        // Who is in no index has cost no rows there.
        var budget = matched.Count + claims.Count == 0 ? RowsRead + RowsOfEntry : RowsRead;
        var real = Math.Min(RowsRead, claims.Count(c => c != self) + Math.Min(matched.Count, 1));
        var others = await decoys.Take(budget - real, db, ct);
        var heads = Filled(matched.Select(a => a.Value));
        var deals = Filled(claims.Concat(others).Select(d => d.Value));
        var lines = await db.ReadRows(db.IsPostgres ? OnPostgres : OnSqlite, [heads, deals, self?.Value ?? Guid.Empty, incumbentSince], RivalLine.Read, ct);
        return [.. lines.GroupBy(l => l.Rival.Id)
            .Select(g => g.MinBy(l => l.Rival.Head is null)!.Rival with { Products = [.. g.Select(l => l.Product).OfType<Id<Product>>().Distinct()] })
            .Where(r => r.Head is not null || claims.Contains(r.Id))];
    }

    /// <summary>Live claims on accounts ($1), on their parents, sisters and subsidiaries, and those among some deals ($2), the newest first.</summary>
    /// <remarks>
    /// Each kind of kin is a read by an index of its own. The states are compared so that no index serves: SQLite would otherwise read every
    /// open deal of the programme.
    /// </remarks>
    private static string Claims(bool postgres) =>
        $"""
         WITH kin (account, head) AS (
             SELECT * FROM (
                 SELECT id, id FROM accounts WHERE id {RawRows.Among(postgres, "$1")} AND archived IS NULL
                 UNION ALL SELECT id, parent_id FROM accounts WHERE parent_id {RawRows.Among(postgres, "$1")} AND archived IS NULL
                 UNION ALL SELECT parent_id, id FROM accounts WHERE id {RawRows.Among(postgres, "$1")} AND parent_id IS NOT NULL AND archived IS NULL
                 UNION ALL SELECT s.id, a.id FROM accounts a JOIN accounts s ON s.parent_id = a.parent_id WHERE a.id {RawRows.Among(postgres, "$1")} AND s.archived IS NULL AND a.archived IS NULL
             ) AS related LIMIT {MostRivals}
         )
         SELECT d.id, d.partner_id, d.account_id, d.status, d.reference, coalesce(r.submitted, d.created), d.head, l.product_id
         FROM (
             SELECT * FROM (
                 SELECT d.id, d.partner_id, d.account_id, d.status, d.reference, d.created, d.closed_on, d.archived, k.head FROM kin k JOIN deals d ON d.account_id = k.account
                 UNION ALL
                 SELECT d.id, d.partner_id, d.account_id, d.status, d.reference, d.created, d.closed_on, d.archived, CAST(NULL AS uuid) FROM deals d WHERE d.id {RawRows.Among(postgres, "$2")}
             ) AS claims
             WHERE archived IS NULL AND id <> $3
                 AND (status || '' IN ('{DealStatus.InReview}', '{DealStatus.NeedsInfo}', '{DealStatus.Appealed}', '{DealStatus.Open}') OR (status || '' = '{DealStatus.Won}' AND closed_on >= $4))
             ORDER BY id DESC LIMIT {MostRivals}
         ) AS d
         LEFT JOIN registrations r ON r.id = d.id
         LEFT JOIN deal_lines l ON l.deal_id = d.id
         ORDER BY d.id DESC, d.head
         """;

    private static readonly string OnPostgres = Claims(postgres: true);
    private static readonly string OnSqlite = Claims(postgres: false);

    /// <summary>The ids, and ids of nothing up to the next multiple of the length.</summary>
    private static Guid[] Filled(IEnumerable<Guid> ids)
    {
        var filled = ids.ToList();
        for (var i = 0; filled.Count == 0 || filled.Count % ListLength != 0; i++)
            filled.Add(new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        return [.. filled];
    }

    /// <summary>The products that count as overlapping with these; null when any does.</summary>
    private async Task<HashSet<Id<Product>>?> Overlapping(IReadOnlyCollection<Product> products, Overlap overlap, CancellationToken ct)
    {
        if (overlap == Overlap.AnyProduct)
            return null;
        return overlap == Overlap.SameProduct ? products.Select(p => p.Id).ToHashSet() : await catalogue.Families(products, ct);
    }

    /// <summary>Pure: from the claims on record to findings, and to the partner's own earlier claim if there is one.</summary>
    private static ConflictResult Judge(
        List<Rival> rivals, List<CustomerCandidate> candidates, Id<Organisation>? partner, EngagementPolicy rules)
    {
        var findings = new List<Finding>();
        foreach (var rival in rivals.Where(r => r.Partner != partner))
        {
            if (KindOf(rival, rules) is not { } kind)
                continue;
            var (probability, reasons) = Evidence(rival, candidates);
            findings.Add(new Finding(kind, rival.Id, rival.Partner, rival.Account, Math.Round(probability, 4), reasons));
        }

        return new ConflictResult(
            [.. findings.OrderByDescending(f => f.Probability).ThenBy(f => f.Kind).Take(MostFindings)],
            rivals.Where(r => r.Partner == partner && Deal.Live.Contains(r.Status)).MinBy(r => r.Since),
            candidates.Find(c => c.Account is not null)?.Account);
    }

    private static (double Probability, MatchReasons Reasons) Evidence(Rival rival, List<CustomerCandidate> candidates)
    {
        if (candidates.Find(c => c.Claim == rival.Id.Value || (c.Account is not null && c.Account == rival.Account)) is { } direct)
            return (direct.Probability, direct.Reasons);
        var match = candidates.First(c => c.Account == rival.Head);
        return (match.Probability, match.Reasons | MatchReasons.SubsidiaryOf);
    }

    private static FindingKind? KindOf(Rival rival, EngagementPolicy rules) => (rival.Partner, rival.Status) switch
    {
        (not null, DealStatus.Won) => FindingKind.Incumbent,
        (null, DealStatus.Won) => FindingKind.ExistingCustomer,
        (null, _) => rules.DirectDealsConflict ? FindingKind.DirectDeal : null,
        _ => FindingKind.EarlierRegistration,
    };
}

/// <summary>A claim on the same customer: a deal of another, or an earlier one of the same partner.</summary>
/// <param name="Head">The matched account to whose group the deal's account belongs; null for a claim without account.</param>
public sealed record Rival(
    Id<Deal> Id, Id<Organisation>? Partner, Id<Account>? Account, DealStatus Status, string Reference, DateTimeOffset Since,
    Id<Account>? Head, IReadOnlyList<Id<Product>> Products)
{
    /// <summary>A deal without products (an old import) overlaps with everything.</summary>
    public bool Overlaps(HashSet<Id<Product>>? products) =>
        products is null || Products.Count == 0 || Products.Any(products.Contains);
}

/// <summary>A rival with one of its products.</summary>
internal sealed record RivalLine(Rival Rival, Id<Product>? Product)
{
    public static RivalLine Read(DbDataReader row) => new(
        new Rival(
            new Id<Deal>(row.GetGuid(0)), IdIn<Organisation>(row, 1), IdIn<Account>(row, 2), Enum.Parse<DealStatus>(row.GetString(3)), row.GetString(4),
            new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(5), DateTimeKind.Utc)), IdIn<Account>(row, 6), []),
        IdIn<Product>(row, 7));

    private static Id<T>? IdIn<T>(DbDataReader row, int column) => row.IsDBNull(column) ? null : new Id<T>(row.GetGuid(column));
}

/// <summary>What the check saw.</summary>
/// <param name="Own">The partner's own live claim on the customer, which it may be told of at once.</param>
/// <param name="Account">The known account this customer most probably is.</param>
public sealed record ConflictResult(IReadOnlyList<Finding> Findings, Rival? Own, Id<Account>? Account)
{
    public bool Clean => Findings.Count == 0;
}
