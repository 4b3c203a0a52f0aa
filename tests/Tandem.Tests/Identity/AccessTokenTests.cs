using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Identity;

public abstract class AccessTokenTests(TestApp app)
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    private sealed record Issued(Guid Id, string Secret, DateTimeOffset? Expires);

    private sealed record WhoAmI(string Name, string OrganisationName, List<string> Permissions);

    [Fact]
    public async Task A_token_made_on_the_page_opens_the_API_as_its_person()
    {
        var person = await app.Given.PartnerPerson();
        var portal = await app.As(person);

        var answer = await portal.Post("/me/access", ("Name", "My script"), ("Days", "30"));
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        var secret = page.QuerySelector("[role=status] code")!.TextContent;
        var me = await app.Api(secret).GetFromJsonAsync<WhoAmI>("me", Json);

        Assert.StartsWith("tdm_", secret, StringComparison.Ordinal);
        Assert.Equal(person.Name, me!.Name);
        Assert.DoesNotContain(secret, await (await portal.Get("/me/access")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(await app.Db(db => db.AccessTokens().AnyAsync(t => t.Ending == secret)));
    }

    [Fact]
    public async Task Tokens_are_searched_ordered_and_taken_along_as_a_file_without_their_secrets()
    {
        var portal = await app.As(await app.Given.PartnerPerson());
        List<string> secrets = [];
        foreach (var name in new[] { "Nightly export", "Website", "Accounting" })
        {
            var made = new HtmlParser().ParseDocument(await (await portal.Post("/me/access", ("Name", name), ("Days", "30"))).Content.ReadAsStringAsync());
            secrets.Add(made.QuerySelector("[role=status] code")!.TextContent);
        }

        var ordered = await portal.Page("/me/access?sort=name");
        var found = await portal.Page("/me/access?q=SITE");
        var file = await (await portal.Get("/me/access/export?format=csv&sort=-name")).Content.ReadAsStringAsync();

        Assert.Equal(["Accounting", "Nightly export", "Website"], ordered.QuerySelectorAll("tbody td.primary").Select(c => c.TextContent));
        Assert.Equal(["Website"], found.QuerySelectorAll("tbody td.primary").Select(c => c.TextContent));
        Assert.True(file.IndexOf("Website", StringComparison.Ordinal) < file.IndexOf("Nightly", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, file, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tdm_nothing")]
    [InlineData("")]
    [InlineData("something else")]
    public async Task An_unknown_token_is_told_to_sign_in(string token)
    {
        var client = app.CreateDefaultClient(new Uri("https://localhost/"));
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);

        var answer = await client.GetAsync("/api/v1/me");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_limited_token_has_only_its_scopes_and_can_give_no_more()
    {
        var admin = await app.Given.PartnerPerson(null, Role.PartnerAdmin);
        var limited = await app.Api(admin, IdentityPermissions.Keys);

        var me = await limited.GetFromJsonAsync<WhoAmI>("me", Json);
        var wider = await limited.PostAsJsonAsync("access-tokens", new { name = "wider", scopes = new[] { IdentityPermissions.Team } }, Json);
        var same = await (await limited.PostAsJsonAsync("access-tokens", new { name = "same" }, Json)).Content.ReadFromJsonAsync<Issued>(Json);

        Assert.Equal([IdentityPermissions.Keys], me!.Permissions);
        Assert.Equal(HttpStatusCode.BadRequest, wider.StatusCode);
        Assert.Contains("/problems/identity/scope-not-held", await wider.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([IdentityPermissions.Keys], (await app.Api(same!.Secret).GetFromJsonAsync<WhoAmI>("me", Json))!.Permissions);
    }

    [Fact]
    public async Task A_scope_that_the_persons_roles_lost_is_lost_to_its_tokens()
    {
        var admin = await app.Given.PartnerPerson(null, Role.PartnerAdmin);
        var client = await app.Api(admin, IdentityPermissions.Keys);

        await app.Db(db => db.People().Where(p => p.Id == admin.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.RoleNames, nameof(Role.Technician))));

        Assert.Empty((await client.GetFromJsonAsync<WhoAmI>("me", Json))!.Permissions);
    }

    [Fact]
    public async Task A_key_of_the_firm_works_on_when_its_maker_has_left()
    {
        var admin = await app.Given.PartnerPerson(null, Role.PartnerAdmin);
        var client = await app.Api(admin);
        var key = await (await client.PostAsJsonAsync(
            "access-tokens", new { name = "ERP", forFirm = true, scopes = new[] { IdentityPermissions.Team } }, Json)).Content.ReadFromJsonAsync<Issued>(Json);

        await app.Db(db => db.People().Where(p => p.Id == admin.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.Active, false)));
        app.Services.GetRequiredService<Callers>().Forget(admin.Id.Value);

        Assert.Equal("ERP", (await app.Api(key!.Secret).GetFromJsonAsync<WhoAmI>("me", Json))!.Name);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("me")).StatusCode);
    }

    [Fact]
    public async Task Who_may_not_make_keys_of_the_firm_cannot()
    {
        var seller = await app.Api(await app.Given.PartnerPerson(null, Role.Seller));

        var answer = await seller.PostAsJsonAsync("access-tokens", new { name = "ERP", forFirm = true }, Json);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing_at_once()
    {
        var person = await app.Given.PartnerPerson();
        var client = await app.Api(person);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("me")).StatusCode);
        var token = await app.Db(db => db.AccessTokens().Where(t => t.PersonId == person.Id).Select(t => t.Id).SingleAsync());

        var ofAnother = await (await app.Api(await app.Given.PartnerPerson())).DeleteAsync($"access-tokens/{token}");
        var own = await client.DeleteAsync($"access-tokens/{token}");

        Assert.Equal(HttpStatusCode.NotFound, ofAnother.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("me")).StatusCode);
    }

    [Fact]
    public async Task A_token_ends_on_its_day()
    {
        var person = await app.Given.PartnerPerson();
        var issued = await app.Run((IssueToken.Handler h) => h.Run(new IssueToken { Name = "Short", Days = 2 }, app.Act(person), default));
        var client = app.Api(issued.Value.Secret);
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("me")).StatusCode);

        app.Clock.Advance(TimeSpan.FromDays(1));
        app.Services.GetRequiredService<Callers>().Forget(person.Id.Value);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("me")).StatusCode);
    }

    [Fact]
    public async Task An_input_with_errors_names_its_fields()
    {
        var client = await app.Api(await app.Given.PartnerPerson());

        var answer = await client.PostAsJsonAsync("access-tokens", new { days = 0 }, Json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["days", "name"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order());
    }

    public sealed class OnSqlite(SqliteApp app) : AccessTokenTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : AccessTokenTests(app), IClassFixture<PostgresApp>;
}

public sealed class AccessLimitTests(AccessLimitTests.LimitedApp app) : IClassFixture<AccessLimitTests.LimitedApp>
{
    public sealed class LimitedApp : SqliteApp
    {
        protected override void ConfigureServices(IServiceCollection services) =>
            services.AddSingleton(new AccessLimits(Api: 5, Pages: 0, Guesses: 3));
    }

    [Fact]
    public async Task A_program_in_a_hurry_is_asked_to_wait_and_no_other_is()
    {
        var (hurried, other) = (await app.Api(await app.Given.PartnerPerson()), await app.Api(await app.Given.PartnerPerson()));

        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, (await hurried.GetAsync("me")).StatusCode);
        var refused = await hurried.GetAsync("me");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("me")).StatusCode);
    }

    [Fact]
    public async Task Guessing_at_the_sign_in_is_slowed_for_the_whole_address()
    {
        var portal = app.Stranger();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
            answers.Add((await portal.Post("/sign-in", ("Email", $"guess{i}@example.com"), ("Password", "guess"))).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }
}
