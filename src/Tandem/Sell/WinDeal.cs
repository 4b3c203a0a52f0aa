using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The customer bought: with the final amount and the day.</summary>
public sealed record WinDeal
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>The amount bought, in whole units; as expected if empty.</summary>
    [Range(0, 1_000_000_000_000, ErrorMessage = "Enter an amount from 0 to 1,000,000,000,000.")] public decimal? Amount { get; init; }

    /// <summary>The business date of the order; today if empty.</summary>
    public DateOnly? On { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, DealWriter writer, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(WinDeal ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Work))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Open)
                return SellRefusals.NotOpen;
            var programme = (await policies.Current<ProgrammePolicy>(now, ct, deal.PartnerId)).Rules;
            var today = programme.DateOf(now);
            if (ask.On > today)
                return Refusal.Invalid("sell/closed-in-future", "A deal cannot be closed in the future.").On(nameof(On));
            var amount = ask.Amount is { } bought ? Money.Of(bought, deal.Amount.Currency) : deal.Amount;
            if (amount.Minor <= 0)
                return Refusal.Invalid("sell/amount-missing", "Enter the amount that the customer bought for.").On(nameof(Amount));

            await desk.Withdraw(deal.Ref, now, ct);
            deal.Win(amount, await writer.SortAmount(amount, programme, now, ct), ask.On ?? today, now);
            db.Record(by, deal.Ref, deal.PartnerId, new DealWon(amount.Minor, amount.Currency, deal.ClosedOn!.Value), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
