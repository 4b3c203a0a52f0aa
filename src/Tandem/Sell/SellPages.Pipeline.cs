using Microsoft.AspNetCore.WebUtilities;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell.Pages;
using Tandem.Ui;

namespace Tandem.Sell;

/// <summary>The pipeline as a board and as a table, with views kept under a name, and the vendor's own deals.</summary>
public static partial class SellVendorPages
{
    private static async Task<IResult> ShowBoard(
        [AsParameters] DealQuery query, Guid? move, PipelineBoard.Handler board, TerritoryList.Handler territories, Actor by, CancellationToken ct) =>
        await Board(query, board, territories, null, StatusCodes.Status200OK, by, ct, move);

    private static async Task<IResult> Board(
        DealQuery query, PipelineBoard.Handler board, TerritoryList.Handler territories, BoardPage.Refused? refused, int status, Actor by, CancellationToken ct,
        Guid? move = null)
    {
        var found = await board.Run(query.ToBoard(), by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        var map = await territories.Run(new TerritoryList(), by, ct);
        return UiModule.Page<BoardPage>(new { Board = found.Value, Territories = map.Ok ? map.Value : [], Actor = by, Refusal = refused, Move = move }, status);
    }

    /// <summary>A card was put into another column, by pointer, keyboard or the form that its menu opens; the board comes back as it then stands.</summary>
    private static async Task<IResult> Move(
        Guid id, Form<MoveStage> form, MoveStage.Handler move, ShowDeal.Handler show, PipelineBoard.Handler board, TerritoryList.Handler territories,
        HttpRequest request, Actor by, Words l, CancellationToken ct)
    {
        if (form.Ok)
        {
            var moved = await move.Run(form.Value with { Deal = new(id) }, by, ct);
            if (moved.Ok)
                return new SeeOther("/pipeline" + request.QueryString, l["Moved."]);
            form.Refuse(moved.Refusal!);
        }

        var deal = await show.Run(new ShowDeal { Deal = new(id) }, by, ct);
        if (!deal.Ok)
            return TypedResults.NotFound();
        var refused = new BoardPage.Refused(deal.Value.Id, deal.Value.Customer.Name, [.. form.Errors.Values.SelectMany(m => m)]);
        return await Board(DealQuery.Of(request.Query), board, territories, refused, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static Task<IResult> ShowTable(
        [AsParameters] DealQuery query, string? @do, TablePage.Handler table, HttpRequest request, Actor by, CancellationToken ct) =>
        Table(query, SavedView.Clean(request.QueryString.Value), @do == "save-view" ? @do : null, null, StatusCodes.Status200OK, table, by, ct);

    /// <param name="address">The filters in force, as a view would keep them.</param>
    private static async Task<IResult> Table(
        DealQuery query, string address, string? dialog, FormState? state, int status, TablePage.Handler table, Actor by, CancellationToken ct)
    {
        var found = await table.Run(query, by, ct);
        return found.Ok
            ? UiModule.Page<PipelineTablePage>(new { Table = found.Value, Address = address, Actor = by, Dialog = dialog, State = state }, status)
            : TypedResults.NotFound();
    }

    private static IResult ExportTable([AsParameters] DealQuery query, string? format, DealExport export, TimeProvider clock, Actor by) =>
        new TableDownload($"pipeline-{clock.GetUtcNow():yyyy-MM-dd}", KindOf(format), (table, ct) => export.Write(query.ToList(), table, by, ct));

    private static async Task<IResult> KeepView(Form<SaveView> form, SaveView.Handler save, TablePage.Handler table, Actor by, Words l, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value, by, ct);
            if (saved.Ok)
                return new SeeOther("/pipeline/table" + saved.Value.Query, l["View saved."]);
            form.Refuse(saved.Refusal!);
        }

        var address = SavedView.Clean(form.Value.Query);
        return await Table(DealQuery.Of(new QueryCollection(QueryHelpers.ParseQuery(address))), address, "save-view", FormState.Of(form), StatusCodes.Status422UnprocessableEntity, table, by, ct);
    }

    private static async Task<IResult> GiveUpView(Guid id, DropView.Handler drop, Actor by, Words l, CancellationToken ct)
    {
        var dropped = await drop.Run(new DropView { View = new(id) }, by, ct);
        return dropped.Ok ? new SeeOther("/pipeline/table", l["View dropped."])
            : dropped.Refusal!.Kind == RefusalKind.NotFound ? TypedResults.NotFound()
            : new SeeOther("/pipeline/table", l[dropped.Refusal.Sentence], Tone.Bad);
    }

    private static Task<IResult> ShowDirect(DirectDealForm.Handler choices, Actor by, CancellationToken ct) =>
        Direct(new Form<AddDirectDeal>(), choices, isProtected: false, more: false, StatusCodes.Status200OK, by, ct);

    private static async Task<IResult> AddDirect(
        Form<AddDirectDeal> form, AddDirectDeal.Handler add, DirectDealForm.Handler choices, HttpRequest request, Actor by, Words l, CancellationToken ct)
    {
        if (request.Form["Do"] == "line")
        {
            form.Errors.Clear();
            return await Direct(form, choices, form.Value.Bypass, more: true, StatusCodes.Status422UnprocessableEntity, by, ct);
        }

        var isProtected = form.Value.Bypass;
        var status = StatusCodes.Status422UnprocessableEntity;
        if (form.Ok)
        {
            var added = await add.Run(form.Value, by, ct);
            if (added.Ok)
                return new SeeOther($"/deals/{added.Value.Id}", l["The deal is in the pipeline."]);
            form.Refuse(added.Refusal!);
            isProtected |= added.Refusal!.Code == "sell/protected";
            status = added.Refusal.Kind == RefusalKind.Conflict ? StatusCodes.Status409Conflict : status;
        }

        return await Direct(form, choices, isProtected, more: false, status, by, ct);
    }

    private static async Task<IResult> Direct(
        Form<AddDirectDeal> form, DirectDealForm.Handler choices, bool isProtected, bool more, int status, Actor by, CancellationToken ct)
    {
        var offered = await choices.Run(new DirectDealForm(), by, ct);
        return offered.Ok
            ? UiModule.Page<DirectDealPage>(
                new { Form = form, Choices = offered.Value, Actor = by, Protected = isProtected, Rows = Math.Max(2, form.Value.Lines.Count + (more ? 2 : 0)) }, status)
            : TypedResults.NotFound();
    }

    /// <summary>For the combobox of a direct deal: the vendor's accounts by the beginning of their names.</summary>
    private static async Task<IResult> SuggestAccounts(string? q, AccountList.Handler accounts, Actor by, CancellationToken ct)
    {
        var found = await accounts.Run(new AccountList { Text = q is { Length: <= 100 } ? q : null, Limit = 10 }, by, ct);
        return TypedResults.Ok(found.Ok
            ? found.Value.Items.Select(a => new { value = a.Name, label = a.Name, hint = string.Join(", ", new[] { a.City, a.Country }.Where(p => p is { Length: > 0 })) })
            : []);
    }
}
