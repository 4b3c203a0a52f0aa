using Microsoft.AspNetCore.Mvc;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners.Pages;
using Tandem.Team;
using Tandem.Ui;

namespace Tandem.Partners;

/// <summary>The vendor's pages of partner firms.</summary>
public static class PartnersPages
{
    public static void MapPartnerFirmPages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/partners");
        pages.MapGet("", List).Needs(PartnersPermissions.Read);
        pages.MapGet("/export", Export).Needs(PartnersPermissions.Read);
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

        public string? Type { get; init; }

        public string? Tier { get; init; }

        public string? Territory { get; init; }

        public string? Manager { get; init; }

        public string? Sort { get; init; }

        public string? After { get; init; }

        public PartnerList ToList() => new()
        {
            Text = Text,
            Type = Enum.TryParse<PartnerType>(Type, ignoreCase: true, out var type) ? type : null,
            Tier = Tier,
            Territory = Guid.TryParse(Territory, out var territory) ? new Id<Territory>(territory) : null,
            Manager = Guid.TryParse(Manager, out var manager) ? new Id<Person>(manager) : null,
            Sort = Sort is { Length: > 0 } sort ? sort : "name",
            Cursor = After,
        };
    }

    private static async Task<IResult> List(
        [AsParameters] Query query, PartnerList.Handler list, PartnerChoices.Handler choices, Actor by, CancellationToken ct)
    {
        var found = await list.Run(query.ToList(), by, ct);
        var offered = await choices.Run(new PartnerChoices(), by, ct);
        return UiModule.Page<PartnersPage>(new
        {
            Partners = found.Ok ? found.Value : null,
            Error = found.Refusal?.Sentence,
            Choices = offered.Value,
            MayManage = by.May(PartnersPermissions.Manage),
        });
    }

    private static IResult Export([AsParameters] Query query, string? format, PartnerList.Handler list, Words l, TimeProvider clock, Actor by) => new TableDownload(
        $"partners-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(
                l["Partner"], l["Type"], l["Tier"], l["Country"], l["City"], l["Territory"], l["Partner manager"], l["Currency"], l["Partner since"], l["Active"]);
            await table.AllOf(
                after => list.Run(query.ToList() with { Cursor = after, Limit = PageAsk.Most }, by, ct),
                p => [p.Name, Says.Of(p.Type, l), p.Tier, p.Country, p.City, p.Territory, p.Manager, p.Currency, p.Since, p.Active]);
        });

    private static async Task<IResult> Show(
        Id<Organisation> id, PartnerView.Handler view, ListPeople.Handler people, RecordHistory.Handler history, Panels panels, HttpContext http,
        Actor by, CancellationToken ct)
    {
        var found = await view.Run(new PartnerView { Id = id }, by, ct);
        if (!found.Ok)
            return TypedResults.NotFound();
        var subject = new Ref("partner", id.Value);
        return UiModule.Page<PartnerPage>(new
        {
            Partner = found.Value,
            People = (await people.Run(new ListPeople { Organisation = id, Left = false, Limit = 8 }, by, ct)).Items,
            History = await history.Run(new RecordHistory { Subject = subject, Partner = id }, by, ct),
            Panels = await panels.Of(subject, http, ct),
            Actor = by,
        });
    }

    private static Task<IResult> ShowNew(PartnerChoices.Handler choices, Actor by, CancellationToken ct) =>
        Edit(null, new Form<SavePartner>(), choices, StatusCodes.Status200OK, by, ct);

    private static async Task<IResult> Add(
        Form<SavePartner> form, SavePartner.Handler save, PartnerChoices.Handler choices, Words l, Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value with { Id = null }, by, ct);
            if (saved.Ok)
                return new SeeOther($"/partners/{saved.Value}", l["{0} is in the programme. Invite its first person.", form.Value.Name]);
            form.Refuse(saved.Refusal!);
        }

        return await Edit(null, form, choices, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> ShowEdit(
        Id<Organisation> id, PartnerView.Handler view, PartnerChoices.Handler choices, Actor by, CancellationToken ct)
    {
        var found = await view.Run(new PartnerView { Id = id }, by, ct);
        return found.Ok ? await Edit(found.Value, new Form<SavePartner>(), choices, StatusCodes.Status200OK, by, ct) : TypedResults.NotFound();
    }

    private static async Task<IResult> Change(
        Id<Organisation> id, Form<SavePartner> form, SavePartner.Handler save, PartnerView.Handler view, PartnerChoices.Handler choices, Words l,
        Actor by, CancellationToken ct)
    {
        if (form.Ok)
        {
            var saved = await save.Run(form.Value with { Id = id }, by, ct);
            if (saved.Ok)
                return new SeeOther($"/partners/{id}", l["Saved."]);
            form.Refuse(saved.Refusal!);
        }

        // Read again: the form goes out with the version that is in force now, so that saving again is a decision.
        var found = await view.Run(new PartnerView { Id = id }, by, ct);
        return found.Ok ? await Edit(found.Value, form, choices, StatusCodes.Status422UnprocessableEntity, by, ct) : TypedResults.NotFound();
    }

    private static async Task<IResult> Edit(
        PartnerView.View? partner, Form<SavePartner> form, PartnerChoices.Handler choices, int status, Actor by, CancellationToken ct) =>
        UiModule.Page<EditPartnerPage>(
            new { Partner = partner, Form = form, Choices = (await choices.Run(new PartnerChoices(), by, ct)).Value }, status);
}
