using Microsoft.AspNetCore.Components;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell.Pages;
using Tandem.Threads;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>The vendor's pages: the review queue, the pipeline, the start page.</summary>
public static partial class SellVendorPages
{
    public static void MapVendorPages(this IEndpointRouteBuilder app)
    {
        var review = app.PagesGroup("/review");
        review.MapGet("", ShowQueue).Needs(SellPermissions.Pipeline);
        review.MapGet("/export", ExportQueue).Needs(SellPermissions.Pipeline);
        review.MapGet("/{id:guid}", (Guid id, string? @do, ReviewSheet.Handler sheet, Actor by, CancellationToken ct) =>
            Review(new(id), by, sheet, @do, null, StatusCodes.Status200OK, ct)).Needs(SellPermissions.Pipeline);
        review.MapPost("/{id:guid}/decision", Decide).Needs(SellPermissions.Pipeline);
        review.MapPost("/{id:guid}/appeal", AnswerAppeal).Needs(SellPermissions.Pipeline);
        review.MapPost("/{id:guid}/extension", AnswerExtension).Needs(SellPermissions.Pipeline);
        review.MapPost("/{id:guid}/notes", AddNoteTo).Needs(SellPermissions.Pipeline);

        // A refused form stands at its own address, which somebody may reload.
        foreach (var form in new[] { "decision", "appeal", "extension", "notes" })
            review.MapGet("/{id:guid}/" + form, (Guid id) => new SeeOther($"/review/{id}")).Needs(SellPermissions.Pipeline);

        var pipeline = app.PagesGroup("/pipeline");
        pipeline.MapGet("", ShowBoard).Needs(SellPermissions.Pipeline);
        pipeline.MapPost("/{id:guid}/stage", Move).Needs(SellPermissions.Pipeline);
        pipeline.MapGet("/table", ShowTable).Needs(SellPermissions.Pipeline);
        pipeline.MapGet("/table/export", ExportTable).Needs(SellPermissions.Pipeline);
        pipeline.MapGet("/{id:guid}/stage", (Guid id, HttpRequest request) => new SeeOther("/pipeline" + request.QueryString)).Needs(SellPermissions.Pipeline);
        pipeline.MapGet("/views", (HttpRequest request) => new SeeOther("/pipeline/table" + request.QueryString)).Needs(SellPermissions.Pipeline);
        pipeline.MapPost("/views", KeepView).Needs(SellPermissions.Pipeline);
        pipeline.MapPost("/views/{id:guid}/drop", GiveUpView).Needs(SellPermissions.Pipeline);
        pipeline.MapGet("/new", ShowDirect).Needs(SellPermissions.Direct);
        pipeline.MapPost("/new", AddDirect).Needs(SellPermissions.Direct);
        pipeline.MapGet("/accounts", SuggestAccounts).Needs(SellPermissions.Direct);
    }

    public static async Task<IResult> ShowHome(
        HomeOfVendor.Handler home, RegistrationStatistics.Handler statistics, IReadOnlyList<RenderFragment> cards, IReadOnlyList<RenderFragment> aside, Actor by, CancellationToken ct)
    {
        var found = await home.Run(new HomeOfVendor(), by, ct);
        var figures = await statistics.Run(new RegistrationStatistics(), by, ct);
        return found.Ok && figures.Ok ? UiModule.Page<VendorHomePage>(new { Home = found.Value, Figures = figures.Value, Actor = by, Panels = cards, Aside = aside }) : TypedResults.NotFound();
    }

