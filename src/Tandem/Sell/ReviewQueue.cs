using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>What waits for a decision of the vendor, the most urgent first.</summary>
public sealed record ReviewQueue : PageAsk
{
    /// <summary>Part of the customer's name, of the reference or of the partner's name.</summary>
    public string? Text { get; init; }

    /// <summary>A territory, with all below it.</summary>
    public Id<Territory>? Territory { get; init; }

    /// <summary><c>sell.registration</c>, <c>sell.appeal</c> or <c>sell.extension</c>; all if empty.</summary>
    public string? Kind { get; init; }

    public Id<Organisation>? Partner { get; init; }

    /// <summary>True: only what the partner owes an answer to; false: only what the vendor can decide now.</summary>
    public bool? Paused { get; init; }

    /// <summary><c>due</c>, <c>opened</c> or <c>partner</c>; a minus in front turns it round. <c>due</c> if empty: the overdue first.</summary>
    public string? Sort { get; init; }

    /// <summary>Also what a rule will approve by itself in a moment.</summary>
    public bool? Automatic { get; init; }

    public sealed class Handler(TandemDb db, DealSearch search, ApprovalDesk desk, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<QueuePage>> Run(ReviewQueue ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Pipeline))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var waiting = await Waiting(ask, ct);
            var page = await Sorted(ask, waiting, ct);
            var overdue = await waiting.Where(r => r.Due < now && r.State == ApprovalState.Open).Take(DealList.MostCounted).CountAsync(ct);
            var total = await waiting.Take(DealList.MostCounted).CountAsync(ct);
            var deals = await DealsOf(page.Items, ct);
            var rows = new List<QueueRow>();
            foreach (var request in page.Items.Where(r => deals.ContainsKey(r.SubjectId)))
                rows.Add(RowOf(request, deals[request.SubjectId], await desk.May(request, by, now, ct), now));
            return new QueuePage(rows, page.Next, total, overdue);
        }

        private Task<Page<ApprovalRequest>> Sorted(ReviewQueue ask, IQueryable<ApprovalRequest> waiting, CancellationToken ct)
        {
            var (sort, descending) = (ask.Sort?.TrimStart('-'), ask.Sort?.StartsWith('-') == true);
            return sort switch
            {
                "opened" => waiting.ToPage(ask, cursors, "queue:opened", r => r.Opened, descending, r => r.Id, r => r, ct),
                "partner" => waiting.ToPage(
                    ask, cursors, "queue:partner", r => db.Organisations().Where(o => o.Id == r.PartnerId).Select(o => o.Name).FirstOrDefault() ?? "",
                    descending, r => r.Id, r => r, ct),
                _ => waiting.ToPage(ask, cursors, "queue", r => r.Due, descending, r => r.Id, r => r, ct),
            };
        }

        private async Task<IQueryable<ApprovalRequest>> Waiting(ReviewQueue ask, CancellationToken ct)
        {
            var waiting = db.ApprovalRequests().AsNoTracking().Where(r => r.SubjectKind == "deal");
            waiting = ask.Paused switch
            {
                true => waiting.Where(r => r.State == ApprovalState.Paused),
                false => waiting.Where(r => r.State == ApprovalState.Open),
                null => waiting.Where(r => r.State == ApprovalState.Open || r.State == ApprovalState.Paused),
            };
            if (ask.Automatic != true)
                waiting = waiting.Where(r => r.AutomaticAt == null);
            if (ask.Kind is { Length: > 0 } kind)
                waiting = waiting.Where(r => r.Kind == kind);
            if (ask.Partner is { } partner)
                waiting = waiting.Where(r => r.PartnerId == partner);
            if (ask.Text?.Trim().ToLowerInvariant() is { Length: > 0 } text)
            {
                waiting = waiting.Where(r => db.Organisations().Any(o => o.Id == r.PartnerId && o.Name.ToLower().Contains(text))
                    || db.Deals().Any(d => (Guid)(object)d.Id == r.SubjectId && (d.Customer.Name.ToLower().Contains(text) || d.Reference.ToLower().Contains(text))));
            }

            if (ask.Territory is { } territory)
            {
                var within = (await search.Below(territory, ct)).ConvertAll(t => (Guid?)t!.Value.Value);
                waiting = waiting.Where(r => within.Contains(r.Queue));
            }

            return waiting;
        }

        private async Task<Dictionary<Guid, Found>> DealsOf(IReadOnlyList<ApprovalRequest> requests, CancellationToken ct)
        {
            var ids = requests.Select(r => new Id<Deal>(r.SubjectId)).ToList();
            return await db.Deals().AsNoTracking().Where(d => ids.Contains(d.Id))
                .Select(d => new Found(
                    d.Id, d.Reference, d.Customer.Name, d.Customer.Country, d.Status, d.PartnerId,
                    db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault() ?? "",
                    db.Partners().Where(p => p.Id == d.PartnerId).Select(p => p.Tier).FirstOrDefault() ?? "",
                    db.Territories().Where(t => t.Id == d.TerritoryId).Select(t => t.Name).FirstOrDefault(),
                    d.Amount, d.Registration, d.Version))
                .ToDictionaryAsync(d => d.Id.Value, ct);
        }

        private static QueueRow RowOf(ApprovalRequest request, Found deal, bool mayDecide, DateTimeOffset now) => new(
            deal.Id, deal.Reference, deal.Customer, deal.Country, new Named<Organisation>(deal.PartnerId!.Value, deal.Partner), deal.Tier,
            deal.Territory, deal.Amount, request.Kind, deal.Status, request.Opened, request.Due,
            request.PausedAt is not null, request.PausedAt is null && request.Due < now, request.EscalatedAt is not null,
            request.Level, [.. request.Levels.Select(l => l.Name)],
            deal.Registration?.Findings.Count ?? 0, deal.Registration?.First ?? false, deal.Registration?.RouteReason ?? "", mayDecide, deal.Version);
    }

    private sealed record Found(
        Id<Deal> Id, string Reference, string Customer, string? Country, DealStatus Status, Id<Organisation>? PartnerId, string Partner, string Tier,
        string? Territory, Money Amount, Registration? Registration, int Version);
}

/// <summary>One page of the queue, with how much waits and how much of it is late (each counted up to 10,000).</summary>
public sealed record QueuePage(IReadOnlyList<QueueRow> Items, string? Next, int Total, int Overdue);

/// <summary>One request that waits.</summary>
/// <param name="Level">Index of the level that decides next.</param>
/// <param name="Findings">How many claims of others the check found.</param>
/// <param name="First">No other claim stood in its way.</param>
/// <param name="MayDecide">The reader may decide it now.</param>
public sealed record QueueRow(
    Id<Deal> Deal, string Reference, string Customer, string? Country, Named<Organisation> Partner, string Tier, string? Territory, Money Amount,
    string Kind, DealStatus Status, DateTimeOffset Opened, DateTimeOffset Due, bool Paused, bool Overdue, bool Escalated,
    int Level, IReadOnlyList<string> Levels, int Findings, bool First, string RouteReason, bool MayDecide, int Version);
