using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Threads;

namespace Tandem.Strategize.Plans;

/// <summary>A plan ends: after its last day, or before it for a reason. A draft that nobody saw is thrown away.</summary>
public sealed record ClosePlan
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    [Required(ErrorMessage = "Say why the plan ends."), StringLength(1000)] public string Reason { get; init; } = "";

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, JourneyDesk journeys, StepIn stepIn, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(ClosePlan ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Lead))
                return PlanRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (plan.State == PlanState.Closed)
                return Refusal.Conflict("strategize/closed-already", "This plan is closed.");
            if (await db.OnTable(plan, ct) is var (version, _))
                version.End(now);
            var rules = (await policies.Current<PlanRules>(now, ct, plan.PartnerId)).Rules;
            var over = (await policies.Current<ProgrammePolicy>(now, ct)).Rules.DateOf(now) > plan.Ends;

            // Ended before its day it was neither kept nor broken.
            plan.Close(over && plan.Health is { } health ? health >= rules.OnTrack : null, now);
            await journeys.CallOff(plan.Ref, now, ct);
            await stepIn.End(plan, now, ct);
            db.Record(by, plan.Ref, plan.PartnerId, new PlanClosed(plan.Kept, plan.Health is { } h ? (int)Math.Round(h) : null, plan.Ends), now);
            if (!by.IsSystem)
                db.Add(Note.Write(plan.Ref, plan.InForce == 0 && plan.Negotiated is null ? Audience.Internal : Audience.Shared, ask.Reason, [], by, now));
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }
    }
}

/// <summary>Who answers for a plan on each side; each side names its own.</summary>
public sealed record LeadPlan
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    /// <summary>A person of the actor's own side.</summary>
    [Required(ErrorMessage = "Choose who answers for the plan.")] public Id<Person>? Person { get; init; }

    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(LeadPlan ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Negotiate))
                return PlanRefusals.NotAllowed;
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (!await db.People().AnyAsync(p => p.Id == ask.Person && p.Active && p.OrganisationId == by.Organisation, ct))
                return Refusal.Invalid("strategize/not-of-your-side", "Choose a person of your own side.").On(nameof(Person));
            plan.Lead(by.IsVendor ? ask.Person : plan.VendorLeadId, by.IsVendor ? plan.PartnerLeadId : ask.Person);
            db.Record(by, plan.Ref, plan.PartnerId, new PlanLed(plan.VendorLeadId, plan.PartnerLeadId), clock.GetUtcNow());
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }
    }
}
