using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Pages;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Jobs;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Accelerate.Forecast;

/// <summary>The doors of the forecast.</summary>
public static class ForecastPages
{
    private const int RowsShown = 25;

    public static void MapForecast(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/forecast");
        pages.MapGet("", async (string? by, string? day, ShowForecast.Handler run, Actor reader, CancellationToken ct) =>
            await run.Run(Ask(by, day), reader, ct) is { Ok: true, Value: var found } ? UiModule.Page<ForecastPage>(new { Found = found, By = Ask(by, day).By!.Value.Value, Reader = reader }) : (IResult)TypedResults.NotFound())
            .Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/export", Export).Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/number", async ([AsParameters] Query query, ForecastNumber.Handler run, ForecastDeals.Handler deals, Actor reader, CancellationToken ct) =>
        {
            var (found, behind) = (await run.Run(query.ToNumber(), reader, ct), await deals.Run(query.ToDeals() with { Limit = RowsShown }, reader, ct));
            return found.Ok && behind.Ok
                ? UiModule.Page<ForecastNumberPage>(new { Found = found.Value, Deals = behind.Value, Behind = query.ToDeals().Behind?.Value ?? DealsBehind.Open })
                : query is { By: null, Group: null, Quarter: null } ? new SeeOther("/forecast") : (IResult)TypedResults.NotFound();
        }).Needs(AcceleratePermissions.Forecast);
        pages.MapGet("/number/export", ExportDeals).Needs(AcceleratePermissions.Forecast);
        pages.MapPost("/run", async (RunJobNow.Handler run, Words l, CancellationToken ct) =>
        {
            var started = await run.Run(AccelerateSchedules.Forecast, ct);
            return started.Ok ? new SeeOther("/forecast", l["It is being computed."]) : new SeeOther("/forecast", l[started.Refusal!.Sentence], Tone.Bad);
        }).Needs(AcceleratePermissions.Compute);

        var api = app.ApiGroup("/forecast").WithTags("Accelerate");
        api.MapGet("", async ([AsParameters] ShowForecast ask, ShowForecast.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(View.Of).ToHttp()).WithName("GetForecast").Needs(AcceleratePermissions.Forecast);
        api.MapGet("/number", async ([AsParameters] ForecastNumber ask, ForecastNumber.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).Then(NumberView.Of).ToHttp()).WithName("GetForecastNumber").Needs(AcceleratePermissions.Forecast);
        api.MapList("/number/deals", async ([AsParameters] ForecastDeals ask, ForecastDeals.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListForecastDeals").Needs(AcceleratePermissions.Forecast);
        api.MapPost("/run", async (RunJobNow.Handler run, CancellationToken ct) => (await run.Run(AccelerateSchedules.Forecast, ct)).ToHttp())
            .WithName("RunForecast").Needs(AcceleratePermissions.Compute);
    }

    /// <summary>On the page of accuracy: what the forecast reads of deals, and what it proved not to need.</summary>
    internal static async ValueTask<RenderFragment?> InputsCard(HttpContext http, Guid id, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } by || !by.May(AcceleratePermissions.Forecast)
            || await http.RequestServices.GetRequiredService<TandemDb>().ForecastRuns().AsNoTracking().OrderByDescending(r => r.Day).FirstOrDefaultAsync(ct) is not { } run)
            return null;
        return builder =>
        {
            builder.OpenComponent<InputsCard>(0);
            builder.AddComponentParameter(1, nameof(Pages.InputsCard.Run), run);
            builder.CloseComponent();
        };
    }

    /// <summary>Pages divide by region unless they are asked for partners.</summary>
    private static ShowForecast Ask(string? by, string? day) => new()
    {
        By = Enum.TryParse<ForecastBy>(by, ignoreCase: true, out var divided) && divided == ForecastBy.Partner ? divided : ForecastBy.Region,
        Day = DateOnly.TryParse(day, System.Globalization.CultureInfo.InvariantCulture, out var on) ? on : null,
    };

