using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>The partner takes a registration back before it is decided.</summary>
public sealed record WithdrawRegistration
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(WithdrawRegistration ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status is not (DealStatus.InReview or DealStatus.NeedsInfo or DealStatus.Appealed))
                return Refusal.Conflict("sell/not-waiting", "This registration is not waiting for a decision.");
            await desk.Withdraw(deal.Ref, now, ct);
            await db.Unindex(account: null, deal.Id.Value, ct);
            deal.Withdraw(now);
            db.Record(by, deal.Ref, deal.PartnerId, new RegistrationWithdrawn(), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
