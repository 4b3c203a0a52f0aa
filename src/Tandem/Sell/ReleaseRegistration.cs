using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Why the vendor takes a protection back; the partner is told which.</summary>
public enum ReclaimReason { NoProgress, CustomerAsked, RulesBroken, PartnerLeft, Other }

/// <summary>A protection ends before its date: the partner gives it up, or the vendor reclaims it for a reason.</summary>
public sealed record ReleaseRegistration
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>Needed when the vendor reclaims.</summary>
    public ReclaimReason? Reason { get; init; }

    /// <summary>What the other side should read with it.</summary>
    [StringLength(4000)] public string? Text { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(ReleaseRegistration ask, Actor by, CancellationToken ct)
        {
            if (!by.May(by.IsPartner ? SellPermissions.Register : SellPermissions.Review))
                return SellRefusals.NotAllowed;
            if (by.IsVendor && ask.Reason is null)
                return Refusal.Invalid("sell/reason-missing", "Choose why the registration is reclaimed.").On(nameof(Reason));
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Open || deal.Registration is null)
                return SellRefusals.NotOpen;
            await desk.Withdraw(deal.Ref, now, ct);
            deal.Release(now);
            IFact fact = by.IsPartner ? new RegistrationReleased() : new RegistrationReclaimed(ask.Reason!.Value);
            db.Record(by, deal.Ref, deal.PartnerId, fact, now);
            db.Say(deal, ask.Text, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
