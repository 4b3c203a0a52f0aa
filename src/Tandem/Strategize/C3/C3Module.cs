using Microsoft.AspNetCore.Components;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3.Pages;
using Tandem.Strategize.Pages;
using Tandem.Strategize.Plans;
using Tandem.Ui;

namespace Tandem.Strategize.C3;

/// <summary>Every door of C³: scores of all partners, one partner's scores opened, the model and who would move by another.</summary>
public static class C3Module
{
    public static IServiceCollection AddC3(this IServiceCollection services) => services
        .AddScoped<WindowFigures>().AddScoped<RequirementGauge>().AddScoped<C3Gauge>().AddScoped<C3Keeper>()
        .AddSingleton(new NavItem("C³ scores", "scale", "/c3") { Order = 106, Section = "Programme", For = NavAudience.Vendor, Permission = StandingPermissions.All })
        .AddSingleton(new NavItem("Our C³", "scale", "/c3") { Order = 31, For = NavAudience.Partner, Permission = StandingPermissions.See })
        .AddSingleton(new SettingsItem("C³ model", "What makes capability, capacity and commitment of which partners.", "scale", "/settings/c3", "Partners") { Order = 30, Permission = PlanPermissions.Settings })
        .AddSingleton(new Panel("partner", (http, id, ct) => Card(http, new(id), ct)) { Order = 20 })
        .AddSingleton(new Panel("home", (http, _, ct) => http.Features.Get<Actor>() is { IsPartner: true } by ? Card(http, by.Partner, ct) : default) { Order = 30, Aside = true });

    public static void MapC3(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/c3");
        pages.MapGet("", ShowList).Needs(StandingPermissions.See);
        pages.MapGet("/export", Export).Needs(StandingPermissions.All);
        pages.MapGet("/{id:guid}", Show).Needs(StandingPermissions.See).OwnOrganisation();
        app.PagesGroup("/settings").MapGet("/c3/export", ExportModels).Needs(PlanPermissions.Settings);
        app.PagesGroup("/settings").MapPolicy<C3Policy, C3Form, C3RulesPage>("/c3", PlanPermissions.Settings, new((rules, _) => C3Form.Of(rules))
        {
            Aid = RulesAid.Kpis,
            Preview = async (services, rules, by, ct) => (await services.GetRequiredService<PreviewC3.Handler>().Run(new PreviewC3 { Rules = rules }, by, ct)).Then<object>(v => v),
        });

        var api = app.ApiGroup("/c3").WithTags("Standing");
        api.MapList("", async ([AsParameters] ListC3 ask, ListC3.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListC3").Needs(StandingPermissions.All);
        api.MapGet("/{partner}", async (Id<Organisation> partner, DateOnly? asOf, ShowC3.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowC3 { Partner = partner, AsOf = asOf }, by, ct)).ToHttp()).WithName("GetC3").Needs(StandingPermissions.See).OwnOrganisation();
        api.MapPost("/preview", async (PreviewC3 ask, PreviewC3.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("PreviewC3").Needs(PlanPermissions.Settings);
    }

    private static async Task<IResult> ShowList(
        [AsParameters] StandingQuery query, ListC3.Handler list, PartnerChoices.Handler choices, PolicyBook policies, TimeProvider clock, Actor by, CancellationToken ct)
    {
        if (by.IsPartner)
            return new SeeOther($"/c3/{by.Partner}");
        var found = await list.Run(Ask(query), by, ct);
        return found.Ok
            ? UiModule.Page<C3ListPage>(new
            {
                Page = found.Value,
                Choices = (await choices.Run(new PartnerChoices(), by, ct)).Value,
                Policy = (await policies.Current<C3Policy>(clock.GetUtcNow(), ct)).Rules,
                Reader = by,
                AsOf = query.Day,
            })
            : TypedResults.NotFound();
    }

    private static IResult Export([AsParameters] StandingQuery query, string? format, ListC3.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"c3-{query.Day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Partner"], l["Type"], l["Tier"], l["C³"], l["Capability"], l["Capacity"], l["Commitment"], l["Change in 90 days"]);
            await table.AllOf(
                after => list.Run(Ask(query) with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                r => [r.Name, l[r.Type.NameOf()], r.Tier, r.Overall, r.Capability, r.Capacity, r.Commitment, r.Change]);
        });

    /// <summary>The models in force, a number to a line.</summary>
    private static IResult ExportModels(string? format, PolicyBook policies, KpiCatalogue kpis, Words l, TimeProvider clock) => new TableDownload(
        "c3-models", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            var found = await policies.Current<C3Policy>(clock.GetUtcNow(), ct);
            await table.Row(l["Version"], l["Model"], l["For these types"], l["Score"], l["Id"], l["KPI"], l["Over"], l["Points grow"], l["Floor"], l["Target"], l["Weight"], l["No value: no points"]);
            foreach (var (model, line) in found.Rules.Models.SelectMany(model => model.Lines.Select(line => (model, line))))
            {
                await table.Row(
                    found.Number, model.Name, string.Join(", ", model.Types.Select(t => l[t])), C3Says.Of(line.Axis, l), line.Kpi, kpis.Find(line.Kpi) is { } kpi ? l[kpi.Name] : null, WindowSays.Of(line.Window, l),
                    C3Says.Of(line.Curve, l), line.Floor, line.Target, line.Weight, line.MissingIsNothing);
            }
        });

    private static async Task<IResult> Show(Guid id, string? asOf, ShowC3.Handler show, Actor by, CancellationToken ct)
    {
        var found = await show.Run(new ShowC3 { Partner = new(id), AsOf = StandingQuery.Date(asOf) }, by, ct);
        return found.Ok ? UiModule.Page<C3Page>(new { Found = found.Value, Reader = by }) : TypedResults.NotFound();
    }

    private static async ValueTask<RenderFragment?> Card(HttpContext http, Id<Organisation> partner, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(StandingPermissions.See))
            return null;
        var found = await http.RequestServices.GetRequiredService<ShowC3.Handler>().Run(new ShowC3 { Partner = partner }, by, ct);
        if (!found.Ok || found.Value.Overall is null)
            return null;
        return Panel.Card<C3Card>((nameof(C3Card.Found), found.Value), (nameof(C3Card.Own), by.IsPartner));
    }

    private static ListC3 Ask(StandingQuery query) => new()
    {
        Text = query.Text,
        Type = query.PartnerType,
        Tier = query.Tier,
        Territory = query.InTerritory,
        Mine = query.OnlyMine,
        AsOf = query.Day,
        Sort = query.Sort,
        Cursor = query.After,
    };
}
