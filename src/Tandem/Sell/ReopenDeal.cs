using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The vendor takes a closed deal back into the pipeline, where it was closed by mistake or the customer came back.</summary>
/// <remarks>
/// Only the vendor: a partner whose lost deal lives again registers it anew, so that nobody can keep a customer by closing and
/// reopening, and learns nothing about who came in between.
/// </remarks>
public sealed record ReopenDeal
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>Reopen although others work on this customer by now.</summary>
    public bool DespiteConflict { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, ConflictCheck check, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(ReopenDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(SellPermissions.Work))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (!deal.IsClosed)
                return Refusal.Conflict("sell/not-closed", "Only a won or lost deal can be reopened.");
            var rules = (await policies.Current<EngagementPolicy>(now, ct, deal.PartnerId)).Rules;
            var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
            if (!ask.DespiteConflict && await Contested(deal, rules, today, ct))
                return Refusal.Conflict("sell/customer-engaged", "Others work on this customer by now. Confirm to reopen the deal all the same.");

            deal.Reopen(now);
            if (deal.Registration is { ProtectedUntil: { } until } registration && until < today)
                registration.Protect(today.AddDays(rules.ExtensionDays));
            db.Record(by, deal.Ref, deal.PartnerId, new DealReopened(deal.Registration?.ProtectedUntil), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }

        private async Task<bool> Contested(Deal deal, EngagementPolicy rules, DateOnly today, CancellationToken ct)
        {
            var ids = deal.Lines.Select(l => l.ProductId).ToList();
            var products = await db.Products().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
            return !(await check.Run(CustomerProfile.Of(deal.Customer.Identity), products, deal.PartnerId, deal.Id, rules, today, ct)).Clean;
        }
    }
}
