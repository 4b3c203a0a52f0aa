using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Specialisations;
using Tandem.Strategize.Tiers.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Tiers;

/// <summary>Every door of tiers: who stands where, one partner's compliance with what-if, setting by hand, the rules.</summary>
public static class TiersModule
{
    public static IServiceCollection AddTiers(this IServiceCollection services) => services
        .AddScoped<TierGauge>().AddScoped<TierKeeper>().AddScoped<TierBook>()
        .AddSingleton(new NavItem("Tiers", "medal", "/tiers") { Order = 107, Section = "Programme", For = NavAudience.Vendor, Permission = StandingPermissions.All })
        .AddSingleton(new NavItem("Our tier", "medal", "/tiers") { Order = 32, For = NavAudience.Partner, Permission = StandingPermissions.See })
        .AddSingleton(new SettingsItem("Tiers", "What each tier asks for and gives, reviews and grace.", "medal", "/settings/tiers", "Partners") { Order = 31, Permission = PlanPermissions.Settings })
        .AddSingleton(new Panel("partner", (http, id, ct) => Card(http, new(id), ct)) { Order = 15 })
        .AddSingleton(new Panel("home", (http, _, ct) => http.Features.Get<Actor>() is { IsPartner: true } by ? Card(http, by.Partner, ct) : default) { Order = 20, Aside = true });

