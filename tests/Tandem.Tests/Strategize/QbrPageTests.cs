using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Strategize.Reviews;
using Xunit;

namespace Tandem.Tests.Strategize;

/// <summary>A review from its invitation to its minutes by plain forms, and the same by the API. One database is enough.</summary>
public sealed class QbrPageTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly QbrWorld world = new(app);

    private Task<Person> PersonOf(Actor actor) => app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == actor.Person, Ct));

    [Fact]
    public async Task A_review_is_prepared_held_and_closed_without_a_script()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms(3));
        await world.Register(partner, 2);
        var (seller, vendor) = (await app.As(await PersonOf(partner)), await app.As(await PersonOf(manager)));
        var review = $"/qbr/{await world.First(plan)}";

        Assert.Contains("Business review", (await seller.Page(review)).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        foreach (var dialog in new[] { "/move", "/arrange" })
            Assert.NotNull((await seller.Page(review + dialog)).QuerySelector("dialog[open]"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await seller.Post(review + "/move", ("Day", "2001-01-01"), ("At", "09:00"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await seller.Post(review + "/move", ("Day", world.Today.AddDays(1).ToString("O")), ("At", "09:00"), ("Place", "Room 4"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await vendor.Post(review + "/arrange", ("People", manager.Person.ToString()), ("Agenda", "First\r\nSecond"))).StatusCode);
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await vendor.Post(review + "/pack", ("AsOf", world.Today.ToString("O")))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await vendor.Post(review + "/pack")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await seller.Post(review + "/decide", ("Title", ""))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await seller.Post(review + "/decide", ("Title", "Train two sellers"), ("Side", "Partner"), ("Due", world.Today.AddDays(30).ToString("O")))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await vendor.Post(review + "/revise", ("Targets[0].Key", "t1"), ("Targets[0].Take", "false"), ("Targets[0].Take", "true"), ("Targets[0].Amount", "3"), ("Targets[1].Key", "t2"), ("Targets[1].Take", "false"), ("Targets[1].Amount", "70"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await seller.Post(review + "/minutes", ("Minutes", "We agreed."), ("Version", (await world.Show(await world.First(plan), partner)).Version.ToString(System.Globalization.CultureInfo.InvariantCulture)))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await seller.Post(review + "/minutes", ("Minutes", "I write too."), ("Version", "0"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await vendor.Post(review + "/hold", ("Minutes", "We agreed on more."))).StatusCode);

        var page = await seller.Page(review);
        Assert.Contains("Train two sellers", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Room 4", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Equal("We agreed on more.", page.QuerySelector("textarea[name=Minutes]")!.TextContent);
        var table = (await world.Plans.Show(plan, partner)).Table!;
        Assert.Equal([3m, 90m], table.Terms.Targets.Select(t => t.Amount));

        var pack = page.QuerySelector("a[href^='/qbr-packs/']")!.GetAttribute("href")!;
        Assert.True((await seller.Page(pack)).QuerySelectorAll(".pack-part").Length >= 7);
        foreach (var path in new[] { "/qbr", "/qbr?state=Held&sort=-partner", "/qbr?mine=true", "/qbr?q=nobody&state=x", $"/plans/{plan}", "/home" })
            Assert.NotNull((await seller.Page(path)).QuerySelector("h1"));
        foreach (var path in new[] { "/qbr", "/qbr/new", $"/qbr/new?plan={plan}", "/settings/qbr", $"/partners/{partner.Partner}" })
            Assert.NotNull((await vendor.Page(path)).QuerySelector("h1"));
        Assert.Contains("Room 4", await (await vendor.Get("/qbr/export?format=csv")).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal("text/calendar", (await seller.Get(review + "/invitation")).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task How_reviews_are_run_is_set_on_a_page()
    {
        var operations = await app.As(await app.Given.VendorPerson());
        var page = await operations.Page("/settings/qbr");
        var fields = page.QuerySelectorAll("form[action='/settings/qbr'] [name]").Where(e => e.LocalName != "button" && e.GetAttribute("type") is not ("checkbox" or "radio") && e.GetAttribute("name") is not ("_form" or "Reason" or "RemindDays"))
            .Select(e => (e.GetAttribute("name")!, e.LocalName switch { "select" => (e.QuerySelector("option[selected]") ?? e.QuerySelector("option"))?.GetAttribute("value"), "textarea" => e.TextContent, _ => e.GetAttribute("value") })).ToList();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post("/settings/qbr", [.. fields, ("Reason", "Trial"), ("RemindDays", "often")])).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post("/settings/qbr", [.. fields, ("Reason", "Trial"), ("RemindDays", "14, 2")])).StatusCode);
        var rules = await app.Run(async (Tandem.Policies.PolicyBook book) => (await book.Current<QbrRules>(app.Now, Ct)).Rules);
        Assert.Equal([14, 2], rules.RemindDays);
        Assert.Equal(new QbrRules().Coaching, rules.Coaching);

        // One more rule is put together row by row; without saying when, it is refused.
        var (rule, at) = (rules.Coaching.Count, $"Coaching[{rules.Coaching.Count}]");
        fields = [.. fields.Where(f => f.Item1 != "Newest"), ("Newest", "1"), ("Reason", "Trial"), ("RemindDays", "14, 2"), ($"{at}.Advice", "Go there."), ($"{at}.When.Rows[0].Kind", "All"), ($"{at}.When.Rows[0].Depth", "0"), ($"{at}.When.Rows[0].Add", "type")];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post("/settings/qbr", [.. fields])).StatusCode);
        Assert.Contains($"{at}.When.Rows[1].In", await (await operations.Post("/settings/qbr", [.. fields, ("Edit", $"{rule}/add/0")])).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        fields = [.. fields, ($"{at}.When.Rows[1].Kind", "Fact"), ($"{at}.When.Rows[1].Depth", "1"), ($"{at}.When.Rows[1].Fact", "type"), ($"{at}.When.Rows[1].In", "Reseller")];
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post("/settings/qbr", [.. fields])).StatusCode);
        var newest = await app.Run(async (Tandem.Policies.PolicyBook book) => (await book.Current<QbrRules>(app.Now, Ct)).Rules.Coaching[^1]);
        Assert.Equal((new FactIs("type", ["Reseller"]), "Go there."), (newest.When, newest.Advice));
    }

    [Fact]
    public async Task The_API_runs_a_review_from_its_schedule_to_its_minutes()
    {
        var (partner, manager, plan) = await world.Agreed(world.Terms());
        var (vendor, seller) = (await app.Api(await PersonOf(manager)), await app.Api(await PersonOf(partner)));

        var made = await vendor.PostAsJsonAsync("qbrs", new { plan, day = world.Today, at = "23:45" }, Ct);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        var review = "qbrs/" + (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString();
        async Task<JsonElement> Ok(Task<HttpResponseMessage> call)
        {
            var answer = await call;
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
            return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        }

        var pack = await Ok(vendor.PostAsJsonAsync(review + "/packs", new { asOf = world.Yesterday }, Ct));
        await Ok(seller.PostAsJsonAsync(review + "/decisions", new { title = "Call them", side = "vendor", due = world.Today.AddDays(9) }, Ct));
        await Ok(seller.PutAsJsonAsync(review + "/minutes", new { minutes = "Said." }, Ct));
        await Ok(seller.PostAsJsonAsync(review + "/revision", new { targets = new[] { new { key = "t1", amount = 5 } } }, Ct));
        Assert.Equal("held", (await Ok(vendor.PostAsJsonAsync(review + "/hold", new { }, Ct))).GetProperty("state").GetString());
        var view = await seller.GetFromJsonAsync<JsonElement>(review, Ct);
        Assert.Equal(("held", 1, 1), (view.GetProperty("state").GetString(), view.GetProperty("decisions").GetArrayLength(), view.GetProperty("packs").GetArrayLength()));
        var document = (await seller.GetFromJsonAsync<JsonElement>("qbr-packs/" + pack.GetProperty("id").GetString(), Ct)).GetProperty("document");
        Assert.Equal(world.Yesterday.ToString("O"), document.GetProperty("asOf").GetString());
        Assert.Equal(1, (await seller.GetFromJsonAsync<JsonElement>("qbrs?state=held", Ct)).GetProperty("items").GetArrayLength());
        foreach (var file in new[] { "pdf", "pptx" })
            Assert.True((await seller.GetByteArrayAsync($"qbr-packs/{pack.GetProperty("id").GetString()}/{file}", Ct)).Length > 10_000);
    }
}
