using Microsoft.AspNetCore.Mvc;
using Tandem.Accelerate.Pages;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Ui;

namespace Tandem.Accelerate.Attention;

/// <summary>The doors of attention.</summary>
public static class AttentionPages
{
    public static void MapAttention(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/attention");
        pages.MapGet("", Show).Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/export", Export).Needs(AcceleratePermissions.Forecast);
        app.ApiGroup("/attention").WithTags("Accelerate").MapList("", async ([AsParameters] AttentionList ask, AttentionList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(l => l.Page).ToHttp()).WithName("ListAttention").Needs(AcceleratePermissions.Forecast);
    }

    /// <summary>The list's address as a browser writes it; what cannot be read is left out.</summary>
    public sealed record Query
    {
        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Tier { get; init; }

        public string? Territory { get; init; }

        public string? Mine { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        public AttentionList ToList() => new()
        {
            Text = Text,
            Tier = Tier,
            Territory = Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null,
            Mine = Mine == "true" ? true : null,
            Sort = Sort is { Length: > 0 } ? Sort : null,
            Cursor = After,
        };
    }

    private static async Task<IResult> Show([AsParameters] Query query, AttentionList.Handler list, PartnerChoices.Handler choices, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        var offered = await choices.Run(new PartnerChoices(), by, ct);
        return found.Ok && offered.Ok ? UiModule.Page<AttentionPage>(new { Found = found.Value, Choices = offered.Value }) : TypedResults.NotFound();
    }

    private static IResult Export([AsParameters] Query query, string? format, AttentionList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"attention-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(
                l["Partner"], l["Currency"], l["Expected gain"], l["Deals that stand still"], l["How many"], l["At stake by disengagement"], l["Disengagement"], l["Partner score"]);
            await table.AllOf(
                async after => (await list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct)).Then(found => found.Page),
                r => [r.Name, r.Gain.Currency, r.Gain.Amount, r.Standing.Amount, r.StandingDeals, r.Silent.Amount, r.Silence, r.Score]);
        });
}
