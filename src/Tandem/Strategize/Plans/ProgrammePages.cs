using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Imports.Tables;
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
        pages.MapGet("/plans/calibration", async (int? at, string? said, Calibration.Handler run, Actor by, CancellationToken ct) => UiModule.Page<CalibrationPage>(new
        {
            Found = (await run.Run(new Calibration { At = at, Said = Choice<Track>.TryParse(said, null, out var track) ? track : null }, by, ct)).Value,
        })).Needs(PlanPermissions.See);
        app.ApiGroup("/plans").WithTags("Plans").MapGet("/calibration", async ([AsParameters] Calibration ask, Calibration.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("GetPlanCalibration").Needs(PlanPermissions.See);
        pages.MapGet("/interventions", async ([AsParameters] Episodes query, InterventionList.Handler run, Actor by, CancellationToken ct) =>
            UiModule.Page<InterventionsPage>(new { Reader = by, Found = (await run.Run(query.ToList(), by, ct)).Value })).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapGet("/interventions/export", ExportEpisodes).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapGet("/objectives", ([AsParameters] Chosen query, ObjectiveBoard.Handler board, KpiCatalogue kpis, Actor by, CancellationToken ct) =>
            Objectives(new Form<SetObjective>(), query.ToBoard(), board, kpis, 200, by, ct)).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapGet("/objectives/export", ExportObjectives).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapGet("/objectives/{id:guid}", ShowOne).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapGet("/objectives/{id:guid}/export", ExportCarriers).Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        pages.MapPost("/objectives", SetIt).Needs(PlanPermissions.Settings);
        pages.MapPost("/objectives/{id:guid}/share", ShareOut).Needs(PlanPermissions.Settings);
        pages.MapGet("/objectives/{id:guid}/share", () => new SeeOther("/objectives")).Needs(PlanPermissions.Settings);

        app.ApiGroup("/objectives").WithTags("Plans").MapGet("", async ([AsParameters] ObjectiveBoard ask, ObjectiveBoard.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(v => new { items = v.Objectives }).ToHttp()).WithName("ListObjectives").Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        app.ApiGroup("/objectives").WithTags("Plans").MapList("/{id}/plans", async (Id<Objective> id, [AsParameters] ShowObjective ask, ShowObjective.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Objective = id }, by, ct)).Then(v => v.Carriers).ToHttp()).WithName("ListPlansOfObjective").Needs(PlanPermissions.Lead, PlanPermissions.Settings);
        app.ApiGroup("/objectives").WithTags("Plans").MapPost("", async (SetObjective ask, SetObjective.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("SetObjective").Needs(PlanPermissions.Settings);
        app.ApiGroup("/objectives").WithTags("Plans").MapPost("/{id}/share", async (Id<Objective> id, ShareOutObjective.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShareOutObjective { Objective = id }, by, ct)).ToHttp()).WithName("ShareOutObjective").Needs(PlanPermissions.Settings);
        app.ApiGroup("/interventions").WithTags("Plans").MapList("", async ([AsParameters] InterventionList ask, InterventionList.Handler run, Actor by, CancellationToken ct) =>
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

        return await Objectives(form, new ObjectiveBoard(), board, kpis, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> ShowOne(Guid id, [AsParameters] Chosen query, ShowObjective.Handler show, Actor by, CancellationToken ct)
    {
        var found = await show.Run(query.ToObjective(id), by, ct);
        return found.Ok ? UiModule.Page<ObjectivePage>(new { Found = found.Value }) : TypedResults.NotFound();
    }

    private static async Task<IResult> ExportCarriers(Guid id, [AsParameters] Chosen query, string? format, ShowObjective.Handler show, Words l, Actor by, CancellationToken ct)
    {
        var found = await show.Run(query.ToObjective(id), by, ct);
        return !found.Ok ? TypedResults.NotFound() : new TableDownload("plans-of-an-objective", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, stop) =>
        {
            await table.Row(l["Partner"], l["Plan"], l["Promise"], l["How often"], l["Days"], l["Makes"], l["Reached"]);
            await table.AllOf(
                async after => (await show.Run(query.ToObjective(id) with { Cursor = after, Limit = PageAsk.Most }, by, stop)).Then(v => v.Carriers),
                c => [c.Partner, c.Title, Cell(c.Amount), PlanSays.Of(c.Cadence, l), c.Days, Cell(c.Makes), Cell(c.Reached)]);
        });

        object? Cell(double? value) => value is { } v ? KpiAmounts.FromMeasure(found.Value.Kpi, v, found.Value.Currency) : null;
    }

    private static async Task<IResult> ShareOut(Guid id, ShareOutObjective.Handler share, Words l, Actor by, CancellationToken ct)
    {
        var done = await share.Run(new ShareOutObjective { Objective = new(id) }, by, ct);
        return done.Ok ? new SeeOther("/objectives", l.Count(done.Value.Regions, "{0} region has its part.", "{0} regions have their part."))
            : done.Refusal!.Kind == RefusalKind.NotFound ? TypedResults.NotFound()
            : new SeeOther("/objectives", l[done.Refusal.Sentence], Tone.Bad);
    }

    private static async Task<IResult> Objectives(
        Form<SetObjective> form, ObjectiveBoard ask, ObjectiveBoard.Handler board, KpiCatalogue kpis, int status, Actor by, CancellationToken ct) =>
        UiModule.Page<ObjectivesPage>(new { Form = form, Board = (await board.Run(ask, by, ct)).Value, Kpis = kpis, Reader = by }, status);

    private static async Task<IResult> ExportObjectives([AsParameters] Chosen query, string? format, ObjectiveBoard.Handler board, KpiCatalogue kpis, Words l, Actor by, CancellationToken ct)
    {
        var found = (await board.Run(query.ToBoard(), by, ct)).Value;
        return new TableDownload("objectives", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, _) =>
        {
            await table.Row(l["KPI"], l["Region"], l["First day"], l["Last day"], l["To reach"], l["Regions together"], l["Plans"], l["Sum of plans"], l["Reached"]);
            foreach (var row in found.Objectives)
                await table.Row(l[row.Name], row.Region, row.Starts, row.Ends, Cell(row, row.Amount), Cell(row, row.SumOfRegions), row.Plans, Cell(row, row.SumOfPlans), Cell(row, row.Reached));
        });

        object? Cell(ObjectiveBoard.Row row, double? value) => value is { } v ? KpiAmounts.FromMeasure(kpis.Find(row.Kpi), v, found.Currency) : null;
    }

    private static IResult ExportEpisodes([AsParameters] Episodes query, string? format, InterventionList.Handler list, Words l, Actor by) => new TableDownload(
        "interventions", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Plan"], l["Partner"], l["Rule"], l["What was done"], l["Since"], l["Began at"], l["Outcome"], l["Ended"], l["Ended at"]);
            await table.AllOf(
                async after => (await list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct)).Then(v => new Page<InterventionList.Item>(v.Items, v.Next)),
                i => [i.PlanTitle, i.Partner, i.Name, i.HeldOut ? l["Left alone"] : PlanSays.Of(i.Action, l), i.Opened, i.At, PlanSays.Of(i.Outcome, l), i.Ended, i.Then]);
        });

    /// <summary>What the address of the episodes may say; what cannot be read is left out.</summary>
    public sealed record Episodes
    {
        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Outcome { get; init; }

        public string? Rule { get; init; }

        /// <summary><c>true</c> for those left alone, <c>false</c> for the others.</summary>
        public string? Left { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        internal InterventionList ToList() => new()
        {
            Text = Text,
            Outcome = Choice<InterventionOutcome>.TryParse(Outcome, null, out var outcome) ? outcome : null,
            Rule = Rule,
            HeldOut = bool.TryParse(Left, out var left) ? left : null,
            Sort = Sort,
            Cursor = After,
        };
    }

    /// <summary>What the address of the objectives may say; what cannot be read is left out.</summary>
    public sealed record Chosen
    {
        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Kpi { get; init; }

        public string? Territory { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        internal ShowObjective ToObjective(Guid id) => new() { Objective = new(id), Text = Text, Sort = Sort is { Length: > 0 } sort ? sort : null, Cursor = After };

        internal ObjectiveBoard ToBoard() => new() { Text = Text, Kpi = Kpi, Territory = Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null, Sort = Sort };
    }
}
