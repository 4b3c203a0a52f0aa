using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Signatures;

namespace Tandem.Strategize.Plans;

/// <summary>One side signs the words that are on the table; with the second signature they hold.</summary>
public sealed record SignPlan
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    /// <summary>The hash of the text that stood on the signer's screen.</summary>
    [Required(ErrorMessage = "Open the text before you sign it."), StringLength(64)] public string Hash { get; init; } = "";

    /// <summary>The signer read it and signs for its side.</summary>
    public bool Agree { get; init; }

    public sealed class Handler(TandemDb db, PlanDesk desk, SignatureDesk signatures, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(SignPlan ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Sign))
                return PlanRefusals.NotAllowed;
            if (!ask.Agree)
                return Refusal.Invalid("strategize/not-agreed", "Tick that you have read the plan and sign it for your side.").On(nameof(Agree));
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (plan.State == PlanState.Draft || await db.OnTable(plan, ct) is not var (version, latest) || version.TextId is not { } textId)
                return PlanRefusals.NothingOnTable;
            var text = await db.SignedTexts().SingleAsync(t => t.Id == textId, ct);
            var signed = await signatures.Sign(text, ask.Hash, by, PlanPermissions.Signers, now, ct);
            if (!signed.Ok)
                return signed.Refusal!;
            if (signed.Value)
                await desk.PutInForce(plan, version, latest.Terms, by, now, ct);
            IFact fact = signed.Value
                ? new PlanAgreed(version.Number, text.Hash, plan.Starts, plan.Ends, latest.Terms.Targets.Count)
                : new PlanSigned(version.Number, by.IsVendor ? Side.Vendor : Side.Partner, text.Hash);
            db.CountAsChange(plan);
            db.Record(by, plan.Ref, plan.PartnerId, fact, now);
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }
    }
}