    private static async Task<IResult> Export(string? by, string? day, string? format, ShowForecast.Handler run, Words l, Actor reader, CancellationToken ct)
    {
        var found = await run.Run(Ask(by, day) with { Limit = ShowForecast.Most }, reader, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        var view = found.Value;
        return new TableDownload($"forecast-{view.Run?.Day:yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, _) =>
        {
            await table.Row(l["Quarter"], l["Of"], l["Currency"], l["Expected"], "P10", "P50", "P90", l["Weighted pipeline"], l["Won so far"]);
            foreach (var (name, line) in view.Quarters.Select(q => ((string?)l["Programme"], q)).Concat(view.Groups.Select(g => (g.Name, g.Line))))
                await table.Row(line.Code(view.Fiscal), name, view.Run!.Currency, line.Expected.Amount, line.P10.Amount, line.P50.Amount, line.P90.Amount, line.WeightedPipeline.Amount, line.Won.Amount);
        });
    }

    private static IResult ExportDeals([AsParameters] Query query, string? format, ForecastDeals.Handler run, Words l, Actor reader) => new TableDownload(
        $"forecast-deals-{query.Quarter}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Reference"], l["Customer"], l["Partner"], l["Amount"], l["Currency"], l["In the programme's currency"], l["Close date"], l["Closed"], l["Odds of a win"]);
            await table.AllOf(
                after => run.Run(query.ToDeals() with { Cursor = after, Limit = PageAsk.Most }, reader, ct),
                d => [d.Reference, d.Customer, d.Partner, d.Amount.Amount, d.Amount.Currency, d.Worth.Amount, d.CloseDate, d.Closed, d.Odds]);
        });

    /// <summary>What the address of a number may say; what cannot be read is left out.</summary>
    public sealed record Query
    {
        public string? By { get; init; }

        public string? Group { get; init; }

        public string? Quarter { get; init; }

        public string? Behind { get; init; }

        public string? After { get; init; }

        internal ForecastNumber ToNumber() => new() { By = Divided, Group = Of, Quarter = Quarter };

        internal ForecastDeals ToDeals() => new()
        {
            By = Divided,
            Group = Of,
            Quarter = Quarter,
            Behind = Choice<DealsBehind>.TryParse(Behind, null, out var behind) ? behind : null,
            Cursor = After,
        };

        private Choice<ForecastBy>? Divided => Choice<ForecastBy>.TryParse(By, null, out var divided) ? divided : null;

        private Guid? Of => Guid.TryParse(Group, out var group) ? group : null;
    }

    /// <summary>A number of the forecast opened, for programs: amounts of the parts in minor units of the currency.</summary>
    /// <param name="Share">Which part of what is still to come in the programme it is.</param>
    public sealed record NumberView(
        DateOnly Day, ForecastBy By, Guid? Group, string? Name, string Quarter, string Currency, ShowForecast.Line Line, double? Share, ForecastGround? Ground, Tandem.Engine.Forecasting.WeightedRule? Rule,
        IReadOnlyList<ForecastNumber.Step> Trend, Measures.Quartiles? Peers)
    {
        public static NumberView Of(ForecastNumber.View v) =>
            new(v.Run.Day, v.By, v.Group, v.Name, v.Quarter, v.Run.Currency, v.Line, v.Share, v.Ground, v.Run.Grounds?.Rule, v.Trend, v.Peers);
    }

    /// <summary>The same for programs.</summary>
    public sealed record View(
        DateOnly? Day, DateTimeOffset? Made, int? Deals, int? Unrated, bool Running, double Share, IReadOnlyList<ShowForecast.Line> Quarters, IReadOnlyList<ShowForecast.Group> Groups,
        DateOnly? BeforeDay, IReadOnlyList<ShowForecast.Line> Before, Moves? Moves, IReadOnlyList<Tested>? Tests, IReadOnlyList<TriedInput>? Inputs, IReadOnlyList<PastQuarter>? Past)
    {
        public static View Of(ShowForecast.View v) => new(
            v.Run?.Day, v.Run?.Made, v.Run?.Deals, v.Run?.Unrated, v.Running, v.Share, v.Quarters, v.Groups, v.BeforeDay, v.Before, v.Run?.Moves, v.Run?.Tests, v.Run?.Inputs, v.Run?.Past);
    }
}
