using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Imports;

/// <summary>Wires what every import needs, and holds its doors: pages and API.</summary>
public static class ImportsModule
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportStore>()
        .AddAll<IImportable>()
        .AddHostedService<ImportWorker>()
        .AddSingleton(new NavItem("Imports", "file-import", "/imports") { Permission = ImportsPermissions.Run, Section = "Organisation", Order = 850, For = NavAudience.Vendor })
        .AddSingleton(new CreateItem("Import files", "file-import", "/imports/new") { Permission = ImportsPermissions.Run, Order = 950, For = NavAudience.Vendor });

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        ImportsPages.Map(app.PagesGroup().Needs(ImportsPermissions.Run));

        var api = app.ApiGroup("/imports").WithTags("Imports").Needs(ImportsPermissions.Run);
        api.MapList("", async ([AsParameters] ListImports ask, ListImports.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToHttp()).WithName("ListImports");
        api.MapPost("", Upload).WithName("UploadImport").Large();
        api.MapGet("/kinds", (IEnumerable<IImportable> kinds) => new
        {
            Items = kinds.OrderBy(k => k.Order).Select(k => new { k.Kind, k.Title, Fields = k.Fields.Select(f => new { f.Name, f.Label, f.Kind, f.Required, f.Aliases, f.Sample }) }),
        }).WithName("ListImportKinds");
        api.MapGet("/{id}", async (Id<ImportRun> id, ShowImport.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(id, by, ct)).ToHttp()).WithName("GetImport");
        api.MapPut("/{id}/mapping", async (Id<ImportRun> id, MapImport.Ask ask, MapImport.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(id, ask, by, ct)).ToHttp()).WithName("MapImport");
        api.MapGet("/{id}/preview", async (Id<ImportRun> id, PreviewImport.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(id, by, ct)).Then(files => new { Items = files }).ToHttp()).WithName("PreviewImport");
        api.MapPost("/{id}/start", async (Id<ImportRun> id, StartImport.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(id, by, ct)).ToHttp()).WithName("StartImport");
        api.MapPost("/{id}/undo", async (Id<ImportRun> id, UndoImport.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(id, by, ct)).ToHttp()).WithName("UndoImport");
        api.MapGet("/{id}/findings", (Id<ImportRun> id, string? format, Severity? severity, ShowImport.Handler run, Actor by, Words l, CancellationToken ct) =>
            ImportsPages.FindingsFile(id, ImportsPages.KindOf(format), severity, by, run, l, ct)).WithName("GetImportFindings");
    }

    /// <summary>One or more files as <c>multipart/form-data</c>, in parts of any name.</summary>
    private static async Task<IResult> Upload(
        [FromForm] IFormFileCollection files, string? kind, string? currency, UploadImport.Handler upload, Actor actor, CancellationToken ct) =>
        (await upload.Run(
            new UploadImport.Ask
            {
                Files = [.. files.Select(f => new UploadImport.Source(f.FileName, f.OpenReadStream))],
                Kind = kind,
                Currency = currency?.ToUpperInvariant() ?? "EUR",
            }, actor, ct))
        .Then(id => new { Id = id }).ToCreated(made => $"/api/v1/imports/{made.Id}");

    /// <summary>Takes a body as large as a table of millions of rows; it goes to the disk as it comes.</summary>
    internal static RouteHandlerBuilder Large(this RouteHandlerBuilder route) => route
        .WithMetadata(new RequestSizeLimitAttribute(ImportStore.MostBytes))
        .WithFormOptions(multipartBodyLengthLimit: ImportStore.MostBytes);
}
