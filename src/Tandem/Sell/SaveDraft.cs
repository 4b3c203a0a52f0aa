using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>A partner writes a registration down before it is ready: anything may be missing, and only its own firm sees it.</summary>
public sealed record SaveDraft : DealInput
{
    /// <summary>The draft to change; a new one if empty.</summary>
    [JsonIgnore] public Id<Deal>? Draft { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, DealWriter writer, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(SaveDraft ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return SellRefusals.NotAllowed;

            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Draft?.LockKey());
            var found = ask.Draft is { } id ? await db.DealToChange(id, ask.Version, by, ct) : New(by, now);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Draft)
                return Refusal.Conflict("sell/not-a-draft", "This registration has already been submitted.");
            if (await db.Partners().Where(p => p.Id == by.Partner).Select(p => p.Currency).SingleOrDefaultAsync(ct) is not { } currency)
                return SellRefusals.NotInProgramme;
            var written = await writer.Write(deal, ask, currency, now, ct);
            if (!written.Ok)
                return written.Refusal!;
            deal.Touch(now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }

        private Deal New(Actor by, DateTimeOffset now)
        {
            var deal = Deal.Draft(by.Partner, by.Person, Reference.New('D'), now);
            db.Add(deal);
            return deal;
        }
    }
}
