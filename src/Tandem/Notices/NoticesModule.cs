using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Notices;

/// <summary>Wires notices and mails and holds their doors; everybody reads and chooses only for themselves.</summary>
public static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services) => services
        .AddAll<INoticeKind>()
        .AddSingleton(new UnreadSource(UnreadNotices.Rows))
        .AddSingleton(new NavItem("Outbox", "mail", "/operations/outbox") { Permission = NoticesPermissions.Outbox, Section = "Operations", Order = 920 })
        .AddSingleton<MailSettings>()
        .AddSingleton<Unsubscribing>()
        .AddSingleton<Post>()
        .AddHostedService<MailSender>();

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        NoticePages.Map(app.PagesGroup());

        var api = app.ApiGroup("/notices").WithTags("Notices").SignedIn();
        api.MapGet("", List).WithName("notices.list");
        api.MapGet("/unread", async (UnreadNotices.Handler unread, Actor actor, CancellationToken ct) => new { Count = await unread.Run(actor, ct) })
            .WithName("notices.unread");
        api.MapPost("/{id}/read", async (Id<Notice> id, ReadNotices.Handler read, Actor actor, CancellationToken ct) =>
            (await read.Run(id, actor, ct)).Then(_ => new Done()).ToHttp()).WithName("notices.read");
        api.MapPost("/read", async (ReadNotices.Handler read, Actor actor, CancellationToken ct) => (await read.All(actor, ct)).ToHttp())
            .WithName("notices.read-all");
        api.MapGet("/preferences", async (ChooseNotices.Handler choose, Actor actor, CancellationToken ct) => new { Items = await choose.Offer(actor, ct) })
            .WithName("notices.preferences");
        api.MapPut("/preferences", async (ChooseNotices.Input input, ChooseNotices.Handler choose, Actor actor, CancellationToken ct) =>
            (await choose.Run(input, actor, ct)).ToHttp()).WithName("notices.choose");
    }

    private static async Task<IResult> List(
        int? limit, string? cursor, bool? unread, string? kind, ListNotices.Handler list, Actor actor, HttpContext http, CancellationToken ct)
    {
        var ask = new ListNotices.Ask { Limit = limit ?? 50, Cursor = cursor, Unread = unread ?? false, Kind = kind };
        var errors = await Validation.Check(ask, http.RequestServices, ct);
        return errors.Count > 0 ? Problems.Invalid(errors) : TypedResults.Ok(await list.Run(ask, actor, ct));
    }
}