    private static async Task<IResult> ShowQueue(
        [AsParameters] QueueQuery query, ReviewQueue.Handler queue, TerritoryList.Handler territories, Actor by, CancellationToken ct)
    {
        var found = await queue.Run(query.ToQueue(), by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        var map = await territories.Run(new TerritoryList(), by, ct);
        return UiModule.Page<ReviewQueuePage>(new { Queue = found.Value, Territories = map.Ok ? map.Value : [] });
    }

    private static IResult ExportQueue([AsParameters] QueueQuery query, string? format, QueueExport.Handler export, TimeProvider clock, Actor by) =>
        new TableDownload(
            $"review-queue-{clock.GetUtcNow():yyyy-MM-dd}", KindOf(format), (table, ct) => export.Run(query.ToQueue(), table, by, ct));

    private static TableKind KindOf(string? format) => format == "xlsx" ? TableKind.Excel : TableKind.Csv;

    private static async Task<IResult> Review(
        Id<Deal> id, Actor by, ReviewSheet.Handler sheet, string? dialog, FormState? state, int status, CancellationToken ct)
    {
        var found = await sheet.Run(new ReviewSheet { Deal = id }, by, ct);
        return found.Ok
            ? UiModule.Page<ReviewPage>(new { Sheet = found.Value, Dialog = dialog, State = state, Reader = by }, status)
            : TypedResults.NotFound();
    }

    private static Task<IResult> Decide(
        Guid id, Form<DecideRegistration> form, DecideRegistration.Handler decide, ReviewSheet.Handler sheet, Actor by, Words l, CancellationToken ct)
    {
        var (dialog, done) = form.Value.Verdict switch
        {
            Approvals.Verdict.Reject => ("decline", l["Declined. The partner is told the sentence you chose."]),
            Approvals.Verdict.NeedsInfo => ("ask", l["Your question is on its way. The clock waits for the partner."]),
            _ => ("approve", l["Approved."]),
        };
        return Answer(new(id), form, ask => decide.Run(ask with { Deal = new(id) }, by, ct), dialog, done, sheet, by, ct);
    }

    private static Task<IResult> AnswerAppeal(
        Guid id, Form<DecideAppeal> form, DecideAppeal.Handler decide, ReviewSheet.Handler sheet, Actor by, Words l, CancellationToken ct)
    {
        var overturn = form.Value.Verdict == AppealVerdict.Overturn;
        return Answer(
            new(id), form, ask => decide.Run(ask with { Deal = new(id) }, by, ct), overturn ? "overturn" : "uphold",
            overturn ? l["The appeal was granted."] : l["The decision stands."], sheet, by, ct);
    }

    private static Task<IResult> AnswerExtension(
        Guid id, Form<DecideExtension> form, DecideExtension.Handler decide, ReviewSheet.Handler sheet, Actor by, Words l, CancellationToken ct)
    {
        var grant = form.Value.Grant == true;
        return Answer(
            new(id), form, ask => decide.Run(ask with { Deal = new(id) }, by, ct), grant ? "grant" : "refuse",
            grant ? l["The extension was granted."] : l["The extension was not granted."], sheet, by, ct);
    }

    /// <summary>Back to the queue for the next one; where somebody else was quicker, the page as it now stands, with 409.</summary>
    private static async Task<IResult> Answer<TAsk>(
        Id<Deal> id, Form<TAsk> form, Func<TAsk, Task<Outcome<DealChanged>>> run, string dialog, string done, ReviewSheet.Handler sheet, Actor by,
        CancellationToken ct) where TAsk : class, new()
    {
        var status = StatusCodes.Status422UnprocessableEntity;
        if (form.Ok)
        {
            var decided = await run(form.Value);
            if (decided.Ok)
                return new SeeOther("/review", done);
            form.Refuse(decided.Refusal!);
            status = decided.Refusal!.Kind switch
            {
                RefusalKind.Conflict or RefusalKind.Stale => StatusCodes.Status409Conflict,
                RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
                _ => status,
            };
        }

        return await Review(id, by, sheet, dialog, FormState.Of(form), status, ct);
    }

    private static async Task<IResult> AddNoteTo(
        Guid id, Form<AddNote.Input> form, UploadFile.Handler upload, AddNote.Handler add, ReviewSheet.Handler sheet, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var files = await upload.Run(form.Files, by, ct);
            var added = files.Ok
                ? await add.Run(new Ref("deal", id), form.Value with { Files = [.. files.Value.Select(f => f.Id)] }, by, ct)
                : files.Refusal!;
            if (added.Ok)
                return new SeeOther($"/review/{id}");
            form.Refuse(added.Refusal!);
        }

        return await Review(new(id), by, sheet, "notes", FormState.Of(form), StatusCodes.Status422UnprocessableEntity, ct);
    }
}
