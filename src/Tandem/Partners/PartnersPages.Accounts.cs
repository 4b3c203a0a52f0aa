using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners.Pages;
using Tandem.Ui;

namespace Tandem.Partners;

/// <summary>The vendor's pages of end customers.</summary>
public static class AccountPages
{
    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/accounts");
        pages.MapGet("", List).Needs(PartnersPermissions.Read);
        pages.MapGet("/export", Export).Needs(PartnersPermissions.Read);
        pages.MapGet("/suggest", Suggest).Needs(PartnersPermissions.Read);
        pages.MapGet("/new", ShowNew).Needs(PartnersPermissions.Manage);
        pages.MapPost("/new", Add).Needs(PartnersPermissions.Manage);
        pages.MapGet("/{id:guid}", Show).Needs(PartnersPermissions.Read);
        pages.MapGet("/{id:guid}/edit", ShowEdit).Needs(PartnersPermissions.Manage);
        pages.MapPost("/{id:guid}/edit", Change).Needs(PartnersPermissions.Manage);
    }

    /// <summary>The list's address as a browser writes it; what cannot be read is left out.</summary>
    public sealed record Query
    {
        [FromQuery(Name = "q")] public string? Text { get; init; }

        public string? Country { get; init; }

        public string? Sector { get; init; }

        public string? Parent { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        public AccountList ToList() => new()
        {
            Text = Text,
            Country = Country,
            Sector = Sector,
            Parent = Guid.TryParse(Parent, out var parent) ? new Id<Account>(parent) : null,
            Sort = Sort is { Length: > 0 } sort ? sort : "name",
            Cursor = After,
        };
    }

    private static async Task<IResult> List(
        [AsParameters] Query query, AccountList.Handler list, PartnerChoices.Handler choices, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        return UiModule.Page<AccountsPage>(new
        {
            Accounts = found.Ok ? found.Value : null,
            Error = found.Refusal?.Sentence,
            Choices = (await choices.Run(new PartnerChoices(), by, ct)).Value,
            MayManage = by.May(PartnersPermissions.Manage),
        });
    }

    private static IResult Export([AsParameters] Query query, string? format, AccountList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"accounts-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Account"], l["Web domain"], l["Country"], l["City"], l["Sector"], l["Employees"], l["Known since"]);
            await table.AllOf(
                after => list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                a => [a.Name, a.Domain, a.Country, a.City, a.Sector, a.Employees, a.Created]);
        });

    /// <summary>For the combobox of the parent company.</summary>
    private static async Task<IResult> Suggest(string? q, AccountList.Handler list, Actor by, CancellationToken ct)
    {
        var found = await list.Run(new AccountList { Text = q is { Length: <= 100 } ? q : null, Limit = 8 }, by, ct);
        return TypedResults.Ok(found.Ok
            ? found.Value.Items.Select(a => new { value = a.Id.ToString(), label = a.Name, hint = Says.Place(a.City, a.Country) })
            : []);
    }

    private static async Task<IResult> Show(
        Id<Account> id, AccountView.Handler view, RecordHistory.Handler history, Panels panels, HttpContext http, Actor by, CancellationToken ct)
    {
        var found = await view.Run(new AccountView { Id = id }, by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        var subject = new Ref("account", id.Value);
        return UiModule.Page<AccountPage>(new
        {
            Account = found.Value,
            History = await history.Run(new RecordHistory { Subject = subject }, by, ct),
            Panels = await panels.Of(subject, http, ct),
            MayManage = by.May(PartnersPermissions.Manage),
        });
    }

    private static Task<IResult> ShowNew(PartnerChoices.Handler choices, Actor by, CancellationToken ct) =>
        Edit(null, new Form<AccountForm>(), choices, StatusCodes.Status200OK, by, ct);

    private static async Task<IResult> Add(
        Form<AccountForm> form, AccountForm.Handler save, PartnerChoices.Handler choices, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value, null, by, ct);
            if (saved.Ok)
                return new SeeOther($"/accounts/{saved.Value}", l["{0} is written down.", form.Value.Name]);
            form.Refuse(saved.Refusal!);
        }

        return await Edit(null, form, choices, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> ShowEdit(Id<Account> id, AccountView.Handler view, PartnerChoices.Handler choices, Actor by, CancellationToken ct)
    {
        var found = await view.Run(new AccountView { Id = id }, by, ct);
        return found.Ok ? await Edit(found.Value, new Form<AccountForm>(), choices, StatusCodes.Status200OK, by, ct) : TypedResults.NotFound();
    }

    private static async Task<IResult> Change(
        Id<Account> id, Form<AccountForm> form, AccountForm.Handler save, AccountView.Handler view, PartnerChoices.Handler choices, Words l,
        Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value, id, by, ct);
            if (saved.Ok)
                return new SeeOther($"/accounts/{id}", l["Saved."]);
            form.Refuse(saved.Refusal!);
        }

        var found = await view.Run(new AccountView { Id = id }, by, ct);
        return found.Ok ? await Edit(found.Value, form, choices, StatusCodes.Status422UnprocessableEntity, by, ct) : TypedResults.NotFound();
    }

    private static async Task<IResult> Edit(
        AccountView.View? account, Form<AccountForm> form, PartnerChoices.Handler choices, int status, Actor by, CancellationToken ct) =>
        UiModule.Page<EditAccountPage>(
            new { Account = account, Form = form, Choices = (await choices.Run(new PartnerChoices(), by, ct)).Value }, status);
}
