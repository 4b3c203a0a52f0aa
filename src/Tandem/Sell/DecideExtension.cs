using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The vendor grants more days of protection, or does not.</summary>
public sealed record DecideExtension
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    [Required] public bool? Grant { get; init; }

    /// <summary>What the partner should read with the answer.</summary>
    [StringLength(4000)] public string? Text { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PolicyBook policies, ApprovalDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(DecideExtension ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (deal.Registration is not { ExtensionAsked: { } days, ProtectedUntil: { } until } registration
                || await desk.OpenFor(deal.Ref, RequestKind.Extension, ct) is not { } request)
                return Refusal.Conflict("sell/no-extension", "No extension waits for a decision here.");
            var decided = await desk.Decide(request, ask.Grant == true ? Verdict.Approve : Verdict.Reject, by, now, ct);
            if (!decided.Ok)
                return decided.Refusal!;

            if (ask.Grant == true)
            {
                // A decision that came late must not cost the partner its days.
                var today = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now);
                registration.Extend((until < today ? today : until).AddDays(days));
                db.Record(by, deal.Ref, deal.PartnerId, new ProtectionExtended(registration.ProtectedUntil!.Value, ByRule: false), now);
            }
            else
            {
                registration.DropExtension();
                db.Record(by, deal.Ref, deal.PartnerId, new ExtensionRefused(), now);
            }

            // The version moves with the registration: somebody who looked at it before must look again.
            db.Entry(deal).State = EntityState.Modified;
            db.Say(deal, ask.Text, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
