using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>A partner asks for a "no" to be looked at again, with what speaks for its claim.</summary>
public sealed record AppealRejection
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>What shows that the customer is the partner's: meetings, messages, an order.</summary>
    [Required(ErrorMessage = "Say why the decision should change."), StringLength(4000)] public string Evidence { get; init; } = "";

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(AppealRejection ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Rejected || deal.Registration is not { } registration)
                return Refusal.Conflict("sell/nothing-to-appeal", "Only a declined registration can be appealed.");
            var rules = await policies.Version<EngagementPolicy>(registration.PolicyNumber, ct);
            if (registration.Appeals >= rules.MaxAppeals)
                return Refusal.Conflict("sell/appeals-used", "This decision is final: {0} appeal was possible.", rules.MaxAppeals);

            var level = (await policies.Current<ReviewPolicy>(now, ct, by.Partner)).Rules.Appeals;
            var due = await desk.DueOf(now, level, territory: null, ct);
            db.Add(ApprovalRequest.Open(
                RequestKind.Appeal, deal.Ref, by.Partner, deal.TerritoryId?.Value, deal.Amount, [level], now, due));
            registration.Appeal();
            deal.Appeal(now);
            db.Record(by, deal.Ref, deal.PartnerId, new RejectionAppealed(), now);
            db.Say(deal, ask.Evidence, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
