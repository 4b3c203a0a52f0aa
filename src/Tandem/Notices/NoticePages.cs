using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Notices.Pages;
using Tandem.Ui;

namespace Tandem.Notices;

/// <summary>The bell's pages: what happened, what reaches me, the link in a mail, the outbox of operations.</summary>
internal static class NoticePages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/notices", List).SignedIn();
        pages.MapPost("/notices/read", ReadAll).SignedIn();
        pages.MapGet("/notices/{id}", Open).SignedIn();
        pages.MapGet("/notices/preferences", ShowPreferences).SignedIn();
        pages.MapPost("/notices/preferences", SavePreferences).SignedIn();
        pages.MapGet("/notices/unsubscribe", ShowUnsubscribe).Anyone();

        // Mail programs post here by themselves (RFC 8058), without a session or a form of ours: the sealed token is the right.
        pages.MapPost("/notices/unsubscribe", Unsubscribe).Anyone().DisableAntiforgery();
        pages.MapGet("/operations/outbox", ShowOutbox).Needs(NoticesPermissions.Outbox);
        pages.MapGet("/operations/outbox/export", ExportOutbox).Needs(NoticesPermissions.Outbox);
        pages.MapPost("/operations/outbox/{id}/retry", Retry).Needs(NoticesPermissions.Outbox);
    }

    private static async Task<IResult> List(string? after, bool? unread, ListNotices.Handler list, Actor actor, CancellationToken ct) =>
        UiModule.Page<NoticesPage>(new
        {
            Notices = await list.Run(new ListNotices.Ask { Cursor = after, Unread = unread ?? false }, actor, ct),
            Unread = unread ?? false,
        });

    private static async Task<IResult> ReadAll(ReadNotices.Handler read, Actor actor, CancellationToken ct)
    {
        await read.All(actor, ct);
        return new SeeOther("/notices");
    }

    private static async Task<IResult> Open(Id<Notice> id, ReadNotices.Handler read, Actor actor, HttpContext http, CancellationToken ct)
    {
        // A page fetched ahead of a click is not read yet.
        if (http.Request.Headers["X-Sec-Purpose"] == "prefetch" || http.Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal))
            return TypedResults.NoContent();
        var link = await read.Run(id, actor, ct);
        return link.Ok ? new SeeOther(link.Value) : TypedResults.NotFound();
    }

    private static async Task<IResult> ShowPreferences(ChooseNotices.Handler choose, Actor actor, CancellationToken ct) =>
        UiModule.Page<PreferencesPage>(new { Kinds = await choose.Offer(actor, ct) });

    private static async Task<IResult> SavePreferences(
        Form<ChooseNotices.Input> form, ChooseNotices.Handler choose, Actor actor, Words l, CancellationToken ct)
    {
        if (form.Ok)
        {
            var chosen = await choose.Run(form.Value, actor, ct);
            if (chosen.Ok)
                return new SeeOther("/notices/preferences", l["Saved."]);
            form.Refuse(chosen.Refusal!);
        }

        return UiModule.Page<PreferencesPage>(
            new { Kinds = await choose.Offer(actor, ct), State = FormState.Of(form) }, StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult ShowUnsubscribe(string? token, Unsubscribing unsubscribing) =>
        UiModule.Page<UnsubscribePage>(new { Token = unsubscribing.Open(token) is null ? null : token });

    private static async Task<IResult> Unsubscribe(string? token, Unsubscribing unsubscribing, ChooseNotices.Handler choose, CancellationToken ct)
    {
        if (unsubscribing.Open(token) is not var (person, kind))
            return UiModule.Page<UnsubscribePage>(status: StatusCodes.Status400BadRequest);
        await choose.Unsubscribe(person, kind, ct);
        return UiModule.Page<UnsubscribePage>(new { Token = token, Done = true });
    }

    private static async Task<IResult> ShowOutbox(string? state, string? q, string? after, Outbox.Handler outbox, CancellationToken ct) =>
        UiModule.Page<OutboxPage>(new { Mails = await outbox.Run(Ask(state, q, after), ct) });

    private static IResult ExportOutbox(string? state, string? q, string? format, Outbox.Handler outbox, Words l, TimeProvider clock) => new TableDownload(
        $"outbox-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["To"], l["Subject"], l["State"], l["Attempts"], l["Written"], l["Ended"], l["Error"]);
            await table.AllOf<Outbox.Item>(
                async after => await outbox.Run(Ask(state, q, after) with { Limit = PageAsk.Most }, ct),
                m => [m.Address, m.Text is null ? l["Confidential"] : m.Subject, m.State.ToString(), m.Attempts, m.Created, m.Ended, m.Error]);
        });

    private static Outbox.Ask Ask(string? state, string? q, string? after) =>
        new() { State = Enum.TryParse<MailState>(state, out var asked) ? asked : null, Text = q, Cursor = after };

    private static async Task<IResult> Retry(Id<Mail> id, Outbox.Handler outbox, Words l, CancellationToken ct) =>
        (await outbox.Retry(id, ct)).Ok ? new SeeOther("/operations/outbox", l["It is tried again."]) : TypedResults.NotFound();
}
