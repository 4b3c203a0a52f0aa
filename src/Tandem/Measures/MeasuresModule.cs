using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Measures;

/// <summary>Every door of Measures: its services, pages and API side by side.</summary>
public static class MeasuresModule
{
    public static IServiceCollection AddMeasures(this IServiceCollection services)
    {
        foreach (var pillar in typeof(MeasuresModule).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IKpis))))
            services.AddSingleton(typeof(IKpis), pillar);
        return services
            .AddSingleton<KpiCatalogue>()
            .AddAll<IInputSource>().AddAll<IPartnerRegister>().AddAll<IEventCodes>().AddAll<IOnMeasured>()
            .AddScoped<Reckoner>().AddScoped<Settling>().AddScoped<EventRoll>().AddScoped<Figures>()
            .AddHostedService<SettlingRunner>()
            .AddSingleton(new NavItem("KPIs", "gauge", "/measures") { Order = 105, Section = "Programme", For = NavAudience.Vendor, Permission = MeasurePermissions.Read })
            .AddSingleton(new NavItem("Our numbers", "gauge", "/measures") { Order = 30, For = NavAudience.Partner, Permission = MeasurePermissions.Own })
            .AddSingleton(new Panel("partner", MeasurePages.Draw) { Order = 50 })
            .AddSingleton(new Panel("home", MeasurePages.Draw) { Order = 50 });
    }

    public static void MapMeasures(this IEndpointRouteBuilder app)
    {
        app.MapMeasurePages();

        string[] readers = [MeasurePermissions.Read, MeasurePermissions.Own];
        var api = app.ApiGroup("/measures").WithTags("Measures");
        api.MapGet("", async ([AsParameters] ListKpis ask, ListKpis.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(rows => new { items = rows.Select(r => KpiView.Of(r.Kpi)) }).ToHttp()).WithName("ListKpis").Needs(readers);
        api.MapGet("/scorecard", async ([AsParameters] ShowScorecard ask, ShowScorecard.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(ScorecardView.Of).ToHttp()).WithName("GetScorecard").Needs(readers);
        api.MapGet("/{kpi}", async (string kpi, Id<Organisation>? partner, string? period, DateOnly? asOf, OpenNumber.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new OpenNumber { Kpi = kpi, Partner = partner, Period = period, AsOf = asOf }, by, ct)).Then(NumberView.Of).ToHttp())
            .WithName("GetNumber").Needs(readers);
        api.MapList("/{kpi}/rows", async (string kpi, [AsParameters] ShowRows ask, ShowRows.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Kpi = kpi }, by, ct)).ToHttp()).WithName("ListNumberRows").Needs(readers);
        api.MapList("/{kpi}/values", async (string kpi, [AsParameters] ListValues ask, ListValues.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Kpi = kpi }, by, ct)).Then(ValuesView.Of).ToHttp()).WithName("ListKpiValues").Needs(MeasurePermissions.Read);
    }
}
