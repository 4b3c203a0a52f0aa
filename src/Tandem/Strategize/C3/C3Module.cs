using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3.Pages;
using Tandem.Strategize.Plans;
using Tandem.Ui;

namespace Tandem.Strategize.C3;

/// <summary>Every door of C³: scores of all partners, one partner's scores opened, the model and who would move by another.</summary>
public static class C3Module
{
    public static IServiceCollection AddC3(this IServiceCollection services) => services
        .AddScoped<WindowFigures>().AddScoped<C3Gauge>().AddScoped<C3Keeper>()
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
        var settings = app.PagesGroup("/settings");
        settings.MapPolicy<C3Policy, C3Form, C3RulesPage>("/c3", C3Form.Of, PlanPermissions.Settings, (services, _, _) => Task.FromResult<object>(services.GetRequiredService<KpiCatalogue>()));
        settings.MapPost("/c3/preview", Preview).Needs(PlanPermissions.Settings);

        var api = app.ApiGroup("/c3").WithTags("Standing");
        api.MapGet("", async ([AsParameters] ListC3 ask, ListC3.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListC3").Needs(StandingPermissions.All);
        api.MapGet("/{partner}", async (Id<Organisation> partner, DateOnly? asOf, ShowC3.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowC3 { Partner = partner, AsOf = asOf }, by, ct)).ToHttp()).WithName("GetC3").Needs(StandingPermissions.See).OwnOrganisation();
        api.MapPost("/preview", async (PreviewC3 ask, PreviewC3.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("PreviewC3").Needs(PlanPermissions.Settings);
    }

    private static async Task<IResult> ShowList(
        [AsParameters] Query query, ListC3.Handler list, PartnerChoices.Handler choices, PolicyBook policies, TimeProvider clock, Actor by, CancellationToken ct)
    {
        if (by.IsPartner)
            return new SeeOther($"/c3/{by.Partner}");
        var found = await list.Run(query.ToList(), by, ct);
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

    private static IResult Export([AsParameters] Query query, string? format, ListC3.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"c3-{query.Day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Partner"], l["Type"], l["Tier"], l["C³"], l["Capability"], l["Capacity"], l["Commitment"], l["Change in 90 days"]);
            await table.AllOf(
                after => list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                r => [r.Name, l[r.Type.ToString()], r.Tier, r.Overall, r.Capability, r.Capacity, r.Commitment, r.Change]);
        });

    private static async Task<IResult> Show(Guid id, string? asOf, ShowC3.Handler show, Actor by, CancellationToken ct)
    {
        var found = await show.Run(new ShowC3 { Partner = new(id), AsOf = Query.Date(asOf) }, by, ct);
        return found.Ok ? UiModule.Page<C3Page>(new { Found = found.Value, Reader = by }) : TypedResults.NotFound();
    }

    /// <summary>The settings page as it was typed, with who would move; nothing is published, so no reason is asked for.</summary>
    private static async Task<IResult> Preview(
        Form<C3Form> form, EditPolicy.Handler edit, PreviewC3.Handler preview, KpiCatalogue kpis, Actor by, CancellationToken ct)
    {
        var desk = await edit.Run(new EditPolicy { Name = PolicyBook.NameOf(typeof(C3Policy)) }, by, ct);
        if (!desk.Ok)
            return TypedResults.NotFound();
        form.Errors.Remove(nameof(C3Form.Reason));
        PreviewC3.View? view = null;
        if (form.Ok)
        {
            var rules = form.Value.ToRules();
            var tried = rules.Ok ? await preview.Run(new PreviewC3 { Rules = rules.Value }, by, ct) : rules.Refusal!;
            if (tried.Ok)
                view = tried.Value;
            else
                form.Refuse(tried.Refusal!);
        }

        return UiModule.Page<C3RulesPage>(
            new { Desk = desk.Value, Form = form, Preview = view, Aid = kpis }, view is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private static async ValueTask<RenderFragment?> Card(HttpContext http, Id<Organisation> partner, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(StandingPermissions.See))
            return null;
        var found = await http.RequestServices.GetRequiredService<ShowC3.Handler>().Run(new ShowC3 { Partner = partner }, by, ct);
        if (!found.Ok || found.Value.Overall is null)
            return null;
        return builder =>
        {
            builder.OpenComponent<C3Card>(0);
            builder.AddComponentParameter(1, nameof(C3Card.Found), found.Value);
            builder.AddComponentParameter(2, nameof(C3Card.Own), by.IsPartner);
            builder.CloseComponent();
        };
    }

    /// <summary>The list's address as a browser writes it; what cannot be read is left out.</summary>
    public sealed record Query
    {
        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Type { get; init; }

        public string? Tier { get; init; }

        public string? Territory { get; init; }

        public string? Mine { get; init; }

        public string? AsOf { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        internal DateOnly? Day => Date(AsOf);

        internal static DateOnly? Date(string? text) => DateOnly.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var day) ? day : null;

        public ListC3 ToList() => new()
        {
            Text = Text,
            Type = Choice<PartnerType>.TryParse(Type, null, out var type) ? type : null,
            Tier = Tier,
            Territory = Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null,
            Mine = Mine == "true" ? true : null,
            AsOf = Day,
            Sort = Sort,
            Cursor = After,
        };
    }
}
