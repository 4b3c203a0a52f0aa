using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Identity;

public abstract class SignInTests(TestApp app)
{
    private const string Password = "correct horse battery";

    private async Task<Person> PersonWithPassword()
    {
        var person = await app.Given.PartnerPerson();
        await app.Db(db =>
        {
            db.Add(Login.For(person.Id, app.Services.GetRequiredService<Passwords>().Hash(Password), app.Now));
            return db.SaveChangesAsync();
        });
        return person;
    }

    private static Task<HttpResponseMessage> SignIn(Portal portal, string email, string password, string? back = null) =>
        portal.Post("/sign-in", ("Email", email), ("Password", password), ("Back", back));

    [Fact]
    public async Task Signing_in_leads_to_where_the_person_was_going()
    {
        var person = await PersonWithPassword();
        var portal = app.Stranger();

        var turnedAway = await portal.Get("/me?tab=devices");
        Assert.Equal(HttpStatusCode.SeeOther, turnedAway.StatusCode);
        Assert.Equal("/sign-in?back=%2Fme%3Ftab%3Ddevices", turnedAway.Headers.Location?.OriginalString);
        var signedIn = await SignIn(portal, person.Email.ToUpperInvariant(), Password, "/me?tab=devices");

        Assert.Equal(HttpStatusCode.SeeOther, signedIn.StatusCode);
        Assert.Equal("/me?tab=devices", signedIn.Headers.Location?.OriginalString);
        Assert.Contains(person.Name, (await portal.Page("/me")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await Recorded<Tandem.Identity.SignedIn>(person));
    }

    [Fact]
    public async Task The_session_cookie_is_kept_from_scripts_other_sites_and_open_lines()
    {
        var person = await PersonWithPassword();

        var answer = await SignIn(app.Stranger(), person.Email, Password);

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-tandem=", StringComparison.Ordinal));
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var person = await PersonWithPassword();
        var portal = app.Stranger();

        var wrong = await SignIn(portal, person.Email, "wrong");
        var unknown = await SignIn(portal, "nobody@example.com", "wrong");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(await Alert(wrong), await Alert(unknown));
        Assert.Equal(0, await Recorded<Tandem.Identity.SignedIn>(person));
    }

    [Fact]
    public async Task After_five_failures_even_the_right_password_rests_for_ten_minutes()
    {
        var person = await PersonWithPassword();
        var portal = app.Stranger();
        _ = await portal.Get("/sign-in");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SignIn(app.Stranger(), person.Email, "guess")));
        var right = await SignIn(portal, person.Email, Password);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, right.StatusCode);
        Assert.Equal(1, await Recorded<SignInLocked>(person));
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.SeeOther, (await SignIn(portal, person.Email, Password)).StatusCode);
    }

    [Fact]
    public async Task A_right_password_starts_the_count_of_failures_anew()
    {
        var person = await PersonWithPassword();
        var portal = app.Stranger();

        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                await SignIn(portal, person.Email, "guess");
            portal = app.Stranger();
            Assert.Equal(HttpStatusCode.SeeOther, (await SignIn(portal, person.Email, Password)).StatusCode);
            portal = app.Stranger();
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("~/x")]
    public async Task A_way_back_to_another_site_leads_to_the_start_page(string back)
    {
        var person = await PersonWithPassword();

        var answer = await SignIn(app.Stranger(), person.Email, Password, back);

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_form_from_another_site_changes_nothing()
    {
        var person = await app.Given.PartnerPerson();
        var portal = await app.As(person);

        var forged = await portal.PostWithoutToken("/me/sessions/close");

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await portal.Get("/me")).StatusCode);
    }

    [Fact]
    public async Task A_form_token_of_somebody_else_is_worth_nothing()
    {
        var mine = await app.As(await app.Given.PartnerPerson());
        var theirs = await app.As(await app.Given.PartnerPerson());
        var token = (await theirs.Page("/me")).QuerySelector("input[name=_form]")!.GetAttribute("value");

        var forged = await mine.PostWithoutToken("/me/sessions/close", ("_form", token));

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Fact]
    public async Task Signing_out_everywhere_closes_every_device_at_once()
    {
        var person = await app.Given.PartnerPerson();
        var (laptop, phone) = (await app.As(person), await app.As(person));
        Assert.Equal(HttpStatusCode.OK, (await phone.Get("/me")).StatusCode);

        await laptop.Post("/me/sessions/close");

        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Get("/me")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await laptop.Get("/me")).StatusCode);
        Assert.Equal(1, await Recorded<SignedOut>(person));
    }

    [Fact]
    public async Task Nobody_closes_a_session_of_somebody_else()
    {
        var person = await app.Given.PartnerPerson();
        var portal = await app.As(person);
        var session = await app.Db(db => db.Sessions().Where(s => s.PersonId == person.Id).Select(s => s.Id).SingleAsync());

        var answer = await (await app.As(await app.Given.PartnerPerson())).Post($"/me/sessions/{session}/close");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await portal.Get("/me")).StatusCode);
    }

    [Fact]
    public async Task Changing_the_password_signs_the_other_devices_out()
    {
        var person = await PersonWithPassword();
        var (laptop, phone) = (await app.As(person), await app.As(person));

        var refused = await laptop.Post("/me/password", ("Present", "wrong"), ("New", "a new long sentence"));
        var changed = await laptop.Post("/me/password", ("Present", Password), ("New", "a new long sentence"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, changed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await laptop.Get("/me")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await phone.Get("/me")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignIn(app.Stranger(), person.Email, "a new long sentence")).StatusCode);
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends_by_itself()
    {
        var portal = await app.As(await app.Given.PartnerPerson());

        app.Clock.Advance(TimeSpan.FromDays(13));
        Assert.Equal(HttpStatusCode.OK, (await portal.Get("/me")).StatusCode);
        app.Clock.Advance(TimeSpan.FromDays(14));

        Assert.Equal(HttpStatusCode.SeeOther, (await Fresh(portal)).StatusCode);
    }

    [Fact]
    public async Task A_closed_firm_comes_in_no_more()
    {
        var partner = await app.Given.Partner();
        var portal = await app.As(await app.Given.PartnerPerson(partner));

        await app.Db(db => db.Organisations().Where(o => o.Id == partner.Id).ExecuteUpdateAsync(s => s.SetProperty(o => o.Active, false)));

        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Get("/me")).StatusCode);
    }

    [Fact]
    public async Task The_API_does_not_listen_to_cookies()
    {
        var portal = await app.As(await app.Given.PartnerPerson());

        var answer = await portal.Get("/api/v1/me");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    // The memory of callers lives by real time, which a stopped clock does not move.
    private async Task<HttpResponseMessage> Fresh(Portal portal)
    {
        var callers = app.Services.GetRequiredService<Callers>();
        foreach (var person in await app.Db(db => db.People().Select(p => p.Id).ToListAsync()))
            callers.Forget(person.Value);
        return await portal.Get("/me");
    }

    private Task<int> Recorded<TFact>(Person person) where TFact : IFact => app.Db(db =>
        db.Events().CountAsync(e => e.SubjectId == person.Id.Value && e.Kind == FactKinds.Kind<TFact>()));

    private static async Task<string> Alert(HttpResponseMessage answer)
    {
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return page.QuerySelector("[role=alert]")!.TextContent;
    }

    public sealed class OnSqlite(SqliteApp app) : SignInTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : SignInTests(app), IClassFixture<PostgresApp>;
}
