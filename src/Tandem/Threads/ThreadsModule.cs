using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>Wires conversations and holds the doors to them; who may see the subject decides, whatever its kind.</summary>
public static class ThreadsModule
{
    public static IServiceCollection AddThreads(this IServiceCollection services) => services.AddScoped<Readers>();

    public static void MapThreads(this IEndpointRouteBuilder app)
    {
        ThreadPages.Map(app.PagesGroup().SignedIn());

        var api = app.ApiGroup().WithTags("Notes").SignedIn();
        api.MapGet("/subjects/{kind}/{id:guid}/notes",
            async (string kind, Guid id, Id<Note>? cursor, ListNotes.Handler list, Actor actor, CancellationToken ct) =>
                (await list.Run(new Ref(kind, id), cursor, actor, ct)).Then(thread => new { thread.Items, thread.Next }).ToHttp()).WithName("notes.list");
        api.MapPost("/subjects/{kind}/{id:guid}/notes",
            async (string kind, Guid id, AddNote.Input input, AddNote.Handler add, Actor actor, CancellationToken ct) =>
                (await add.Run(new Ref(kind, id), input, actor, ct)).ToCreated(note => $"/api/v1/subjects/{kind}/{id}/notes#{note.Id}")).WithName("notes.add");
        api.MapGet("/subjects/{kind}/{id:guid}/people",
            async (string kind, Guid id, Audience? audience, string? q, OfferPeople.Handler offer, Actor actor, CancellationToken ct) =>
                (await offer.Run(new Ref(kind, id), audience ?? Audience.Shared, q, actor, ct)).Then(people => new { Items = people }).ToHttp()).WithName("notes.people");
        api.MapPut("/notes/{id}",
            async (Id<Note> id, EditNote.Input input, EditNote.Handler edit, Actor actor, CancellationToken ct) =>
                (await edit.Run(id, input, actor, ct)).ToHttp()).WithName("notes.edit");
        api.MapDelete("/notes/{id}",
            async (Id<Note> id, WithdrawNote.Handler withdraw, Actor actor, CancellationToken ct) =>
                (await withdraw.Run(id, actor, ct)).ToHttp()).WithName("notes.withdraw");
    }
}
