using Microsoft.AspNetCore.Components;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell.Pages;
using Tandem.Strategize.Plans;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>The card "Deals" on the pages of partners and accounts, and the pipeline on the page of performance.</summary>
internal static class DealPanels
{
    public static IServiceCollection AddDealPanels(this IServiceCollection services) => services
        .AddSingleton(new Panel("partner", (http, id, ct) => Draw(http, new DealSummary { Partner = new Id<Organisation>(id) }, id, ofPartner: true, ct)))
        .AddSingleton(new Panel("account", (http, id, ct) => Draw(http, new DealSummary { Account = new Id<Account>(id) }, id, ofPartner: false, ct)))
        .AddSingleton(new Panel("performance", DrawHealth) { Order = 10 });

    private static async ValueTask<RenderFragment?> Draw(HttpContext http, DealSummary ask, Guid id, bool ofPartner, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by)
            return null;
        var found = await http.RequestServices.GetRequiredService<DealSummary.Handler>().Run(ask, by, ct);
        return found.Ok ? Card(found.Value, id, ofPartner) : null;
    }

    private static async ValueTask<RenderFragment?> DrawHealth(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || http.Features.Get<PerformanceScope>() is not { } scope)
            return null;
        var found = await http.RequestServices.GetRequiredService<PipelineHealth.Handler>().Run(new PipelineHealth { Partners = scope.Partners }, by, ct);
        if (!found.Ok)
            return null;
        return builder =>
        {
            builder.OpenComponent<PipelineHealthCard>(0);
            builder.AddComponentParameter(1, nameof(PipelineHealthCard.Pipeline), found.Value);
            builder.AddComponentParameter(2, nameof(PipelineHealthCard.Reader), by);
            builder.CloseComponent();
        };
    }

    private static RenderFragment Card(DealSummary.Summary deals, Guid id, bool ofPartner) => builder =>
    {
        builder.OpenComponent<DealsCard>(0);
        builder.AddComponentParameter(1, nameof(DealsCard.Deals), deals);
        builder.AddComponentParameter(2, nameof(DealsCard.Id), id);
        builder.AddComponentParameter(3, nameof(DealsCard.OfPartner), ofPartner);
        builder.CloseComponent();
    };
}
