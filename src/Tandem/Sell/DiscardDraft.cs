using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>A partner throws a draft away; nothing of it was ever known to anybody else, so nothing remains.</summary>
public sealed record DiscardDraft
{
    public Id<Deal> Deal { get; init; }

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<Done>> Run(DiscardDraft ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return SellRefusals.NotAllowed;
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, seen: null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            if (found.Value.Status != DealStatus.Draft)
                return Refusal.Conflict("sell/not-a-draft", "This registration has already been submitted.");
            db.Remove(found.Value);
            await write.Commit(ct);
            return new Done();
        }
    }
}
