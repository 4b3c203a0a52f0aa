using Microsoft.AspNetCore.Components;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Models.Pages;
using Tandem.Policies;
using Tandem.Ui;

namespace Tandem.Models;

/// <summary>Every door of Models: its services, pages and API side by side.</summary>
public static class ModelsModule
{
    public static IServiceCollection AddModels(this IServiceCollection services) => services
        .AddAll<ILearner>()
        .AddSingleton<ModelShelf>()
        .AddScoped<Scoring>().AddScoped<Predictions>()
        .AddSingleton(new NavItem("Accuracy", "ruler-measure", "/accuracy") { Order = 130, Section = "Programme", For = NavAudience.Vendor, Permission = ModelPermissions.Read })
        .AddSingleton(new SettingsItem("What partners see of predictions", "Which of the models' predictions partners may see of their own deals and of themselves.", "eye", "/settings/predictions", "Programme") { Order = 40, Permission = ModelPermissions.Train });

    public static void MapModels(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/accuracy");
        pages.MapGet("", async (ShowModels.Handler run, Panels panels, HttpContext http, Actor by, CancellationToken ct) =>
            await run.Run(new ShowModels(), by, ct) is { Ok: true, Value: var models }
                ? UiModule.Page<AccuracyPage>(new { Models = models, Cards = await panels.Of(new Ref("accuracy", Guid.Empty), http, ct) })
                : (IResult)TypedResults.NotFound())
            .Needs(ModelPermissions.Read);
        pages.MapGet("/export", Export).Needs(ModelPermissions.Read);
        pages.MapGet("/{kind}", async (string kind, int? version, ShowModel.Handler run, Actor by, CancellationToken ct) =>
            await run.Run(new ShowModel { Kind = kind, Version = version }, by, ct) is { Ok: true, Value: var model } ? UiModule.Page<ModelPage>(new { Model = model, Reader = by }) : (IResult)TypedResults.NotFound())
            .Needs(ModelPermissions.Read);
        pages.MapPost("/{kind}/retrain", Train).Needs(ModelPermissions.Train);
        app.PagesGroup("/settings").MapPolicy<PredictionSight, PredictionSightForm, PredictionSightPage>("/predictions", PredictionSightForm.Of, ModelPermissions.Train,
            (services, _, _) => Task.FromResult<object>((IReadOnlyList<ILearner>)[.. services.GetServices<ILearner>()]));

        var api = app.ApiGroup("/models").WithTags("Models");
        api.MapGet("", async (ShowModels.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowModels(), by, ct)).Then(models => new { items = models }).ToHttp()).WithName("ListModels").Needs(ModelPermissions.Read);
        api.MapGet("/{kind}", async (string kind, int? version, ShowModel.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowModel { Kind = kind, Version = version }, by, ct))
                .Then(m => new { m.Learner.Kind, m.Learner.Name, m.Learner.Means, m.Versions, m.Shown, m.Reliability, m.Checks }).ToHttp())
            .WithName("GetModel").Needs(ModelPermissions.Read);
        api.MapPost("/{kind}/retrain", async (string kind, Retrain.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new Retrain { Kind = kind }, by, ct)).ToHttp()).WithName("RetrainModel").Needs(ModelPermissions.Train);
    }

    /// <summary>The card "odds with reasons", for pillars to place on the page of a deal or a partner.</summary>
    public static RenderFragment Card(ILearner learner, Prediction said, VersionView version, string title, bool open) => builder =>
    {
        builder.OpenComponent<OddsCard>(0);
        builder.AddComponentParameter(1, nameof(OddsCard.Learner), learner);
        builder.AddComponentParameter(2, nameof(OddsCard.Said), said);
        builder.AddComponentParameter(3, nameof(OddsCard.Version), version);
        builder.AddComponentParameter(4, nameof(OddsCard.Title), title);
        builder.AddComponentParameter(5, nameof(OddsCard.Open), open);
        builder.CloseComponent();
    };

    private static async Task<IResult> Export(string? format, ShowModels.Handler run, Words l, TimeProvider clock, Actor by, CancellationToken ct)
    {
        var found = await run.Run(new ShowModels(), by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        return new TableDownload($"models-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, _) =>
        {
            await table.Row(l["Model"], l["Version"], l["Trained"], l["Outcomes"], l["Proven"], l["Log loss"], l["of the base rate"], l["AUC"]);
            foreach (var (name, v) in found.Value.Select(m => (m.Name, m.InUse)))
                await table.Row(l[name], v?.Number, v?.Trained, v?.Rows, v?.Proven, v?.LogLoss, v?.BaseLogLoss, v?.Auc);
        });
    }

    private static async Task<IResult> Train(string kind, Retrain.Handler run, Words l, Actor by, CancellationToken ct)
    {
        var done = await run.Run(new Retrain { Kind = kind }, by, ct);
        return done.Ok
            ? new SeeOther($"/accuracy/{kind}", done.Value switch
            {
                { InUse: > 0 } => l["A new version is in use."],
                { Refused: > 0 } => l["The new version did not prove better; the one in use stays."],
                _ => l["Too little has ended since the last version to decide anything."],
            })
            : TypedResults.NotFound();
    }
}

/// <summary>What partners see, as it is ticked.</summary>
public sealed record PredictionSightForm : PolicyForm<PredictionSight>
{
    public IReadOnlyList<string> PartnersSee { get; init; } = [];

    public static PredictionSightForm Of(PredictionSight rules) => new() { PartnersSee = rules.PartnersSee };

    public override Outcome<PredictionSight> ToRules() => new PredictionSight { PartnersSee = [.. PartnersSee.Distinct().Order(StringComparer.Ordinal)] };
}
