using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Specialisations.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Specialisations;

/// <summary>Every door of specialisations: who holds which, one partner's with what is missing, the rules.</summary>
public static class SpecialisationsModule
{
    public static IServiceCollection AddSpecialisations(this IServiceCollection services)
    {
        services.TryAddSingleton<WonDealSource>(static (_, _, _, _, _, _) => Task.FromResult<IReadOnlyList<WonDeal>>([]));
        return services
            .AddScoped<SpecialisationGauge>().AddScoped<SpecialisationKeeper>()
            .AddSingleton(new NavItem("Specialisations", "certificate", "/specialisations") { Order = 108, Section = "Programme", For = NavAudience.Vendor, Permission = StandingPermissions.All })
            .AddSingleton(new NavItem("Our specialisations", "certificate", "/specialisations") { Order = 33, For = NavAudience.Partner, Permission = StandingPermissions.See })
            .AddSingleton(new SettingsItem("Specialisations", "What partners can prove to know, by product or vertical, and for how long.", "certificate", "/settings/specialisations", "Partners")
            {
                Order = 32,
                Permission = PlanPermissions.Settings,
            })
            .AddSingleton(new Panel("partner", (http, id, ct) => Card(http, new(id), ct)) { Order = 16 })
            .AddSingleton(new Panel("home", (http, _, ct) => http.Features.Get<Actor>() is { IsPartner: true } by ? Card(http, by.Partner, ct) : default) { Order = 21, Aside = true });
    }

    public static void MapSpecialisations(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/specialisations");
        pages.MapGet("", ShowList).Needs(StandingPermissions.See);
        pages.MapGet("/export", Export).Needs(StandingPermissions.All);
        pages.MapGet("/{id:guid}", Show).Needs(StandingPermissions.See).OwnOrganisation();
        app.PagesGroup("/settings").MapPolicy<SpecialisationsPolicy, SpecialisationsForm, SpecialisationRulesPage>("/specialisations", PlanPermissions.Settings, new((rules, _) => SpecialisationsForm.Of(rules))
        {
            Aid = async (services, by, ct) => new SpecialisationRulesPage.Choices(
                services.GetRequiredService<KpiCatalogue>(), (await services.GetRequiredService<OfferFields.Handler>().Run(new OfferFields(), by, ct)) is { Ok: true, Value: var fields } ? fields : []),
            Preview = async (services, rules, by, ct) =>
                (await services.GetRequiredService<PreviewSpecialisations.Handler>().Run(new PreviewSpecialisations { Rules = rules }, by, ct)).Then<object>(v => v),
        });

        var api = app.ApiGroup("/specialisations").WithTags("Standing");
        api.MapList("", async ([AsParameters] ListSpecialisations ask, ListSpecialisations.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListSpecialisations").Needs(StandingPermissions.All);
        api.MapGet("/counts", async ([AsParameters] CountSpecialisations ask, CountSpecialisations.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(rows => new { items = rows }).ToHttp()).WithName("CountSpecialisations").Needs(StandingPermissions.All);
        api.MapGet("/{partner}", async (Id<Organisation> partner, DateOnly? asOf, ShowSpecialisations.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowSpecialisations { Partner = partner, AsOf = asOf }, by, ct)).ToHttp()).WithName("GetSpecialisations").Needs(StandingPermissions.See).OwnOrganisation();
        api.MapPost("/preview", async (PreviewSpecialisations ask, PreviewSpecialisations.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("PreviewSpecialisations").Needs(PlanPermissions.Settings);
    }

    private static async Task<IResult> ShowList(
        [AsParameters] StandingQuery query, string? code, string? phase, ListSpecialisations.Handler list, CountSpecialisations.Handler count, Actor by, CancellationToken ct)
    {
        if (by.IsPartner)
            return new SeeOther($"/specialisations/{by.Partner}");
        var found = await list.Run(Ask(query, code, phase), by, ct);
        return found.Ok
            ? UiModule.Page<SpecialisationsPage>(new { Page = found.Value, Counts = (await count.Run(new CountSpecialisations { AsOf = query.Day }, by, ct)).Value, Reader = by, AsOf = query.Day })
            : TypedResults.NotFound();
    }

    private static IResult Export(
        [AsParameters] StandingQuery query, string? code, string? phase, string? format, ListSpecialisations.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"specialisations-{query.Day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Partner"], l["Type"], l["Specialisation"], l["Since"], l["Valid until"], l["Something missing since"], l["Reached"]);
            await table.AllOf(
                after => list.Run(Ask(query, code, phase) with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                r => [r.Name, l[r.Type.NameOf()], r.Title, r.Since, r.ValidUntil, r.DueSince, r.Progress]);
        });

    private static async Task<IResult> Show(Guid id, string? asOf, ShowSpecialisations.Handler show, Actor by, CancellationToken ct)
    {
        var found = await show.Run(new ShowSpecialisations { Partner = new(id), AsOf = StandingQuery.Date(asOf) }, by, ct);
        return found.Ok ? UiModule.Page<PartnerSpecialisationsPage>(new { Found = found.Value, Reader = by }) : TypedResults.NotFound();
    }

    private static async ValueTask<RenderFragment?> Card(HttpContext http, Id<Organisation> partner, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(StandingPermissions.See))
            return null;
        var found = await http.RequestServices.GetRequiredService<ShowSpecialisations.Handler>().Run(new ShowSpecialisations { Partner = partner }, by, ct);
        if (!found.Ok || found.Value.Items.Count == 0)
            return null;
        return Panel.Card<SpecialisationsCard>((nameof(SpecialisationsCard.Found), found.Value), (nameof(SpecialisationsCard.Own), by.IsPartner));
    }

    private static ListSpecialisations Ask(StandingQuery query, string? code, string? phase) => new()
    {
        Text = query.Text,
        Type = query.PartnerType,
        Code = code,
        Phase = Choice<SpecialisationPhase>.TryParse(phase, null, out var known) ? known : null,
        Mine = query.OnlyMine,
        AsOf = query.Day,
        Sort = query.Sort,
        Cursor = query.After,
    };
}
