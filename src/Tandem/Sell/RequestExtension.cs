using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>A partner asks for more days of protection: granted by rule while the deal moves, else by a person.</summary>
public sealed record RequestExtension
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    /// <summary>Why the customer needs longer.</summary>
    [StringLength(1000)] public string? Reason { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(RequestExtension ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Register))
                return SellRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Status != DealStatus.Open || deal.Registration is not { ProtectedUntil: { } until } registration)
                return SellRefusals.NotOpen;
            var rules = await policies.Version<EngagementPolicy>(registration.PolicyNumber, ct);
            var today = (await policies.Current<ProgrammePolicy>(now, ct, by.Partner)).Rules.DateOf(now);
            if (Barred(registration, until, rules, today) is { } refusal)
                return refusal;

            if (registration.Extensions < rules.AutomaticExtensions && await Moves(deal, now, ct))
            {
                registration.Extend(until.AddDays(rules.ExtensionDays));
                db.Record(by, deal.Ref, deal.PartnerId, new ProtectionExtended(registration.ProtectedUntil!.Value, ByRule: true), now);
            }
            else
            {
                var level = (await policies.Current<ReviewPolicy>(now, ct, by.Partner)).Rules.Extensions;
                var due = await desk.DueOf(now, level, territory: null, ct);
                db.Add(ApprovalRequest.Open(RequestKind.Extension, deal.Ref, by.Partner, deal.TerritoryId?.Value, deal.Amount, [level], now, due));
                registration.AskExtension(rules.ExtensionDays);
                db.Record(by, deal.Ref, deal.PartnerId, new ExtensionRequested(rules.ExtensionDays), now);
            }

            deal.Touch(now);
            db.Say(deal, ask.Reason, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }

        internal static Refusal? Barred(Registration registration, DateOnly until, EngagementPolicy rules, DateOnly today)
        {
            if (until < today)
                return Refusal.Conflict("sell/protection-over", "The protection has already ended.");
            if (registration.ExtensionAsked is not null)
                return Refusal.Conflict("sell/extension-waiting", "An extension has already been asked for and waits for the decision.");
            if (registration.Extensions >= rules.MaxExtensions)
                return Refusal.Conflict("sell/extensions-used", "All {0} extensions of this registration have been used.", rules.MaxExtensions);
            if (today.AddDays(rules.ExtensionWindowDays) < until)
                return Refusal.Conflict("sell/extension-too-early", "An extension can be asked for in the last {0} days of the protection.", rules.ExtensionWindowDays);
            return null;
        }

        private async Task<bool> Moves(Deal deal, DateTimeOffset now, CancellationToken ct)
        {
            var stages = (await policies.Current<StagesPolicy>(now, ct, deal.PartnerId)).Rules;
            return deal.Touched > now.AddDays(-(stages.Find(deal.Stage) ?? stages.First).StalledDays);
        }
    }
}
