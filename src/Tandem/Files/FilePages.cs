using Microsoft.EntityFrameworkCore;
using Tandem.Files.Pages;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Files;

/// <summary>The files of a subject as a page of their own, and as the frame that stands on the page of the subject.</summary>
internal static class FilePages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/subjects/{kind}/{id:guid}/files", Show);
        pages.MapPost("/subjects/{kind}/{id:guid}/files", Attach);
        pages.MapPost("/files/{id}/remove", Remove);
    }

    private static async Task<IResult> Show(
        string kind, Guid id, ListFiles.Handler list, Subjects subjects, TandemDb db, Actor actor, CancellationToken ct) =>
        await subjects.Converse(new Ref(kind, id), actor, db, ct) is { } sight ? await Page(sight, list, actor, null, ct) : TypedResults.NotFound();

    private static async Task<IResult> Attach(
        string kind, Guid id, Form<AttachFiles.Choice> form, UploadFile.Handler upload, AttachFiles.Handler attach, ListFiles.Handler list,
        Subjects subjects, TandemDb db, Actor actor, HttpContext http, CancellationToken ct)
    {
        if (await subjects.Converse(new Ref(kind, id), actor, db, ct) is not { } sight)
            return TypedResults.NotFound();
        var uploaded = await upload.Run(form.Files.GetFiles("Upload"), actor, ct);
        if (!uploaded.Ok)
            form.Refuse(uploaded.Refusal! with { Field = "Upload" });
        else if (uploaded.Value.Count == 0)
            form.Refuse(Refusal.Invalid("files/none", "Choose a file first.").On("Upload"));
        if (form.Ok)
        {
            var ask = new AttachFiles.Input { Files = [.. uploaded.Value.Select(f => f.Id)], Audience = form.Value.Audience };
            var attached = await attach.Run(sight.Subject, ask, actor, ct);
            if (attached.Ok)
                return Back(sight, http);
            form.Refuse(attached.Refusal!);
        }

        return await Page(sight, list, actor, FormState.Of(form), ct);
    }

    private static async Task<IResult> Remove(
        Id<Attachment> id, RemoveFile.Handler remove, Subjects subjects, TandemDb db, Actor actor, HttpContext http, CancellationToken ct)
    {
        var attachment = await db.Attachments().AsNoTracking().MeantFor(actor).FirstOrDefaultAsync(a => a.Id == id, ct);
        if (attachment is null || await subjects.Converse(attachment.Subject, actor, db, ct) is not { } sight)
            return TypedResults.NotFound();
        return (await remove.Run(id, actor, ct)).Ok ? Back(sight, http) : TypedResults.NotFound();
    }

    private static async Task<IResult> Page(Sight sight, ListFiles.Handler list, Actor actor, FormState? state, CancellationToken ct)
    {
        var files = await list.Run(sight.Subject, actor, ct);
        return files.Ok
            ? UiModule.Page<FilesPage>(
                new { Sight = sight, Files = files.Value, MayAttachFor = Sight.AudiencesOf(actor), State = state },
                state is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity)
            : TypedResults.NotFound();
    }

    private static IResult Back(Sight sight, HttpContext http) => new SeeOther(
        http.Request.Headers.ContainsKey("Turbo-Frame") ? $"/subjects/{sight.Subject.Kind}/{sight.Subject.Id}/files" : sight.Url + "#files");
}
