using Microsoft.AspNetCore.Components;
using Tandem.Identity;
using Tandem.Strategize.Plans.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Plans;

/// <summary>What plans add to the application.</summary>
public static class PlansModule
{
    public static IServiceCollection AddPlans(this IServiceCollection services) => services
        .AddScoped<PlanDesk>().AddScoped<PlanGauge>().AddScoped<PlanOdds>().AddScoped<PlanKeeper>().AddScoped<PlanBaselines>().AddScoped<StepIn>()
        .AddSingleton(new NavItem("Plans", "target-arrow", "/plans") { Order = 15, Permission = PlanPermissions.See, Phone = true })
        .AddSingleton(new NavItem("Performance", "gauge", "/performance") { Order = 16, Permission = PlanPermissions.See })
        .AddSingleton(new NavItem("Objectives", "target", "/objectives") { Order = 120, Section = "Programme", For = NavAudience.Vendor, Permission = PlanPermissions.Lead })
        .AddSingleton(new NavItem("Interventions", "lifebuoy", "/interventions") { Order = 121, Section = "Programme", For = NavAudience.Vendor, Permission = PlanPermissions.Lead })
        .AddSingleton(new CreateItem("Plan", "target-arrow", "/plans/new") { For = NavAudience.Vendor, Permission = PlanPermissions.Lead })
        .AddSingleton(new SettingsItem("Plan templates", "What plans of a segment begin from: targets, milestones, resources of both sides.", "template", "/settings/plan-templates", "Plans") { Order = 20, Permission = PlanPermissions.Settings })
        .AddSingleton(new SettingsItem("Plan health", "The numbers of the published formula: what counts how much, and from when a plan is at risk.", "activity", "/settings/plan-rules", "Plans") { Order = 21, Permission = PlanPermissions.Settings })
        .AddSingleton(new SettingsItem("Interventions", "When Tandem steps in because a plan falls behind, and what is done then.", "lifebuoy", "/settings/interventions", "Plans") { Order = 22, Permission = PlanPermissions.Settings })
        .AddSingleton(new Panel("home", HomeCard) { Order = 10 })
        .AddSingleton(new Panel("partner", PartnerCard) { Order = 10 });

    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        app.MapPlanApi();
        app.MapPlanPages();
        app.MapProgrammePages();
        app.MapInterventionSettings();
    }

    /// <summary>At home: a partner's own plans; for the vendor's people the plans they answer for.</summary>
    private static ValueTask<RenderFragment?> HomeCard(HttpContext http, Guid id, CancellationToken ct) =>
        Card(http, by => new PlanList { Mine = by.IsVendor ? true : null, Limit = 5 }, partner: null, ct);

    private static ValueTask<RenderFragment?> PartnerCard(HttpContext http, Guid id, CancellationToken ct) =>
        Card(http, _ => new PlanList { Partner = new(id), Limit = 5 }, partner: id, ct);

    private static async ValueTask<RenderFragment?> Card(HttpContext http, Func<Actor, PlanList> ask, Guid? partner, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(PlanPermissions.See))
            return null;
        var plans = await http.RequestServices.GetRequiredService<PlanList.Handler>().Run(ask(by), by, ct);
        if (plans.Value.Items.Count == 0 && (partner is null || !by.May(PlanPermissions.Lead)))
            return null;
        return Panel.Card<PlansCard>((nameof(PlansCard.Plans), plans.Value.Items), (nameof(PlansCard.Partner), partner), (nameof(PlansCard.Reader), by));
    }
}
