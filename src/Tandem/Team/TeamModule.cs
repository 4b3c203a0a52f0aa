using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Team;

/// <summary>The whole route table of the people of a firm.</summary>
public static class TeamModule
{
    public static IServiceCollection AddTeam(this IServiceCollection services) => services
        .AddSingleton(new NavItem("Team", "users", "/team") { Permission = IdentityPermissions.Team, Section = "Organisation", Order = 800 })
        .AddSingleton(new CreateItem("Invite a colleague", "user-plus", "/team/invite") { Permission = IdentityPermissions.ManageTeam, Order = 900 });

    public static void MapTeam(this IEndpointRouteBuilder app)
    {
        TeamPages.Map(app.PagesGroup());

        var api = app.ApiGroup("/people").WithTags("People");
        api.MapList("", async ([AsParameters] ListPeople ask, Actor actor, ListPeople.Handler list, CancellationToken ct) =>
            await list.Run(ask, actor, ct)).WithName("people.list").Needs(IdentityPermissions.Team);
        api.MapPost("", async (InvitePerson ask, Actor actor, InvitePerson.Handler invite, CancellationToken ct) =>
            (await invite.Run(ask, actor, ct)).ToCreated(invited => $"/api/v1/people/{invited.Id}"))
            .WithName("people.invite").Needs(IdentityPermissions.ManageTeam, IdentityPermissions.ManagePartners);
        api.MapGet("/{person}", async (Id<Person> person, Actor actor, LookAtPerson.Handler look, CancellationToken ct) =>
            (await look.Run(person, actor, ct)).ToHttp()).WithName("people.get").Needs(IdentityPermissions.Team).OwnOrganisation();

        var change = app.ApiGroup("/people/{person}").WithTags("People")
            .Needs(IdentityPermissions.ManageTeam, IdentityPermissions.ManagePartners).OwnOrganisation();
        change.MapPut("/roles", async (Id<Person> person, ChangeRoles ask, Actor actor, ChangeRoles.Handler run, CancellationToken ct) =>
            (await run.Run(person, ask, actor, ct)).ToHttp()).WithName("people.change-roles");
        change.MapPost("/close", async (Id<Person> person, Actor actor, CloseSignIn.Handler run, CancellationToken ct) =>
            (await run.Run(person, actor, ct)).ToHttp()).WithName("people.close");
        change.MapPost("/open", async (Id<Person> person, Actor actor, OpenSignIn.Handler run, CancellationToken ct) =>
            (await run.Run(person, actor, ct)).ToHttp()).WithName("people.open");
        change.MapPost("/link", async (Id<Person> person, Actor actor, SendLink.Handler run, CancellationToken ct) =>
            (await run.Run(person, actor, ct)).ToHttp()).WithName("people.send-link");
    }
}
