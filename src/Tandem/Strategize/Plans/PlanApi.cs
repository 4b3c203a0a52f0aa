using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Strategize.Plans;

/// <summary>Plans as programs use them.</summary>
public static class PlanApi
{
    public static void MapPlanApi(this IEndpointRouteBuilder app)
    {
        var api = app.ApiGroup("/plans").WithTags("Plans");
        api.MapList("", async ([AsParameters] PlanList ask, PlanList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListPlans").Needs(PlanPermissions.See);
        api.MapPost("", async (DraftPlan ask, DraftPlan.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(made => $"/api/v1/plans/{made.Id}")).WithName("DraftPlan").Needs(PlanPermissions.Lead);
        api.MapGet("/{id}", async (Id<Plan> id, ShowPlan.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowPlan { Plan = id }, by, ct)).ToHttp()).WithName("GetPlan").Needs(PlanPermissions.See).OwnOrganisation();
        api.MapGet("/{id}/health", async (Id<Plan> id, ShowHealth.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowHealth { Plan = id }, by, ct)).ToHttp()).WithName("GetPlanHealth").Needs(PlanPermissions.See).OwnOrganisation();
        api.MapPost("/{id}/open", async (Id<Plan> id, OpenNegotiation? ask, OpenNegotiation.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run((ask ?? new()) with { Plan = id }, by, ct)).ToHttp()).WithName("OpenNegotiation").Needs(PlanPermissions.Lead).OwnOrganisation();
        api.MapPost("/{id}/proposals", async (Id<Plan> id, ProposeTerms ask, ProposeTerms.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Plan = id }, by, ct)).ToHttp()).WithName("ProposeTerms").Needs(PlanPermissions.Negotiate).OwnOrganisation();
        api.MapPost("/{id}/signature", async (Id<Plan> id, SignPlan ask, SignPlan.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Plan = id }, by, ct)).ToHttp()).WithName("SignPlan").Needs(PlanPermissions.Sign).OwnOrganisation();
        api.MapPost("/{id}/revision", async (Id<Plan> id, RevisePlan ask, RevisePlan.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Plan = id }, by, ct)).ToHttp()).WithName("RevisePlan").Needs(PlanPermissions.Negotiate).OwnOrganisation();
        api.MapDelete("/{id}/revision", async (Id<Plan> id, DropRevision.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new DropRevision { Plan = id }, by, ct)).ToHttp()).WithName("DropRevision").Needs(PlanPermissions.Negotiate).OwnOrganisation();
        api.MapPut("/{id}/lead", async (Id<Plan> id, LeadPlan ask, LeadPlan.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Plan = id }, by, ct)).ToHttp()).WithName("LeadPlan").Needs(PlanPermissions.Negotiate).OwnOrganisation();
        api.MapPost("/{id}/close", async (Id<Plan> id, ClosePlan ask, ClosePlan.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Plan = id }, by, ct)).ToHttp()).WithName("ClosePlan").Needs(PlanPermissions.Lead).OwnOrganisation();
    }
}
