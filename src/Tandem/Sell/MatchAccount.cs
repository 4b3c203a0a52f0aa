using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>The vendor corrects which customer a deal belongs to.</summary>
public sealed record MatchAccount
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>The right account; a new one, named as the deal names its customer, if empty.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, ApproveRegistration approve, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(MatchAccount ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Manage))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (ask.Account is { } known && !await db.Accounts().AnyAsync(a => a.Id == known, ct))
                return Refusal.Invalid("sell/unknown-account", "There is no such account.").On(nameof(Account));
            if (ask.Account is not null && deal.AccountId == ask.Account)
                return DealChanged.Of(deal);
            deal.Belong(ask.Account ?? await approve.NewAccount(deal, now, ct));
            db.Record(by, deal.Ref, deal.PartnerId, new AccountMatched(deal.AccountId!.Value), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
