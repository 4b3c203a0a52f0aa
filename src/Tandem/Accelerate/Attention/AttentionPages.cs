using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc;
using Tandem.Accelerate.Pages;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Ui;

namespace Tandem.Accelerate.Attention;

/// <summary>The doors of attention.</summary>
public static class AttentionPages
{
    private const int RowsShown = 25;

    public static void MapAttention(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/attention");
        pages.MapGet("", Show).Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/export", Export).Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/{id:guid}", ShowOne).Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/{id:guid}/export", ExportOne).Needs(AcceleratePermissions.Forecast);
        var api = app.ApiGroup("/attention").WithTags("Accelerate");
        api.MapList("", async ([AsParameters] AttentionList ask, AttentionList.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(l => l.Page).ToHttp()).WithName("ListAttention").Needs(AcceleratePermissions.Forecast);
        api.MapGet("/{partner}", async (Id<Organisation> partner, ShowAttention.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowAttention { Partner = partner }, by, ct)).Then(OneView.Of).ToHttp()).WithName("GetAttention").Needs(AcceleratePermissions.Forecast);
        api.MapList("/{partner}/deals", async (Id<Organisation> partner, [AsParameters] StandingDeals ask, StandingDeals.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Partner = partner }, by, ct)).ToHttp()).WithName("ListStandingDeals").Needs(AcceleratePermissions.Forecast);
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

    private static async Task<IResult> ShowOne(
        Guid id, string? after, ShowAttention.Handler show, StandingDeals.Handler deals, PartnerScoreLearner score, DisengagementLearner silence, Words l, Actor by, CancellationToken ct)
    {
        var found = await show.Run(new ShowAttention { Partner = new(id) }, by, ct);
        var rows = await deals.Run(new StandingDeals { Partner = new(id), Cursor = after, Limit = RowsShown }, by, ct);
        return !found.Ok || !rows.Ok ? TypedResults.NotFound() : UiModule.Page<AttentionNumberPage>(new
        {
            Found = found.Value,
            Deals = rows.Value,
            Cards = Cards().ToList(),
        });

        IEnumerable<RenderFragment> Cards()
        {
            if (found.Value.Disengagement is { } quiet)
                yield return ModelsModule.Card(silence, quiet.Said, quiet.Version, l["Disengagement"], by.May(ModelPermissions.Read));
            if (found.Value.PartnerScore is { } scored)
                yield return ModelsModule.Card(score, scored.Said, scored.Version, l["Partner score"], by.May(ModelPermissions.Read));
        }
    }

    private static IResult ExportOne(Guid id, string? format, StandingDeals.Handler deals, Words l, Actor by) => new TableDownload(
        "deals-that-stand-still", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Reference"], l["Customer"], l["Currency"], l["Amount"], l["Odds of a win"], l["At stake"], l["Last work"]);
            await table.AllOf(
                after => deals.Run(new StandingDeals { Partner = new(id), Cursor = after, Limit = PageAsk.Most }, by, ct),
                d => [d.Reference, d.Customer, d.Worth.Currency, d.Worth.Amount, d.Odds, d.AtStake.Amount, d.Touched]);
        });

    /// <summary>What attention to a partner is expected to save, opened, for programs.</summary>
    public sealed record OneView(
        Id<Organisation> Partner, string Name, DateOnly Day, Tandem.Engine.Money Gain, Tandem.Engine.Money Standing, int StandingDeals, Tandem.Engine.Money Silent, double? Silence, Tandem.Engine.Money? Next, double? Score,
        double Saves, int StandingDays, Measures.Quartiles? Peers)
    {
        public static OneView Of(ShowAttention.View v) => new(
            v.Partner, v.Name, v.Day, v.Gain, v.Standing, v.StandingDeals, v.Silent, v.Silence, v.Next, v.Score, v.Rules.Saves, v.Rules.StandingDays, v.Peers);
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
