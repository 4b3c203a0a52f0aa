using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Somebody of the vendor or of the deal's partner joins the people who work it, or leaves them.</summary>
public sealed record ShareDeal
{
    public Id<Deal> Deal { get; init; }

    [Required(ErrorMessage = "Choose a person.")] public Id<Person>? Person { get; init; }

    /// <summary>Takes the person off instead.</summary>
    public bool Leave { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(ShareDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, seen: null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            await db.Entry(deal).Collection(d => d.CoOwners).LoadAsync(ct);
            var person = ask.Person!.Value;
            if (!ask.Leave && !await Suits(person, deal, ct))
                return Refusal.Invalid("sell/not-a-colleague", "Choose a person of the vendor or of the deal's partner.").On(nameof(Person));
            if (!(ask.Leave ? deal.Unshare(person, now) : deal.Share(person, now)))
                return DealChanged.Of(deal);
            db.Record(by, deal.Ref, deal.PartnerId, ask.Leave ? new CoOwnerLeft(person) : new CoOwnerJoined(person), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }

        private Task<bool> Suits(Id<Person> person, Deal deal, CancellationToken ct) => db.People().AnyAsync(
            p => p.Id == person && p.Active && (p.Organisation.IsVendor || p.OrganisationId == deal.PartnerId), ct);
    }
}
