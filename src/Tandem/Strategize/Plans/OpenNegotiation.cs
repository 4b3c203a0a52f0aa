using System.Text.Json.Serialization;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>The draft is laid before the partner: from now on both sides propose.</summary>
public sealed record OpenNegotiation
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    /// <summary>The version the person saw.</summary>
    public int? Version { get; init; }

    public sealed class Handler(TandemDb db, PlanDesk desk, KpiCatalogue kpis, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(OpenNegotiation ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Lead))
                return PlanRefusals.NotAllowed;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, ask.Version, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (plan.State != PlanState.Draft || await db.OnTable(plan, ct) is not var (version, latest))
                return Refusal.Conflict("strategize/not-a-draft", "The partner sees this plan already.");
            if (latest.Terms.Problems(kpis).FirstOrDefault() is { } problem)
                return problem;
            await desk.LayBefore(plan, version, latest.Terms, now, ct);
            plan.Open();
            db.Record(by, plan.Ref, plan.PartnerId, new PlanOpened(version.Number), now);
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }
    }
}
