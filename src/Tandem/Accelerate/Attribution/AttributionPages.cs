using Microsoft.AspNetCore.Components;
using Tandem.Accelerate.Pages;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Ui;

namespace Tandem.Accelerate.Attribution;

/// <summary>The doors of attribution: the touches of a deal, the report of channels.</summary>
public static class AttributionPages
{
    private static readonly string[] Readers = [SellPermissions.Pipeline, SellPermissions.Own];

    public static void MapAttribution(this IEndpointRouteBuilder app)
    {
        var report = app.PagesGroup("/attribution");
        report.MapGet("/export", Export).Needs(AcceleratePermissions.Forecast);
        report.MapGet("", async (ShowChannels.Handler run, Actor by, CancellationToken ct) =>
            await run.Run(new ShowChannels(), by, ct) is { Ok: true, Value: var shown } ? UiModule.Page<ChannelsPage>(new { shown.Run }) : (IResult)TypedResults.NotFound())
            .Needs(AcceleratePermissions.Forecast);
        var deal = app.PagesGroup("/deals/{id}/touches");
        deal.MapPost("", async (Guid id, Form<AddTouch> form, AddTouch.Handler run, ShowTouches.Handler show, Words l, Actor by, CancellationToken ct) =>
            form.Ok ? Back(await run.Run(form.Value with { Deal = new(id) }, by, ct), id, l["The touch is recorded."], l)
            : (await show.Run(new ShowTouches { Deal = new(id) }, by, ct)).Ok ? new SeeOther($"/deals/{id}", l["Say how, when, and what proves it."], Tone.Bad)
            : TypedResults.NotFound())
            .Needs(SellPermissions.Work).OwnOrganisation();
        deal.MapPost("/dispute", async (Guid id, Form<DisputeTouch> form, DisputeTouch.Handler run, Words l, Actor by, CancellationToken ct) =>
            Back(await run.Run(form.Value with { Deal = new(id) }, by, ct), id, l["Noted."], l)).Needs(SellPermissions.Work).OwnOrganisation();

        app.ApiGroup("/attribution").WithTags("Accelerate").MapGet("", async (ShowChannels.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowChannels(), by, ct)).Then(s => new { s.Run?.Day, s.Run?.Currency, s.Run?.Won, s.Run?.Lost, items = s.Run?.Lines ?? [] }).ToHttp()).WithName("GetAttribution").Needs(AcceleratePermissions.Forecast);
        var api = app.ApiGroup("/deals").WithTags("Accelerate");
        api.MapGet("/{id}/touches", async (Id<Deal> id, ShowTouches.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowTouches { Deal = id }, by, ct)).ToHttp()).WithName("ListTouches").Needs(Readers).OwnOrganisation();
        api.MapPost("/{id}/touches", async (Id<Deal> id, AddTouch ask, AddTouch.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("AddTouch").Needs(SellPermissions.Work).OwnOrganisation();
        api.MapPost("/{id}/touches/dispute", async (Id<Deal> id, DisputeTouch ask, DisputeTouch.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Deal = id }, by, ct)).ToHttp()).WithName("DisputeTouch").Needs(SellPermissions.Work).OwnOrganisation();
    }

    private static async Task<IResult> Export(string? format, ShowChannels.Handler run, Words l, Actor by, CancellationToken ct)
    {
        var shown = await run.Run(new ShowChannels(), by, ct);
        if (!shown.Ok)
            return TypedResults.NotFound();
        var (lines, currency) = (shown.Value.Run?.Lines ?? [], shown.Value.Run?.Currency);
        return new TableDownload("attribution", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, _) =>
        {
            await table.Row(l["Channel"], l["Model"], l["Deals won"], l["Worth"], l["Currency"]);
            foreach (var (line, model) in from line in lines from model in AttributeChannels.Models select (line, model))
                await table.Row(ChannelsPage.Channel(line.Channel, l), model, Math.Round(line.Credits[model], 4), new Money((long)line.Values[model], currency!).Amount, currency);
        });
    }

    internal static async ValueTask<RenderFragment?> Card(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by)
            return null;
        var shown = await http.RequestServices.GetRequiredService<ShowTouches.Handler>().Run(new ShowTouches { Deal = new(id) }, by, ct);
        return !shown.Ok ? null : builder =>
        {
            builder.OpenComponent<TouchesCard>(0);
            builder.AddComponentParameter(1, nameof(TouchesCard.Shown), shown.Value);
            builder.CloseComponent();
        };
    }

    private static IResult Back<T>(Outcome<T> done, Guid id, string word, Words l) => done.Ok ? new SeeOther($"/deals/{id}", word)
        : done.Refusal!.Kind == RefusalKind.NotFound ? TypedResults.NotFound()
        : new SeeOther($"/deals/{id}", l[done.Refusal.Sentence], Tone.Bad);
}
