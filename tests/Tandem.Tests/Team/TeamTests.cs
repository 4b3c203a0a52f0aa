using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Team;

public abstract class TeamTests(TestApp app)
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private sealed record Listed(List<Row> Items, string? Next);

    private sealed record Row(Guid Id, string Name, string Email, List<string> Roles, bool Active, bool Invited);

    private sealed record Invited(Guid Id, string Link);

    [Fact]
    public async Task An_invited_colleague_chooses_a_password_once_and_is_in()
    {
        var admin = await app.Api(await app.Given.PartnerPerson(null, Role.PartnerAdmin));

        var answer = await admin.PostAsJsonAsync("people", new { name = "Ann Lee", email = "Ann.Lee@Example.com", roles = new[] { "seller" } }, Json);
        var invited = await answer.Content.ReadFromJsonAsync<Invited>(Json);
        var stranger = new Portal(app.Stranger().Http, invited!.Link);
        var chosen = await stranger.Post(invited.Link, ("New", "a long sentence"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, chosen.StatusCode);
        Assert.Contains("Ann Lee", (await stranger.Page("/me")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Stranger().Get(invited.Link)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await app.Stranger().Post("/sign-in", ("Email", "ann.lee@example.com"), ("Password", "a long sentence"))).StatusCode);
    }

    [Fact]
    public async Task An_invitation_that_lies_too_long_is_over()
    {
        var admin = await app.Api(await app.Given.PartnerPerson(null, Role.PartnerAdmin));
        var invited = await (await Invite(admin, "Late", "seller")).Content.ReadFromJsonAsync<Invited>(Json);

        app.Clock.Advance(TimeSpan.FromDays(7));

        Assert.Equal(HttpStatusCode.NotFound, (await app.Stranger().Get(invited!.Link)).StatusCode);
    }

    [Fact]
    public async Task Who_leaves_is_out_at_once_on_every_device_and_token()
    {
        var firm = await app.Given.Partner();
        var admin = await app.Api(await app.Given.PartnerPerson(firm, Role.PartnerAdmin));
        var seller = await app.Given.PartnerPerson(firm, Role.Seller);
        var (laptop, script) = (await app.As(seller), await app.Api(seller));
        Assert.Equal(HttpStatusCode.OK, (await laptop.Get("/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await script.GetAsync("me")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsync($"people/{seller.Id}/close", null)).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await laptop.Get("/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await script.GetAsync("me")).StatusCode);
        await admin.PostAsync($"people/{seller.Id}/open", null);
        Assert.Equal(HttpStatusCode.SeeOther, (await laptop.Get("/me")).StatusCode);
        Assert.Equal(
            [FactKinds.Kind<PersonLeft>(), FactKinds.Kind<PersonReturned>()],
            await app.Db(db => db.Events().Where(e => e.SubjectId == seller.Id.Value).OrderBy(e => e.Kind).Select(e => e.Kind).ToListAsync()));
    }

    [Fact]
    public async Task New_roles_count_from_the_next_request()
    {
        var firm = await app.Given.Partner();
        var admin = await app.Api(await app.Given.PartnerPerson(firm, Role.PartnerAdmin));
        var seller = await app.Given.PartnerPerson(firm, Role.Seller);
        var script = await app.Api(seller);
        Assert.Equal(HttpStatusCode.Forbidden, (await Invite(script, "X", "seller")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeRoles(admin, seller, "partnerAdmin")).StatusCode);

        Assert.Equal(HttpStatusCode.Created, (await Invite(script, "Y", "seller")).StatusCode);
    }

    [Fact]
    public async Task A_firm_keeps_somebody_who_can_let_others_in()
    {
        var person = await app.Given.PartnerPerson(null, Role.PartnerAdmin);
        var admin = await app.Api(person);
        var operations = await app.Api(await app.Given.VendorPerson(Role.Operations));

        Assert.Equal(HttpStatusCode.Conflict, (await ChangeRoles(admin, person, "seller")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await admin.PostAsync($"people/{person.Id}/close", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await operations.PostAsync($"people/{person.Id}/close", null)).StatusCode);
    }

    [Fact]
    public async Task A_partner_gives_no_role_of_the_vendor_and_touches_no_other_firm()
    {
        var admin = await app.Api(await app.Given.PartnerPerson(null, Role.PartnerAdmin));
        var (other, vendor) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson());

        Assert.Equal(HttpStatusCode.BadRequest, (await Invite(admin, "Spy", "operations")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Invite(admin, "Spy", "seller", other.OrganisationId)).StatusCode);
        foreach (var person in new[] { other, vendor })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"people/{person.Id}")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await ChangeRoles(admin, person, "seller")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync($"people/{person.Id}/close", null)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync($"people/{person.Id}/link", null)).StatusCode);
        }

        Assert.Empty((await admin.GetFromJsonAsync<Listed>($"people?organisation={other.OrganisationId}", Json))!.Items);
    }

    [Fact]
    public async Task A_channel_manager_helps_partners_but_makes_nobody_an_operator()
    {
        var manager = await app.Api(await app.Given.VendorPerson(Role.ChannelManager));
        var (partner, colleague) = (await app.Given.PartnerPerson(), await app.Given.VendorPerson(Role.SalesRep));

        Assert.Equal(HttpStatusCode.NoContent, (await ChangeRoles(manager, partner, "partnerAdmin")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await ChangeRoles(manager, colleague, "operations")).StatusCode);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("joined")]
    [InlineData("-joined")]
    public async Task The_list_pages_through_everybody_once_in_order(string sort)
    {
        var firm = await app.Given.Partner();
        var people = new List<Person>();
        for (var i = 0; i < 7; i++)
            people.Add(await app.Given.PartnerPerson(firm, i == 0 ? Role.PartnerAdmin : Role.Seller));
        await app.Db(db => db.People().Where(p => p.OrganisationId == firm.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.Name, "Same Name")));
        var client = await app.Api(people[0]);

        var seen = new List<Guid>();
        string? next = null;
        do
        {
            var page = await client.GetFromJsonAsync<Listed>($"people?limit=3&sort={sort}&cursor={Uri.EscapeDataString(next ?? "")}", Json);
            Assert.InRange(page!.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(r => r.Id));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
    }

    [Fact]
    public async Task The_list_narrows_by_name_role_and_state()
    {
        var firm = await app.Given.Partner();
        var admin = await app.Given.PartnerPerson(firm, Role.PartnerAdmin);
        var seller = await app.Given.PartnerPerson(firm, Role.Seller);
        var client = await app.Api(admin);
        await client.PostAsync($"people/{seller.Id}/close", null);

        async Task<List<Guid>> Ids(string query) => [.. (await client.GetFromJsonAsync<Listed>("people?" + query, Json))!.Items.Select(r => r.Id)];

        Assert.Equal([seller.Id.Value], await Ids("role=seller"));
        Assert.Equal([seller.Id.Value], await Ids("left=true"));
        Assert.Equal([admin.Id.Value], await Ids("left=false"));
        Assert.Equal([seller.Id.Value], await Ids("q=" + seller.Name.ToUpperInvariant()));
    }

    [Fact]
    public async Task Two_who_change_one_person_at_once_do_not_overwrite_each_other()
    {
        var firm = await app.Given.Partner();
        var admin = await app.Api(await app.Given.PartnerPerson(firm, Role.PartnerAdmin));
        var seller = await app.Given.PartnerPerson(firm, Role.Seller);
        var version = (await admin.GetFromJsonAsync<JsonElement>($"people/{seller.Id}")).GetProperty("version").GetInt32();

        var first = await admin.PutAsJsonAsync($"people/{seller.Id}/roles", new { roles = new[] { "marketer" }, version }, Json);
        var second = await admin.PutAsJsonAsync($"people/{seller.Id}/roles", new { roles = new[] { "technician" }, version }, Json);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
    }

    [Fact]
    public async Task Who_forgot_the_password_gets_five_links_in_ten_minutes_and_a_stranger_the_same_answer()
    {
        var person = await app.Given.PartnerPerson();
        var portal = app.Stranger();

        var known = await portal.Post("/forgot", ("Email", person.Email));
        var unknown = await portal.Post("/forgot", ("Email", "nobody@example.com"));
        for (var i = 0; i < 8; i++)
            await portal.Post("/forgot", ("Email", person.Email));

        Assert.Equal((known.StatusCode, known.Headers.Location), (unknown.StatusCode, unknown.Headers.Location));
        Assert.Equal(SignInAttempts.Limit, await app.Db(db => db.Invitations().CountAsync(i => i.PersonId == person.Id)));
        Assert.Equal(SignInAttempts.Limit, await app.Db(db => db.Events().CountAsync(e => e.SubjectId == person.Id.Value && e.Kind == FactKinds.Kind<LinkSent>())));
    }

    private static Task<HttpResponseMessage> Invite(HttpClient client, string name, string role, Id<Organisation>? firm = null) =>
        client.PostAsJsonAsync(
            "people", new { name, email = $"{Guid.NewGuid():N}@example.com", roles = new[] { role }, organisation = firm?.Value }, Json);

    private static Task<HttpResponseMessage> ChangeRoles(HttpClient client, Person person, params string[] roles) =>
        client.PutAsJsonAsync($"people/{person.Id}/roles", new { roles }, Json);

    public sealed class OnSqlite(SqliteApp app) : TeamTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : TeamTests(app), IClassFixture<PostgresApp>;
}
