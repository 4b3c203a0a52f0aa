using System.Net;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Notices;
using Xunit;

namespace Tandem.Tests.Team;

public abstract class TeamPageTests(TestApp app)
{
    [Fact]
    public async Task The_admin_sees_the_team_and_takes_it_along_as_a_file()
    {
        var firm = await app.Given.Partner();
        var admin = await app.Given.PartnerPerson(firm, Role.PartnerAdmin);
        var seller = await app.Given.PartnerPerson(firm, Role.Seller);
        var stranger = await app.Given.PartnerPerson();
        var portal = await app.As(admin);

        var page = (await portal.Page("/team")).Body!.TextContent;
        var csv = await (await portal.Get("/team/export?format=csv&role=Seller")).Content.ReadAsStringAsync();

        Assert.Contains(seller.Name, page, StringComparison.Ordinal);
        Assert.DoesNotContain(stranger.Email, page, StringComparison.Ordinal);
        Assert.Contains(seller.Email, csv, StringComparison.Ordinal);
        Assert.DoesNotContain(admin.Email, csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_from_the_page_goes_out_as_a_mail_that_keeps_no_link()
    {
        var portal = await app.As(await app.Given.PartnerPerson(null, Role.PartnerAdmin));
        var email = $"{Guid.NewGuid():N}@example.com";

        var incomplete = await portal.Post("/team/invite", ("Email", email));
        var sent = await portal.Post("/team/invite", ("Name", "Ann Lee"), ("Email", email), ("Roles", "Seller"));
        await app.Drain();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, incomplete.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var mail = await app.Db(db => db.Mails().SingleAsync(m => m.Address == email));
        Assert.StartsWith("/welcome/", mail.Letter!.Action!.Link, StringComparison.Ordinal);
        Assert.True(mail.Letter.Confidential);
        Assert.Null(await app.Db(db => db.Invitations().Where(i => i.Person.Email == email).Select(i => i.Secret).SingleAsync()));
        Assert.Equal(HttpStatusCode.OK, (await app.Stranger().Get(mail.Letter.Action.Link)).StatusCode);
    }

    [Fact]
    public async Task Roles_and_sign_in_are_changed_on_the_persons_page()
    {
        var firm = await app.Given.Partner();
        var admin = await app.Given.PartnerPerson(firm, Role.PartnerAdmin);
        var portal = await app.As(admin);
        var seller = await app.Given.PartnerPerson(firm, Role.Seller);

        var changed = await portal.Post($"/people/{seller.Id}/roles", ("Roles", "Marketer"), ("Roles", "Technician"));
        var closed = await portal.Post($"/people/{seller.Id}/close");
        var refused = await portal.Post($"/people/{admin.Id}/close");
        var page = await portal.Page($"/people/{seller.Id}");

        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, closed.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("changed the roles to Marketer, Technician", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("closed the sign-in", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vendor_opens_a_partners_team_and_a_partner_opens_no_other()
    {
        var partner = await app.Given.PartnerPerson();
        var vendor = await app.As(await app.Given.VendorPerson(Role.PartnerManager));
        var other = await app.As(await app.Given.PartnerPerson());

        Assert.Contains(partner.Email, (await vendor.Page($"/team?organisation={partner.OrganisationId}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"/team?organisation={partner.OrganisationId}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Get($"/people/{partner.Id}")).StatusCode);
    }

    public sealed class OnSqlite(SqliteApp app) : TeamPageTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : TeamPageTests(app), IClassFixture<PostgresApp>;
}
