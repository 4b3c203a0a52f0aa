using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports.Tables;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Team.Pages;
using Tandem.Ui;

namespace Tandem.Team;

/// <summary>The pages of a firm's people.</summary>
internal static class TeamPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapList("/team", List).Needs(IdentityPermissions.Team);
        pages.MapList("/team/export", Export).Needs(IdentityPermissions.Team);
        pages.MapGet("/me/access/export", ExportTokens).SignedIn();
        pages.MapGet("/team/invite", async (Actor actor, TandemDb db, CancellationToken ct) =>
            await ShowInvite(actor.Organisation!.Value, actor, db, ct)).Needs(IdentityPermissions.ManageTeam);
        pages.MapPost("/team/invite", async (Form<InvitePerson> form, Actor actor, InvitePerson.Handler run, TandemDb db, Words l, CancellationToken ct) =>
            await Invite(actor.Organisation!.Value, form, actor, run, db, l, ct)).Needs(IdentityPermissions.ManageTeam);
        pages.MapGet("/firms/{firm}/invite", ShowInvite).Needs(IdentityPermissions.ManagePartners);
        pages.MapPost("/firms/{firm}/invite", Invite).Needs(IdentityPermissions.ManagePartners);
        pages.MapGet("/people/{person}", Show).Needs(IdentityPermissions.Team).OwnOrganisation();

        var change = pages.MapGroup("/people/{person}")
            .Needs(IdentityPermissions.ManageTeam, IdentityPermissions.ManagePartners).OwnOrganisation();
        change.MapPost("/roles", ChangeRolesOf);
        change.MapPost("/close", async (Id<Person> person, Actor actor, CloseSignIn.Handler run, LookAtPerson.Handler look, Words l, CancellationToken ct) =>
            await After(await run.Run(person, actor, ct), l["The sign-in is closed."], person, actor, look, l, ct));
        change.MapPost("/open", async (Id<Person> person, Actor actor, OpenSignIn.Handler run, LookAtPerson.Handler look, Words l, CancellationToken ct) =>
            await After(await run.Run(person, actor, ct), l["The sign-in is open again."], person, actor, look, l, ct));
        change.MapPost("/link", async (Id<Person> person, Actor actor, SendLink.Handler run, LookAtPerson.Handler look, Words l, CancellationToken ct) =>
            await After(await run.Run(person, actor, ct), l["The link is on its way."], person, actor, look, l, ct));
    }

    private static async Task<IResult> List(
        [AsParameters] ListPeople ask, string? after, Actor actor, ListPeople.Handler list, TandemDb db, CancellationToken ct)
    {
        if (await Firm(ask.Organisation, actor, db, ct) is not { } firm)
            return TypedResults.NotFound();
        return UiModule.Page<TeamPage>(new
        {
            People = await list.Run(ask with { Cursor = after, Limit = 50 }, actor, ct),
            Firm = firm.Name,
            firm.IsVendor,
            MayInvite = actor.LooksAfter(firm),
            Other = firm.Id == actor.Organisation ? (Guid?)null : firm.Id.Value,
        });
    }

    private static IResult Export(
        [AsParameters] ListPeople ask, string? format, Actor actor, ListPeople.Handler list, Words l, TimeProvider clock) => new TableDownload(
        $"people-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, ct) =>
        {
            await table.Row(l["Name"], l["E-mail"], l["Firm"], l["Roles"], l["Here"], l["Joined"], l["Last seen"]);
            await table.AllOf<ListPeople.Row>(
                async after => await list.Run(ask with { Cursor = after, Limit = ListPeople.Most }, actor, ct),
                p => [p.Name, p.Email, p.OrganisationName, string.Join(", ", p.Roles.Select(r => l[r.Label()])), p.Active, p.Joined, p.LastSeen]);
        });

    /// <summary>Of one's own page; Identity, where it stands, writes no tables.</summary>
    private static async Task<IResult> ExportTokens(
        string? q, string? sort, string? format, Actor actor, MyTokens.Handler tokens, Words l, TimeProvider clock, CancellationToken ct)
    {
        var found = (await tokens.Run(actor, ct)).Narrowed(q, sort);
        return new TableDownload($"tokens-{clock.GetUtcNow():yyyy-MM-dd}", format == "xlsx" ? TableKind.Excel : TableKind.Csv, async (table, _) =>
        {
            await table.Row(l["Name"], l["For"], l["Ends in"], l["Scopes"], l["Created"], l["Last used"], l["Expires"]);
            foreach (var t in found.Tokens)
                await table.Row(t.Name, t.ForFirm ? actor.OrganisationName : actor.Name, t.Ending, t.Scopes is null ? null : string.Join(", ", t.Scopes), t.Created, t.LastUsed, t.Expires);
        });
    }

    private static async Task<IResult> ShowInvite(Id<Organisation> firm, Actor actor, TandemDb db, CancellationToken ct) =>
        await Firm(firm, actor, db, ct) is { } found && actor.LooksAfter(found)
            ? UiModule.Page<InvitePage>(new { Firm = found, Form = new Form<InvitePerson>() })
            : TypedResults.NotFound();

    private static async Task<IResult> Invite(
        Id<Organisation> firm, Form<InvitePerson> form, Actor actor, InvitePerson.Handler invite, TandemDb db, Words l, CancellationToken ct)
    {
        if (await Firm(firm, actor, db, ct) is not { } found || !actor.LooksAfter(found))
            return TypedResults.NotFound();
        if (form.Ok)
        {
            var invited = await invite.Run(form.Value with { Organisation = firm }, actor, ct);
            if (invited.Ok)
                return new SeeOther($"/people/{invited.Value.Id}", l["The invitation to {0} is on its way.", form.Value.Email]);
            form.Refuse(invited.Refusal!);
        }

        return UiModule.Page<InvitePage>(new { Firm = found, Form = form }, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> Show(Id<Person> person, Actor actor, LookAtPerson.Handler look, CancellationToken ct) =>
        await Page(person, actor, look, new Form<ChangeRoles>(), refused: null, StatusCodes.Status200OK, ct);

    private static async Task<IResult> ChangeRolesOf(
        Id<Person> person, Form<ChangeRoles> form, Actor actor, ChangeRoles.Handler change, LookAtPerson.Handler look, Words l, CancellationToken ct)
    {
        if (!form.Ok)
            return await Page(person, actor, look, form, refused: null, StatusCodes.Status422UnprocessableEntity, ct);
        return await After(await change.Run(person, form.Value, actor, ct), l["The roles are saved."], person, actor, look, l, ct);
    }

    private static async Task<IResult> After(
        Outcome<Done> outcome, string done, Id<Person> person, Actor actor, LookAtPerson.Handler look, Words l, CancellationToken ct) => outcome.Ok
        ? new SeeOther($"/people/{person}", done)
        : await Page(person, actor, look, new Form<ChangeRoles>(), l[outcome.Refusal!.Sentence, [.. outcome.Refusal.Args]], outcome.Refusal.Kind.Status(), ct);

    private static async Task<IResult> Page(
        Id<Person> id, Actor actor, LookAtPerson.Handler look, Form<ChangeRoles> form, string? refused, int status, CancellationToken ct)
    {
        var person = await look.Run(id, actor, ct);
        if (!person.Ok)
            return TypedResults.NotFound();
        return UiModule.Page<PersonPage>(
            new { Person = person.Value, History = await look.History(id, actor, ct), Form = form, Refused = refused }, status);
    }

    private static async Task<Organisation?> Firm(Id<Organisation>? asked, Actor actor, TandemDb db, CancellationToken ct)
    {
        var id = asked ?? actor.Organisation;
        return actor.IsVendor || id == actor.Organisation
            ? await db.Organisations().AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct)
            : null;
    }
}
