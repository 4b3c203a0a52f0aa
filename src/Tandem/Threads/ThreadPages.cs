using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Threads.Pages;
using Tandem.Ui;

namespace Tandem.Threads;

/// <summary>The conversation as a page of its own, and as the frame that stands on the page of its subject.</summary>
internal static class ThreadPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/subjects/{kind}/{id:guid}/notes", Show);
        pages.MapPost("/subjects/{kind}/{id:guid}/notes", Write);
        pages.MapGet("/subjects/{kind}/{id:guid}/people", Choose);
        pages.MapPost("/notes/{id}/edit", Edit);
        pages.MapPost("/notes/{id}/withdraw", Withdraw);
    }

    private static async Task<IResult> Show(
        string kind, Guid id, Id<Note>? cursor, bool? mention, ListNotes.Handler list, OfferPeople.Handler offer, Actor actor, CancellationToken ct)
    {
        var subject = new Ref(kind, id);
        var thread = await list.Run(subject, cursor, actor, ct);
        if (!thread.Ok)
            return TypedResults.NotFound();
        var people = mention is true ? (await offer.Run(subject, Audience.Shared, null, actor, ct)).Value : null;
        return UiModule.Page<NotesPage>(new { Thread = thread.Value, People = people });
    }

    private static async Task<IResult> Choose(string kind, Guid id, string? q, OfferPeople.Handler offer, Actor actor, CancellationToken ct)
    {
        var people = await offer.Run(new Ref(kind, id), Audience.Shared, q, actor, ct);
        return people.Ok ? UiModule.Page<MentionsPage>(new { People = people.Value }) : TypedResults.NotFound();
    }

    private static async Task<IResult> Write(
        string kind, Guid id, Form<AddNote.Input> form, AddNote.Handler add, ListNotes.Handler list, UploadFile.Handler upload,
        Actor actor, HttpContext http, CancellationToken ct)
    {
        var subject = new Ref(kind, id);
        var thread = await list.Run(subject, null, actor, ct);
        if (!thread.Ok)
            return TypedResults.NotFound();
        if (form.Ok)
        {
            var files = await upload.Run(form.Files.GetFiles("Upload"), actor, ct);
            if (files.Ok)
            {
                var written = await add.Run(subject, form.Value with { Files = [.. files.Value.Select(f => f.Id)] }, actor, ct);
                if (written.Ok)
                    return Back(subject, thread.Value.Url, http);
                form.Refuse(written.Refusal!);
            }
            else
            {
                form.Refuse(files.Refusal!);
            }
        }

        return UiModule.Page<NotesPage>(new { Thread = thread.Value, State = FormState.Of(form) }, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Edit(
        Id<Note> id, Form<EditNote.Input> form, EditNote.Handler edit, ListNotes.Handler list, Actor actor, HttpContext http, CancellationToken ct)
    {
        if (await list.Around(id, actor, ct) is not { Ok: true, Value: var thread })
            return TypedResults.NotFound();
        if (form.Ok)
        {
            var edited = await edit.Run(id, form.Value, actor, ct);
            if (edited.Ok)
                return Back(thread.Subject, thread.Url, http);
            form.Refuse(edited.Refusal!);
        }

        return UiModule.Page<NotesPage>(new { Thread = thread, State = FormState.Of(form) }, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Withdraw(
        Id<Note> id, WithdrawNote.Handler withdraw, ListNotes.Handler list, Actor actor, HttpContext http, CancellationToken ct)
    {
        if (await list.Around(id, actor, ct) is not { Ok: true, Value: var thread })
            return TypedResults.NotFound();
        var withdrawn = await withdraw.Run(id, actor, ct);
        return withdrawn.Ok ? Back(thread.Subject, thread.Url, http) : TypedResults.NotFound();
    }

    /// <summary>A frame gets the conversation again; a whole page goes back to the subject.</summary>
    private static IResult Back(Ref subject, string page, HttpContext http) => new SeeOther(
        http.Request.Headers.ContainsKey("Turbo-Frame") ? $"/subjects/{subject.Kind}/{subject.Id}/notes" : page + "#notes");
}
