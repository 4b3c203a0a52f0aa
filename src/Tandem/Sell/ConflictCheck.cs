using Microsoft.EntityFrameworkCore;
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
        var family = await Family(matched, ct);
        var accounts = matched.Concat(family.Keys).ToHashSet();
        var claims = candidates.Where(c => c.Claim is not null).Select(c => new Id<Deal>(c.Claim!.Value)).ToHashSet();
        var rivals = await Rivals(accounts, claims, self, rules, today, ct);
        var overlapping = await Overlapping(products, rules.Overlap, ct);
        return Judge([.. rivals.Where(r => r.Overlaps(overlapping))], candidates, family, partner, rules);
    }

    /// <summary>Parents, sisters and subsidiaries of the matched accounts, each with the matched account it belongs to.</summary>
    private async Task<Dictionary<Id<Account>, Id<Account>>> Family(HashSet<Id<Account>> matched, CancellationToken ct)
    {
        // Downwards and sideways are two reads by index: one that asks for either reads the whole table.
        var heads = Filled(matched, i => new Id<Account>(Filler(i)));
        var daughters = db.Accounts().Where(a => a.ParentId != null && EF.Parameter(heads).Contains(a.ParentId.Value)).Select(a => new { a.Id, Parent = a.ParentId!.Value, Of = a.ParentId!.Value });
        var sisters = db.Accounts().Where(a => EF.Parameter(heads).Contains(a.Id))
            .Join(db.Accounts(), a => a.ParentId, s => s.ParentId, (a, s) => new { s.Id, Parent = s.ParentId!.Value, Of = a.Id });
        var family = new Dictionary<Id<Account>, Id<Account>>();
        foreach (var member in await daughters.Concat(sisters).Take(MostRivals).ToListAsync(ct))
        {
            if (!matched.Contains(member.Id))
                family.TryAdd(member.Id, member.Of);
            if (!matched.Contains(member.Parent))
                family.TryAdd(member.Parent, member.Of);
        }

        return family;
    }

    private async Task<List<Rival>> Rivals(
        HashSet<Id<Account>> accounts, HashSet<Id<Deal>> claims, Id<Deal>? self, EngagementPolicy rules, DateOnly today, CancellationToken ct)
    {
        DateOnly? incumbentSince = rules.IncumbencyMonths > 0 ? today.AddMonths(-rules.IncumbencyMonths) : DateOnly.MaxValue;

        // Who is in no index has cost no rows there.
        var budget = accounts.Count + claims.Count == 0 ? RowsRead + RowsOfEntry : RowsRead;
        var real = Math.Min(RowsRead, claims.Count(c => c != self) + Math.Min(accounts.Count, 1));
        var others = await decoys.Take(budget - real, db, ct);
        var accountList = Filled(accounts, i => new Id<Account>(Filler(i)));
        var dealList = Filled(claims.Concat(others), i => new Id<Deal>(Filler(i)));
        var rows = await db.Deals().AsNoTracking()
            .Where(d => (d.AccountId != null && EF.Parameter(accountList).Contains(d.AccountId.Value)) || EF.Parameter(dealList).Contains(d.Id))
            .Where(d => d.Id != self)
            .Where(d => d.Status == DealStatus.InReview || d.Status == DealStatus.NeedsInfo || d.Status == DealStatus.Appealed
                || d.Status == DealStatus.Open || (d.Status == DealStatus.Won && d.ClosedOn >= incumbentSince))
            .OrderByDescending(d => d.Id)
            .Take(MostRivals)
            .Select(d => new Rival(
                d.Id, d.PartnerId, d.AccountId, d.Status, d.Reference,
                d.Registration != null ? d.Registration.Submitted : d.Created,
                d.Lines.Select(l => l.ProductId).ToList()))
            .ToListAsync(ct);
        return rows.FindAll(r => claims.Contains(r.Id) || (r.Account is { } account && accounts.Contains(account)));
    }

    /// <summary>The list, and ids of nothing up to the next multiple of the length.</summary>
    private static List<T> Filled<T>(IEnumerable<T> ids, Func<int, T> filler)
    {
        var filled = ids.ToList();
        for (var i = 0; filled.Count == 0 || filled.Count % ListLength != 0; i++)
            filled.Add(filler(i));
        return filled;
    }

    private static Guid Filler(int i) => new(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The products that count as overlapping with these; null when any does.</summary>
    private async Task<HashSet<Id<Product>>?> Overlapping(IReadOnlyCollection<Product> products, Overlap overlap, CancellationToken ct)
    {
        if (overlap == Overlap.AnyProduct)
            return null;
        return overlap == Overlap.SameProduct ? products.Select(p => p.Id).ToHashSet() : await catalogue.Families(products, ct);
    }

    /// <summary>Pure: from the claims on record to findings, and to the partner's own earlier claim if there is one.</summary>
    private static ConflictResult Judge(
        List<Rival> rivals, List<CustomerCandidate> candidates, Dictionary<Id<Account>, Id<Account>> family,
        Id<Organisation>? partner, EngagementPolicy rules)
    {
        var findings = new List<Finding>();
        foreach (var rival in rivals.Where(r => r.Partner != partner))
        {
            if (KindOf(rival, rules) is not { } kind)
                continue;
            var (probability, reasons) = Evidence(rival, candidates, family);
            findings.Add(new Finding(kind, rival.Id, rival.Partner, rival.Account, Math.Round(probability, 4), reasons));
        }

        return new ConflictResult(
            [.. findings.OrderByDescending(f => f.Probability).ThenBy(f => f.Kind).Take(MostFindings)],
            rivals.Where(r => r.Partner == partner && Deal.Live.Contains(r.Status)).MinBy(r => r.Since),
            candidates.Find(c => c.Account is not null)?.Account);
    }

    private static (double Probability, MatchReasons Reasons) Evidence(
        Rival rival, List<CustomerCandidate> candidates, Dictionary<Id<Account>, Id<Account>> family)
    {
        if (candidates.Find(c => c.Claim == rival.Id.Value || (c.Account is not null && c.Account == rival.Account)) is { } direct)
            return (direct.Probability, direct.Reasons);
        var relative = family[rival.Account!.Value];
        var match = candidates.First(c => c.Account == relative);
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
public sealed record Rival(
    Id<Deal> Id, Id<Organisation>? Partner, Id<Account>? Account, DealStatus Status, string Reference, DateTimeOffset Since,
    List<Id<Product>> Products)
{
    /// <summary>A deal without products (an old import) overlaps with everything.</summary>
    public bool Overlaps(HashSet<Id<Product>>? products) =>
        products is null || Products.Count == 0 || Products.Exists(products.Contains);
}

/// <summary>What the check saw.</summary>
/// <param name="Own">The partner's own live claim on the customer, which it may be told of at once.</param>
/// <param name="Account">The known account this customer most probably is.</param>
public sealed record ConflictResult(IReadOnlyList<Finding> Findings, Rival? Own, Id<Account>? Account)
{
    public bool Clean => Findings.Count == 0;
}
