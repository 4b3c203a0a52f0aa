using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tandem.Identity;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Reviews;

/// <summary>What business reviews add to the application.</summary>
public static class ReviewsModule
{
    public static IServiceCollection AddReviews(this IServiceCollection services)
    {
        services.TryAddSingleton<PipelineSource>(static (_, _, _, _) => Task.FromResult(new PackPipeline()));
        return services
            .AddScoped<QbrCalendar>().AddScoped<QbrInvitations>().AddScoped<PackMaker>().AddSingleton<Packs.PackFonts>()
            .AddSingleton(new NavItem("Business reviews", "presentation-analytics", "/qbr") { Order = 17, Permission = QbrPermissions.See })
            .AddSingleton(new CreateItem("Business review", "presentation-analytics", "/qbr/new") { For = NavAudience.Vendor, Permission = QbrPermissions.Lead })
            .AddSingleton(new SettingsItem("Business reviews", "When reviews begin, what they go through, who is reminded when.", "presentation-analytics", "/settings/qbr", "Plans") { Order = 22, Permission = PlanPermissions.Settings })
            .AddSingleton(new Panel("home", (http, _, ct) => Card(http, new QbrList { Mine = true }, http.Features.Get<Actor>() is { IsPartner: true }, ct)) { Order = 15, Aside = true })
            .AddSingleton(new Panel("partner", (http, id, ct) => Card(http, new QbrList { Partner = new(id) }, true, ct)) { Order = 15 })
            .AddSingleton(new Panel(Plan.Kind, (http, id, ct) => Card(http, new QbrList { Plan = new(id) }, true, ct, plan: id)) { Order = 15 });
    }

    public static void MapReviews(this IEndpointRouteBuilder app)
    {
        app.MapReviewApi();
        app.MapReviewPages();
    }

    /// <summary>The next reviews; on a plan also those that were held.</summary>
    private static async ValueTask<RenderFragment?> Card(HttpContext http, QbrList ask, bool ofOne, CancellationToken ct, Guid? plan = null)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(QbrPermissions.See))
            return null;
        var services = http.RequestServices;
        if (plan is null)
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            ask = ask with { State = (Kernel.Api.Choice<QbrState>)QbrState.Scheduled, From = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1) };
        }

        var found = await services.GetRequiredService<QbrList.Handler>().Run(ask with { Limit = 5 }, by, ct);
        if (found.Value.Items.Count == 0 && (plan is null || !by.May(QbrPermissions.Lead)))
            return null;
        return Panel.Card<QbrCard>((nameof(QbrCard.Rows), found.Value.Items), (nameof(QbrCard.Plan), plan), (nameof(QbrCard.OfOne), ofOne), (nameof(QbrCard.Reader), by));
    }
}
