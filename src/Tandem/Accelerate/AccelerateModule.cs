using Microsoft.AspNetCore.Components;
using Tandem.Accelerate.Attention;
using Tandem.Accelerate.Attribution;
using Tandem.Accelerate.Forecast;
using Tandem.Accelerate.Lifetime;
using Tandem.Accelerate.Matching;
using Tandem.Accelerate.Pages;
using Tandem.Accelerate.WinOdds;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Ui;

namespace Tandem.Accelerate;

/// <summary>Every door of Accelerate: what the programme foretells and where attention pays.</summary>
public static class AccelerateModule
{
    public static IServiceCollection AddAccelerate(this IServiceCollection services) => services
        .AddScoped<DealScan>().AddScoped<ForecastInputs>().AddScoped<PlanActivities>().AddScoped<PartnerPasts>().AddScoped<PartnerScoreLearner>().AddScoped<DisengagementLearner>().AddScoped<DealPasts>().AddScoped<WinOddsLearner>()
        .AddSingleton(new NavItem("Forecast", "chart-line", "/forecast") { Order = 18, For = NavAudience.Vendor, Permission = AcceleratePermissions.Forecast })
        .AddSingleton(new NavItem("Attention", "radar", "/attention") { Order = 19, For = NavAudience.Vendor, Permission = AcceleratePermissions.Forecast })
        .AddSingleton(new Panel("partner", (http, id, ct) => PartnerCard<PartnerScoreLearner>(http, id, "Partner score", ct)) { Order = 30 })
        .AddSingleton(new Panel("partner", (http, id, ct) => PartnerCard<DisengagementLearner>(http, id, "Disengagement", ct)) { Order = 31 })
        .AddSingleton(new NavItem("Attribution", "route", "/attribution") { Order = 131, Section = "Programme", For = NavAudience.Vendor, Permission = AcceleratePermissions.Forecast })
        .AddSingleton(new NavItem("Matching", "zoom-check", "/matching") { Order = 132, Section = "Programme", For = NavAudience.Vendor, Permission = ModelPermissions.Read })
        .AddSingleton(new SettingsItem("Attention", "When a deal stands still, and what attention is expected to save.", "radar", "/settings/attention", "Programme") { Order = 41, Permission = AcceleratePermissions.Settings })
        .AddSingleton(new SettingsItem("Economics", "Margin, cost and horizon of a partner's lifetime value.", "coins", "/settings/economics", "Programme") { Order = 42, Permission = AcceleratePermissions.Settings })
        .AddSingleton(new Panel("accuracy", ForecastPages.InputsCard) { Order = 10 })
        .AddSingleton(new Panel("partner", WorthPanel) { Order = 32 })
        .AddSingleton(new Panel("deal", DealCard) { Order = 10 })
        .AddSingleton(new Panel("deal", AttributionPages.Card) { Order = 40 });

    public static void MapAccelerate(this IEndpointRouteBuilder app)
    {
        app.MapForecast();
        app.MapAttribution();
        app.MapAttention();
        app.MapMatching();
        var settings = app.PagesGroup("/settings");
        settings.MapPolicy<AttentionPolicy, AttentionForm, AttentionRulesPage>("/attention", AttentionForm.Of, AcceleratePermissions.Settings);
        settings.MapPolicy<EconomicsPolicy, EconomicsForm, EconomicsRulesPage>("/economics", EconomicsForm.Of, AcceleratePermissions.Settings);
        app.ApiGroup("/deals").WithTags("Accelerate").MapGet("/{id}/odds", async (Id<Deal> id, ShowDealOdds.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowDealOdds { Deal = id }, by, ct)).Then(ShowDealOdds.View.Of).ToHttp())
            .WithName("GetDealOdds").Needs(SellPermissions.Pipeline, SellPermissions.Own).OwnOrganisation();
    }

    private static async ValueTask<RenderFragment?> WorthPanel(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || await http.RequestServices.GetRequiredService<ShowWorth.Handler>().Run(new ShowWorth { Partner = new(id) }, by, ct) is not { Ok: true, Value: var shown })
            return null;
        return builder =>
        {
            builder.OpenComponent<WorthCard>(0);
            builder.AddComponentParameter(1, nameof(WorthCard.Shown), shown);
            builder.CloseComponent();
        };
    }

    private static async ValueTask<RenderFragment?> PartnerCard<TLearner>(HttpContext http, Guid id, string title, CancellationToken ct) where TLearner : ILearner
    {
        if (http.Features.Get<Actor>() is not { } by || (by.IsPartner && by.Partner.Value != id))
            return null;
        var services = http.RequestServices;
        var (learner, predictions) = (services.GetRequiredService<TLearner>(), services.GetRequiredService<Predictions>());
        if (!await predictions.MaySee(learner.Kind, by, ct) || await predictions.Of(learner.Kind, id, ct) is not { } said)
            return null;
        return ModelsModule.Card(learner, said, await predictions.VersionOf(said, ct), services.GetRequiredService<Words>()[title], by.May(ModelPermissions.Read));
    }

    private static async ValueTask<RenderFragment?> DealCard(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by)
            return null;
        var found = await http.RequestServices.GetRequiredService<ShowDealOdds.Handler>().Run(new ShowDealOdds { Deal = new(id) }, by, ct);
        return found is not { Ok: true, Value: { Said: { } said, Version: { } version } } ? null : ModelsModule.Card(
            found.Value.Learner, said, version, http.RequestServices.GetRequiredService<Words>()["Odds of a win"], by.May(ModelPermissions.Read));
    }
}
