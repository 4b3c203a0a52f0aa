using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Strategize.Plans.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Plans;

/// <summary>The pages above single plans: performance, objectives, interventions, calibration.</summary>
public static class ProgrammePages
{
    public static void MapProgrammePages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup();
        pages.MapGet("/performance", ShowPerformance).Needs(PlanPermissions.See);
        pages.MapGet("/plans/calibration", async (Calibration.Handler run, Actor by, CancellationToken ct) =>
            UiModule.Page<CalibrationPage>(new { Found = (await run.Run(new Calibration(), by, ct)).Value })).Needs(PlanPermissions.See);
        pages.MapGet("/interventions", async (string? outcome, string? after, InterventionList.Handler run, Actor by, CancellationToken ct) =>
            UiModule.Page<InterventionsPage>(new
            {
                Reader = by,
                Found = (await run.Run(new InterventionList { Outcome = Choice<InterventionOutcome>.TryParse(outcome, null, out var o) ? o : null, Cursor = after }, by, ct)).Value,
            })).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapGet("/objectives", (ObjectiveBoard.Handler board, KpiCatalogue kpis, Actor by, CancellationToken ct) =>
            Objectives(new Form<SetObjective>(), board, kpis, 200, by, ct)).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapPost("/objectives", SetIt).Needs(PlanPermissions.Settings);

        app.ApiGroup("/objectives").WithTags("Plans").MapGet("", async (ObjectiveBoard.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ObjectiveBoard(), by, ct)).Then(v => new { items = v.Objectives }).ToHttp()).WithName("ListObjectives").Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        app.ApiGroup("/objectives").WithTags("Plans").MapPost("", async (SetObjective ask, SetObjective.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("SetObjective").Needs(PlanPermissions.Settings);
        app.ApiGroup("/interventions").WithTags("Plans").MapGet("", async ([AsParameters] InterventionList ask, InterventionList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListInterventions").Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        app.ApiGroup("/performance").WithTags("Plans").MapGet("", async ([AsParameters] Performance ask, Performance.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("GetPerformance").Needs(PlanPermissions.See);
    }

    private static async Task<IResult> ShowPerformance(
        string? mine, Id<Organisation>? partner, Id<Territory>? territory, Performance.Handler run, KpiCatalogue kpis, Panels panels, HttpContext http, Actor by, CancellationToken ct)
    {
        var found = await run.Run(new Performance { Mine = mine == "true" ? true : null, Partner = partner, Territory = territory }, by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        http.Features.Set(new PerformanceScope(found.Value.Scope));
        return UiModule.Page<PerformancePage>(new
        {
            Found = found.Value,
            Kpis = kpis,
            Reader = by,
            Offer = by.IsVendor ? (await http.RequestServices.GetRequiredService<OfferPerformance.Handler>().Run(new OfferPerformance(), by, ct)).Value : null,
            Panels = await panels.Of(new Ref("performance", partner?.Value ?? Guid.Empty), http, ct),
        });
    }

    private static async Task<IResult> SetIt(
        Form<SetObjective> form, SetObjective.Handler set, ObjectiveBoard.Handler board, KpiCatalogue kpis, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var done = await set.Run(form.Value, by, ct);
            if (done.Ok)
                return new SeeOther("/objectives", l["Saved."]);
            form.Refuse(done.Refusal!);
        }

        return await Objectives(form, board, kpis, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> Objectives(Form<SetObjective> form, ObjectiveBoard.Handler board, KpiCatalogue kpis, int status, Actor by, CancellationToken ct) =>
        UiModule.Page<ObjectivesPage>(new { Form = form, Board = (await board.Run(new ObjectiveBoard(), by, ct)).Value, Kpis = kpis, Reader = by }, status);
}