    public static void MapTiers(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/tiers");
        pages.MapGet("", ShowList).Needs(StandingPermissions.See);
        pages.MapGet("/export", Export).Needs(StandingPermissions.All);
        var one = app.PagesGroup("/tiers/{id:guid}").OwnOrganisation();
        one.MapGet("", (Guid id, string? asOf, HttpContext http, Actor by, CancellationToken ct) => Show(http, id, asOf, set: null, StatusCodes.Status200OK, by, ct)).Needs(StandingPermissions.See);
        one.MapGet("/set", (Guid id, HttpContext http, Actor by, CancellationToken ct) => Show(http, id, null, new Form<SetTier>(), StatusCodes.Status200OK, by, ct)).Needs(StandingPermissions.Decide);
        one.MapPost("/set", SetByHand).Needs(StandingPermissions.Decide);
        app.PagesGroup("/settings").MapPolicy<TiersPolicy, TiersForm, TierRulesPage>("/tiers", PlanPermissions.Settings, new((rules, _) => TiersForm.Of(rules))
        {
            Aid = RulesAid.Kpis,
            Preview = async (services, rules, by, ct) => (await services.GetRequiredService<PreviewTiers.Handler>().Run(new PreviewTiers { Rules = rules }, by, ct)).Then<object>(v => v),
        });

        var api = app.ApiGroup("/tiers").WithTags("Standing");
        api.MapList("", async ([AsParameters] ListTiers ask, ListTiers.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListTiers").Needs(StandingPermissions.All);
        api.MapGet("/counts", async ([AsParameters] CountTiers ask, CountTiers.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(rows => new { items = rows }).ToHttp()).WithName("CountTiers").Needs(StandingPermissions.All);
        api.MapGet("/{partner}", async (Id<Organisation> partner, DateOnly? asOf, ShowTier.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowTier { Partner = partner, AsOf = asOf }, by, ct)).ToHttp()).WithName("GetTier").Needs(StandingPermissions.See).OwnOrganisation();
        api.MapPost("/{partner}/what-if", async (Id<Organisation> partner, WhatIf ask, ShowTier.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowTier { Partner = partner, Instead = ask.Values }, by, ct)).ToHttp()).WithName("TryTier").Needs(StandingPermissions.See).OwnOrganisation();
        api.MapPut("/{partner}", async (Id<Organisation> partner, SetTier ask, SetTier.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Partner = partner }, by, ct)).ToHttp()).WithName("SetTier").Needs(StandingPermissions.Decide).OwnOrganisation();
        api.MapPost("/preview", async (PreviewTiers ask, PreviewTiers.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("PreviewTiers").Needs(PlanPermissions.Settings);
    }

    private static async Task<IResult> ShowList([AsParameters] StandingQuery query, ListTiers.Handler list, CountTiers.Handler count, Actor by, CancellationToken ct)
    {
        if (by.IsPartner)
            return new SeeOther($"/tiers/{by.Partner}");
        var found = await list.Run(Ask(query), by, ct);
        return found.Ok
            ? UiModule.Page<TiersPage>(new { Page = found.Value, Counts = (await count.Run(new CountTiers { AsOf = query.Day }, by, ct)).Value, Reader = by, AsOf = query.Day })
            : TypedResults.NotFound();
    }

    private static IResult Export([AsParameters] StandingQuery query, string? format, ListTiers.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"tiers-{query.Day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime):yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Partner"], l["Type"], l["Tier"], l["Since"], l["Qualifies for"], l["To the next tier"], l["Short since"], l["Down on"]);
            await table.AllOf(
                after => list.Run(Ask(query) with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                r => [r.Name, l[r.Type.NameOf()], r.Tier, r.Since, r.Qualifies, r.Progress, r.ShortSince, r.DownOn]);
        });

    private static async Task<IResult> Show(HttpContext http, Guid id, string? asOf, Form<SetTier>? set, int status, Actor by, CancellationToken ct)
    {
        const string prefix = "if.";
        var instead = http.Request.Query.Where(q => q.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(q => (Key: q.Key[prefix.Length..], Value: decimal.TryParse(q.Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : (decimal?)null))
            .Where(q => q.Value is not null).ToDictionary(q => q.Key, q => q.Value!.Value, StringComparer.OrdinalIgnoreCase);
        var found = await http.RequestServices.GetRequiredService<ShowTier.Handler>().Run(
            new ShowTier { Partner = new(id), AsOf = StandingQuery.Date(asOf), Instead = instead }, by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        var special = await http.RequestServices.GetRequiredService<ShowSpecialisations.Handler>().Run(new ShowSpecialisations { Partner = new(id) }, by, ct);
        return UiModule.Page<TierPage>(new { Found = found.Value, Reader = by, Set = set, Specialisations = special.Ok ? special.Value : null }, status);
    }

    private static async Task<IResult> SetByHand(Guid id, Form<SetTier> form, SetTier.Handler set, Words l, HttpContext http, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var done = await set.Run(form.Value with { Partner = new(id) }, by, ct);
            if (done.Ok)
                return new SeeOther($"/tiers/{id}", l["The tier is set."]);
            form.Refuse(done.Refusal!);
        }

        return await Show(http, id, null, form, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async ValueTask<RenderFragment?> Card(HttpContext http, Id<Organisation> partner, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(StandingPermissions.See))
            return null;
        var found = await http.RequestServices.GetRequiredService<ShowTier.Handler>().Run(new ShowTier { Partner = partner }, by, ct);
        if (!found.Ok || found.Value.Tiers.Count == 0)
            return null;
        return Panel.Card<TierCard>((nameof(TierCard.Found), found.Value), (nameof(TierCard.Own), by.IsPartner));
    }

    /// <summary>Values to try in place of the measured ones.</summary>
    public sealed record WhatIf
    {
        /// <summary>By requirement (<c>sell.revenue-won:FourQuarters</c>), as people write amounts: money in the programme's currency, shares in per cent.</summary>
        public IReadOnlyDictionary<string, decimal> Values { get; init; } = new Dictionary<string, decimal>();
    }

    private static ListTiers Ask(StandingQuery query) => new()
    {
        Text = query.Text,
        Type = query.PartnerType,
        Tier = query.Tier,
        Short = query.OnlyShort,
        Mine = query.OnlyMine,
        AsOf = query.Day,
        Sort = query.Sort,
        Cursor = query.After,
    };
}
