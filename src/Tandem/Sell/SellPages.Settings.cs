using Tandem.Identity;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell.Pages.Settings;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>The settings of Sell: stages, rules of engagement, approval levels.</summary>
internal static class SellSettingsPages
{
    public static IServiceCollection AddSellSettings(this IServiceCollection services) => services
        .AddSingleton(new SettingsItem("Rules of engagement", "What is a conflict, what is approved by rule, how long a registration protects.", "scale", "/settings/engagement", "Deals") { Order = 30, Permission = SellPermissions.Settings })
        .AddSingleton(new SettingsItem("Approval levels", "Who reviews registrations, by territory and amount, and within how many hours.", "gavel", "/settings/review", "Deals") { Order = 31, Permission = SellPermissions.Settings })
        .AddSingleton(new SettingsItem("Stages", "The steps of the pipeline, and what must be known before a deal enters each.", "route", "/settings/stages", "Deals") { Order = 32, Permission = SellPermissions.Settings });

    public static void MapSellSettings(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/settings");
        pages.MapPolicy<StagesPolicy, StagesForm, StagesPage>("/stages", StagesForm.Of, SellPermissions.Settings);
        pages.MapPolicy<EngagementPolicy, EngagementForm, EngagementPage>("/engagement", EngagementForm.Of, SellPermissions.Settings, async (services, by, ct) =>
            (await services.GetRequiredService<PreviewThreshold.Handler>().Run(new PreviewThreshold(), by, ct)).Value);
        pages.MapPolicy<ReviewPolicy, ReviewForm, ReviewLevelsPage>("/review", ReviewForm.Of, SellPermissions.Settings, async (services, by, ct) =>
            (await services.GetRequiredService<TerritoryList.Handler>().Run(new TerritoryList(), by, ct)).Value);
    }
}
