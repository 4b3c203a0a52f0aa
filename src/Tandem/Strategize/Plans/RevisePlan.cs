using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>A side wants to change what was signed: a new version is negotiated while the old one goes on.</summary>
public sealed record RevisePlan
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    [Required(ErrorMessage = "Say why the plan should change."), StringLength(1000)] public string Reason { get; init; } = "";

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PlanDesk desk, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(RevisePlan ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Negotiate))
                return PlanRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (plan.State is not (PlanState.Agreed or PlanState.Active) || plan.Negotiated is not null)
                return Refusal.Conflict("strategize/not-to-revise", "Only a signed plan can be revised, one revision at a time.");
            var terms = (await db.TermsInForce(plan, ct))!;
            plan.Revise();
            var version = PlanVersion.Open(plan, plan.Negotiated!.Value, ask.Reason.Trim(), now);
            db.AddRange(version, PlanProposal.Of(version, 1, terms, by, now));
            await desk.LayBefore(plan, version, terms, now, ct);
            db.Record(by, plan.Ref, plan.PartnerId, new PlanRevised(version.Number, by.IsVendor ? Side.Vendor : Side.Partner), now);
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }
    }
}

/// <summary>A revision is given up; what both signed before goes on.</summary>
public sealed record DropRevision
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(DropRevision ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Negotiate))
                return PlanRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (plan.InForce == 0 || await db.OnTable(plan, ct) is not var (version, _))
                return PlanRefusals.NothingOnTable;
            version.End(now);
            plan.DropRevision();
            db.Record(by, plan.Ref, plan.PartnerId, new RevisionDropped(version.Number), now);
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }
    }
}
