using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>A deal gets another owner: of the partner's firm for a partner's deal, of the vendor for its own.</summary>
public sealed record AssignOwner
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    [Required(ErrorMessage = "Choose a person.")] public Id<Person>? Owner { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(AssignOwner ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            var suits = await db.People().AnyAsync(
                p => p.Id == ask.Owner && p.Active && (deal.PartnerId == null ? p.Organisation.IsVendor : p.OrganisationId == deal.PartnerId), ct);
            if (!suits)
                return Refusal.Invalid("sell/not-a-colleague", "Choose a person of the firm that works this deal.").On(nameof(Owner));
            if (deal.OwnerId == ask.Owner)
                return DealChanged.Of(deal);
            deal.Own(ask.Owner);
            db.Record(by, deal.Ref, deal.PartnerId, new OwnerAssigned(ask.Owner!.Value), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
