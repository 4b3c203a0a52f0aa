using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The customer did not buy, for a reason of the programme's list.</summary>
public sealed record LoseDeal
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>A code of the list of reasons.</summary>
    [Required(ErrorMessage = "Choose a reason.")] public string Reason { get; init; } = "";

    /// <summary>The business date; today if empty.</summary>
    public DateOnly? On { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(LoseDeal ask, Actor by, CancellationToken ct)
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
            var stages = (await policies.Current<StagesPolicy>(now, ct, deal.PartnerId)).Rules;
            if (!stages.LossReasons.Contains(ask.Reason))
                return Refusal.Invalid("sell/unknown-reason", "Choose a reason of the list.").On(nameof(Reason));
            var today = (await policies.Current<ProgrammePolicy>(now, ct, deal.PartnerId)).Rules.DateOf(now);
            if (ask.On > today)
                return Refusal.Invalid("sell/closed-in-future", "A deal cannot be closed in the future.").On(nameof(On));

            await desk.Withdraw(deal.Ref, now, ct);
            deal.Lose(ask.Reason, ask.On ?? today, now);
            db.Record(by, deal.Ref, deal.PartnerId, new DealLost(ask.Reason, deal.ClosedOn!.Value), now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
