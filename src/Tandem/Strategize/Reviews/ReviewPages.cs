using Microsoft.AspNetCore.Mvc;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews.Packs;
using Tandem.Strategize.Reviews.Pages;
using Tandem.Threads;
using Tandem.Ui;

namespace Tandem.Strategize.Reviews;

/// <summary>The pages of business reviews: both sides walk through the same doors.</summary>
public static class ReviewPages
{
    public static void MapReviewPages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/qbr");
        pages.MapGet("", ShowList).Needs(QbrPermissions.See);
        pages.MapGet("/export", Export).Needs(QbrPermissions.See);
        pages.MapGet("/new", (Id<Plan>? plan, OfferQbr.Handler offer, Actor by, CancellationToken ct) =>
            New(new Form<ScheduleQbr> { Value = new ScheduleQbr { Plan = plan } }, offer, 200, by, ct)).Needs(QbrPermissions.Lead);
        pages.MapPost("/new", Schedule).Needs(QbrPermissions.Lead);

        var qbr = app.PagesGroup("/qbr/{id:guid}").OwnOrganisation();
        qbr.MapGet("", (Guid id, HttpContext http, Actor by, CancellationToken ct) => Show(http, new(id), null, null, null, 200, by, ct)).Needs(QbrPermissions.See);
        foreach (var dialog in Dialogs)
            qbr.MapGet("/" + dialog, (Guid id, HttpContext http, Actor by, CancellationToken ct) => Show(http, new(id), dialog, null, null, 200, by, ct)).Needs(QbrPermissions.See);
        qbr.MapGet("/invitation", (Guid id, TakeInvitation.Handler run, Actor by, CancellationToken ct) => ReviewFiles.Invitation(new(id), run, by, ct)).Needs(QbrPermissions.See);
        qbr.On<MoveQbr, QbrChanged>("move", QbrPermissions.Work, "Moved. Everybody gets a new invitation.", (s, ask, id, by, ct) => s.GetRequiredService<MoveQbr.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<CancelQbr, QbrChanged>("cancel", QbrPermissions.Lead, "Called off.", (s, ask, id, by, ct) => s.GetRequiredService<CancelQbr.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<ArrangeQbr, QbrChanged>("arrange", QbrPermissions.Work, "Saved.", (s, ask, id, by, ct) => s.GetRequiredService<ArrangeQbr.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<MakePack, PackMade>("pack", QbrPermissions.Lead, "The pack is there.", (s, ask, id, by, ct) => s.GetRequiredService<MakePack.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<DecideInQbr, Decided>("decide", QbrPermissions.Work, "Decided. It is a task now.", (s, ask, id, by, ct) => s.GetRequiredService<DecideInQbr.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<WriteMinutes, QbrChanged>("minutes", QbrPermissions.Work, "Saved.", (s, ask, id, by, ct) => s.GetRequiredService<WriteMinutes.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<ReviseInQbr, PlanChanged>("revise", QbrPermissions.Work, "The revision is open. Both sides sign it on the plan.", (s, ask, id, by, ct) => s.GetRequiredService<ReviseInQbr.Handler>().Run(ask with { Qbr = id }, by, ct));
        qbr.On<HoldQbr, QbrChanged>("hold", QbrPermissions.Lead, "Closed. Minutes and decisions went to both sides.", (s, ask, id, by, ct) => s.GetRequiredService<HoldQbr.Handler>().Run(ask with { Qbr = id }, by, ct));

        var pack = app.PagesGroup("/qbr-packs/{id:guid}").OwnOrganisation();
        pack.MapGet("", ShowPackPage).Needs(QbrPermissions.See);
        pack.MapGet("/pdf", (Guid id, ShowPack.Handler run, Words l, Formats f, PackFonts fonts, Actor by, CancellationToken ct) => ReviewFiles.Pdf(new(id), run, l, f, fonts, by, ct)).Needs(QbrPermissions.See);
        pack.MapGet("/pptx", (Guid id, ShowPack.Handler run, Words l, Formats f, Actor by, CancellationToken ct) => ReviewFiles.Slides(new(id), run, l, f, by, ct)).Needs(QbrPermissions.See);

        app.PagesGroup("/settings").MapPolicy<QbrRules, QbrRulesForm, QbrRulesPage>("/qbr", PlanPermissions.Settings, new((rules, aid) => QbrRulesForm.Of(rules, (Vocabulary)aid!))
        {
            Aid = RulesAid.Words,
            Trial = async (http, form, by, ct) => await RulesAid.Try(http, form.Coaching.Select(c => c.When), form.Try, form.Aid, by, ct),
        });
    }

    private static readonly string[] Dialogs = ["move", "arrange", "cancel"];

    /// <summary>One form of the review's page.</summary>
    private static void On<TAsk, TDone>(
        this RouteGroupBuilder qbr, string action, string permission, string done,
        Func<IServiceProvider, TAsk, Id<Qbr>, Actor, CancellationToken, Task<Outcome<TDone>>> run) where TAsk : class, new() =>
        qbr.MapForm<TAsk, TDone>(
            "/qbr", action, done, (services, ask, id, by, ct) => run(services, ask, new(id), by, ct),
            (http, id, state, by, ct) => Show(http, new(id), Dialogs.Contains(action) ? action : null, action, state, StatusCodes.Status422UnprocessableEntity, by, ct)).Needs(permission);

    /// <summary>The list's address as a browser writes it; what cannot be read is left out.</summary>
    public sealed record Query
    {
        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? State { get; init; }

        public string? Mine { get; init; }

        public string? Partner { get; init; }

        public string? Plan { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        public QbrList ToList() => new()
        {
            Text = Text,
            State = Choice<QbrState>.TryParse(State, null, out var state) ? state : null,
            Mine = Mine == "true" ? true : null,
            Partner = Id<Organisation>.TryParse(Partner, null, out var partner) ? partner : null,
            Plan = Id<Plan>.TryParse(Plan, null, out var plan) ? plan : null,
            Sort = Sort,
            Cursor = After,
        };
    }

    private static async Task<IResult> ShowList([AsParameters] Query query, QbrList.Handler list, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        return UiModule.Page<QbrsPage>(new { Rows = found.Value, Reader = by });
    }

    private static IResult Export([AsParameters] Query query, string? format, QbrList.Handler list, Words l, Formats f, TimeProvider clock, Actor by) => new TableDownload(
        $"business-reviews-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["When"], l["Minutes"], l["Partner"], l["Plan"], l["State"], l["Place"], l["Pack as of"], l["People"]);
            await table.AllOf(
                after => list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                q => [q.Starts, q.Lasts, q.PartnerName, q.PlanTitle, QbrSays.Of(q.State, l), q.Place, q.Pack, q.Attendees]);
        });

    private static async Task<IResult> Schedule(Form<ScheduleQbr> form, ScheduleQbr.Handler schedule, OfferQbr.Handler offer, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var made = await schedule.Run(form.Value, by, ct);
            if (made.Ok)
                return new SeeOther($"/qbr/{made.Value.Id}", l["Scheduled. Both sides are invited."]);
            form.Refuse(made.Refusal!);
        }

        return await New(form, offer, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> New(Form<ScheduleQbr> form, OfferQbr.Handler offer, int status, Actor by, CancellationToken ct) =>
        UiModule.Page<NewQbrPage>(new { Form = form, Offer = await offer.Run(new OfferQbr(), by, ct) }, status);

    /// <param name="part">The form of the page that came back refused.</param>
    private static async Task<IResult> Show(HttpContext http, Id<Qbr> id, string? dialog, string? part, FormState? state, int status, Actor by, CancellationToken ct)
    {
        var services = http.RequestServices;
        var qbr = await services.GetRequiredService<ShowQbr.Handler>().Run(new ShowQbr { Qbr = id }, by, ct);
        if (!qbr.Ok)
            return TypedResults.NotFound();
        var subject = new Ref(Qbr.Kind, id.Value);
        return UiModule.Page<QbrPage>(
            new
            {
                Qbr = qbr.Value,
                Reader = by,
                Thread = (await services.GetRequiredService<ListNotes.Handler>().Run(subject, before: null, by, ct)).Value,
                History = await services.GetRequiredService<RecordHistory.Handler>().Run(new RecordHistory { Subject = subject }, by, ct),
                Dialog = dialog,
                Part = part,
                State = state,
            },
            status);
    }

    private static async Task<IResult> ShowPackPage(Guid id, ShowPack.Handler run, Words l, Formats f, Actor by, CancellationToken ct)
    {
        var pack = await run.Run(new ShowPack { Pack = new(id) }, by, ct);
        return pack.Ok ? UiModule.Page<PackPage>(new { Pack = pack.Value, Contents = PackContents.Of(pack.Value.Document, l, f) }) : TypedResults.NotFound();
    }
}
