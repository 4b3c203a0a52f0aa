using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Sell.Pages;
using Tandem.Threads;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>The pages that both sides use: a deal and what can be done with it.</summary>
public static class SellPages
{
    private static readonly string[] Readers = [SellPermissions.Own, SellPermissions.Pipeline];

    public static void MapDealPages(this IEndpointRouteBuilder app)
    {
        var deals = app.PagesGroup("/deals/{id:guid}").OwnOrganisation();
        deals.MapGet("", (Guid id, DealPages pages, HttpContext http, Actor by, CancellationToken ct) => pages.Show(new(id), by, http, null, null, 200, ct)).Needs(Readers);
        foreach (var dialog in new[] { "answer", "win", "lose", "appeal", "extension", "value", "withdraw", "release", "reopen", "discard" })
        {
            deals.MapGet("/" + dialog, (Guid id, DealPages pages, HttpContext http, Actor by, CancellationToken ct) =>
                pages.Show(new(id), by, http, dialog, null, 200, ct)).Needs(Readers);
        }

        // Registration.
        deals.On("answer", [SellPermissions.Register], "Your answer is on its way.", (IServiceProvider s, AnswerInfoRequest ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<AnswerInfoRequest.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("appeal", [SellPermissions.Register], "Your appeal is on its way.", (IServiceProvider s, AppealRejection ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<AppealRejection.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("extension", [SellPermissions.Register], "The extension was asked for.", (IServiceProvider s, RequestExtension ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<RequestExtension.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("withdraw", [SellPermissions.Register], "The registration was withdrawn.", (IServiceProvider s, WithdrawRegistration ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<WithdrawRegistration.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("release", [SellPermissions.Register, SellPermissions.Review], "The protection was given up.", (IServiceProvider s, ReleaseRegistration ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<ReleaseRegistration.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("discard", [SellPermissions.Register], "The draft is gone.", (IServiceProvider s, DiscardDraft _, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<DiscardDraft.Handler>().Run(new DiscardDraft { Deal = id }, by, ct), "/deals");

        // Pipeline.
        deals.On("stage", [SellPermissions.Work], "Moved.", (IServiceProvider s, MoveStage ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<MoveStage.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("plan", [SellPermissions.Work], "Saved.", (IServiceProvider s, UpdateDeal ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<UpdateDeal.Handler>().Run(ask with { Deal = id, Lines = null }, by, ct));
        deals.On("value", [SellPermissions.Work], "Saved.", (IServiceProvider s, UpdateDeal ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<UpdateDeal.Handler>().Run(ask with { Deal = id, Lines = null }, by, ct));
        deals.On("win", [SellPermissions.Work], "Won. Congratulations!", (IServiceProvider s, WinDeal ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<WinDeal.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("lose", [SellPermissions.Work], "Closed as lost.", (IServiceProvider s, LoseDeal ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<LoseDeal.Handler>().Run(ask with { Deal = id }, by, ct));
        deals.On("reopen", [SellPermissions.Work], "Open again.", (IServiceProvider s, ReopenDeal ask, Id<Deal> id, Actor by, CancellationToken ct) =>
            s.GetRequiredService<ReopenDeal.Handler>().Run(ask with { Deal = id }, by, ct));
    }

    /// <summary>One form of the deal page: run the use case, then see the deal with a word of success, or the form again with what was wrong.</summary>
    private static void On<TAsk, TDone>(
        this RouteGroupBuilder deals, string action, string[] permissions, string done,
        Func<IServiceProvider, TAsk, Id<Deal>, Actor, CancellationToken, Task<Outcome<TDone>>> run, string? then = null) where TAsk : class, new() =>
        deals.MapPost("/" + action, async (Guid id, Form<TAsk> form, DealPages pages, Actor by, HttpContext http, Words l, CancellationToken ct) =>
        {
            if (form.Ok)
            {
                var outcome = await run(http.RequestServices, form.Value, new(id), by, ct);
                if (outcome.Ok)
                    return new SeeOther(then ?? $"/deals/{id}", l[done]);
                form.Refuse(outcome.Refusal!);
            }

            return await pages.Show(new(id), by, http, action, FormState.Of(form), StatusCodes.Status422UnprocessableEntity, ct);
        }).Needs(permissions);
}

/// <summary>Gathers what the page of a deal shows.</summary>
public sealed class DealPages(
    ShowDeal.Handler show, DealTimeline.Handler timeline, ListNotes.Handler notes, ListFiles.Handler files, Subjects subjects, Panels panels, PolicyBook policies,
    TimeProvider clock)
{
    public async Task<IResult> Show(Id<Deal> id, Actor by, HttpContext http, string? dialog, FormState? state, int status, CancellationToken ct)
    {
        var deal = await show.Run(new ShowDeal { Deal = id }, by, ct);
        if (!deal.Ok)
            return TypedResults.NotFound();
        var subject = new Ref("deal", id.Value);

        // What stands around the deal asks whether the reader may see it: that is answered.
        subjects.Saw(DealAccess.SightOf(id.Value, deal.Value.Partner?.Id, deal.Value.Customer.Name, deal.Value.Reference, deal.Value.Status, by), by);
        var history = await timeline.Run(new DealTimeline { Deal = id, Limit = 40 }, by, ct);
        var thread = await notes.Run(subject, before: null, by, ct);
        var attached = await files.Run(subject, by, ct);
        var cards = await panels.Of(subject, http, ct);
        var stages = (await policies.Current<StagesPolicy>(clock.GetUtcNow(), ct, deal.Value.Partner?.Id)).Rules;

        // A draft has no conversation yet, and those who see names and stages only take no part in it.
        return UiModule.Page<ShowDealPage>(
            new
            {
                Deal = deal.Value,
                Reader = by,
                Timeline = history.Value,
                Thread = thread.Ok ? thread.Value : null,
                Files = (IReadOnlyList<ListFiles.Item>)(attached.Ok ? attached.Value : []),
                stages.LossReasons,
                Panels = cards,
                Dialog = dialog,
                State = state,
            },
            status);
    }
}
