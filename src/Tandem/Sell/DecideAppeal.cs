using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>What an appeal comes to.</summary>
public enum AppealVerdict { Overturn, Uphold }

/// <summary>The vendor answers an appeal: the "no" is turned into a "yes", or stands.</summary>
public sealed record DecideAppeal
{
    [JsonIgnore] public Id<Deal> Deal { get; init; }

    [Required] public AppealVerdict? Verdict { get; init; }

    /// <summary>For a "yes": the known account this customer is.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>What the partner should read with the answer.</summary>
    [StringLength(4000)] public string? Text { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, ApprovalDesk desk, ApproveRegistration approve, TimeProvider clock)
    {
        public async Task<Outcome<DealChanged>> Run(DecideAppeal ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Deal.LockKey());
            var found = await db.DealToChange(ask.Deal, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var deal = found.Value;
            if (await desk.OpenFor(deal.Ref, RequestKind.Appeal, ct) is not { } request)
                return Refusal.Conflict("sell/no-appeal", "No appeal waits for a decision here.");
            var overturn = ask.Verdict == AppealVerdict.Overturn;
            var decided = await desk.Decide(request, overturn ? Approvals.Verdict.Approve : Approvals.Verdict.Reject, by, now, ct);
            if (!decided.Ok)
                return decided.Refusal!;
            if (overturn)
            {
                await approve.Run(deal, ask.Account, by, byRule: false, now, ct);
            }
            else
            {
                deal.Reject(now);
                db.Record(by, deal.Ref, deal.PartnerId, new RejectionUpheld(), now);
            }

            db.Say(deal, ask.Text, by, now);
            await write.Commit(ct);
            return DealChanged.Of(deal);
        }
    }
}
