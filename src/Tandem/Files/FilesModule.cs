using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Files;

/// <summary>Wires the file store and holds the doors to it.</summary>
public static class FilesModule
{
    public static IServiceCollection AddFiles(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(new FileRules())
        .AddSingleton(provider => new FileStore(
            Folders.Files(configuration),
            provider.GetRequiredService<FileRules>()));

    public static void MapFiles(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup().SignedIn();
        pages.MapGet("/files/{id}", Download);
        FilePages.Map(pages);

        // Who may see the subject decides; the route itself only asks for somebody who is signed in.
        var api = app.ApiGroup().WithTags("Files").SignedIn();
        api.MapPost("/files", Upload).WithName("files.upload");
        api.MapGet("/subjects/{kind}/{id:guid}/files",
                async (string kind, Guid id, ListFiles.Handler handler, Actor actor, CancellationToken ct) =>
                    (await handler.Run(new Ref(kind, id), actor, ct)).Then(files => new { items = files }).ToHttp())
            .WithName("files.list");
        api.MapPost("/subjects/{kind}/{id:guid}/files",
                async (string kind, Guid id, AttachFiles.Input input, AttachFiles.Handler handler, Actor actor, CancellationToken ct) =>
                    (await handler.Run(new Ref(kind, id), input, actor, ct)).ToHttp())
            .WithName("files.attach");
        api.MapGet("/attachments/{id}/content", Download).WithName("files.content");
        api.MapDelete("/attachments/{id}",
                async (Id<Attachment> id, RemoveFile.Handler handler, Actor actor, CancellationToken ct) =>
                    (await handler.Run(id, actor, ct)).ToHttp())
            .WithName("files.remove");
    }

    /// <summary>
    /// Always a download, except that a picture may be shown where a page asks with <c>?show</c>; never sniffed, never run.
    /// The ETag is the content's hash, and the permission is asked anew each time.
    /// </summary>
    private static async Task<IResult> Download(
        Id<Attachment> id, string? show, OpenFile.Handler handler, FileStore store, Actor actor, HttpContext http, CancellationToken ct)
    {
        var outcome = await handler.Run(id, actor, ct);
        if (!outcome.Ok)
            return outcome.ToHttp();
        var file = outcome.Value;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var shown = show is not null && Sniff.IsSafeImage(file.MediaType);
        var disposition = new ContentDispositionHeaderValue(shown ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        var type = file.MediaType.StartsWith("text/", StringComparison.Ordinal) ? "text/plain; charset=utf-8" : file.MediaType;
        return Results.Stream(
            store.Open(file.Sha), type, lastModified: file.Attached, entityTag: new EntityTagHeaderValue($"\"{file.Sha}\""), enableRangeProcessing: true);
    }

    /// <summary>One file as <c>multipart/form-data</c>, in a part of any name.</summary>
    private static async Task<IResult> Upload(
        [FromForm] IFormFileCollection files, UploadFile.Handler handler, Actor actor, CancellationToken ct)
    {
        if (files.Count != 1)
            return Refusal.Invalid("files/one-at-a-time", "Send exactly one file.").ToProblem();
        await using var content = files[0].OpenReadStream();
        return (await handler.Run(files[0].FileName, content, actor, ct)).ToCreated(file => $"/api/v1/files/{file.Id}");
    }
}
