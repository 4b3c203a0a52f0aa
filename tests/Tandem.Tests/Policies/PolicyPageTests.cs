using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Policies;

/// <summary>Rules published from their pages: what they judge, what they leave alone, and how the history tells of them.</summary>
public abstract class PolicyPageTests(TestApp app)
{
    [Fact]
    public async Task What_is_published_judges_the_next_registration_and_leaves_an_old_one_its_version()
    {
        var world = new SellWorld(app);
        var (seller, product) = (await world.Seller(), await world.Product());
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));
        var old = await world.Open(world.Input(product), seller);

        var published = await Publish(portal, "/settings/engagement", ("ProtectionDays", "45"), ("Reason", "Shorter this year"), ("Pilot", seller.Partner.ToString()));
        var young = await world.Open(world.Input(product), seller);

        Assert.Equal(HttpStatusCode.SeeOther, published.StatusCode);
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        var (before, after) = (await Registration(old), await Registration(young));
        Assert.True(after.PolicyNumber > before.PolicyNumber);
        Assert.Equal(45, after.ProtectedUntil!.Value.DayNumber - today.DayNumber);
        Assert.Equal(90, before.ProtectedUntil!.Value.DayNumber - today.DayNumber);
        var history = (await portal.Page("/settings/engagement")).Body!.TextContent;
        Assert.Contains("Shorter this year", history, StringComparison.Ordinal);
        Assert.Contains("Protection days: 90 → 45", history, StringComparison.Ordinal);
        Assert.Contains("pilot", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_people_who_publish_at_once_do_not_overwrite_each_other_unseen()
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));
        var fields = await Fields(portal, "/settings/calendar");
        await Publish(portal, "/settings/calendar", ("Closes", "18:00"), ("Reason", "Longer days"));

        var late = await portal.Post("/settings/calendar", Changed(fields, ("Opens", "08:15"), ("Reason", "Earlier")));
        var form = new HtmlParser().ParseDocument(await late.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Contains("Somebody else published", form.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal("08:15", form.QuerySelector("input[name=Opens]")!.GetAttribute("value"));
        Assert.Equal("Earlier", form.QuerySelector("textarea[name=Reason]")!.TextContent);
    }

    [Fact]
    public async Task Rules_that_cannot_be_come_back_as_they_were_typed()
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));

        var noDate = await Publish(portal, "/settings/calendar", ("Holidays", "2026-13-45"), ("Reason", "Holidays"));
        var noReason = await Publish(portal, "/settings/programme", ("Name", "Renamed"));
        var wrongZone = await Publish(portal, "/settings/programme", ("TimeZone", "Mars/Olympus"), ("Reason", "Move"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, noDate.StatusCode);
        Assert.Contains("2026-13-45", await noDate.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, noReason.StatusCode);
        Assert.Contains("Say why the rules change.", await noReason.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrongZone.StatusCode);
    }

    [Theory]
    [InlineData("/settings/programme")]
    [InlineData("/settings/calendar")]
    [InlineData("/settings/stages")]
    [InlineData("/settings/engagement")]
    [InlineData("/settings/review")]
    public async Task A_page_published_as_it_stands_changes_no_rule(string page)
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));

        var published = await Publish(portal, page, ("Reason", "Nothing"), ("From", app.Now.AddDays(400).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        var history = (await portal.Page(page)).QuerySelectorAll(".timeline-note").First().TextContent;

        Assert.Equal(HttpStatusCode.SeeOther, published.StatusCode);
        Assert.Contains("No rule differs.", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_history_is_read_page_by_page_to_its_first_version()
    {
        var operations = await app.Given.VendorPerson(Role.Operations);
        var (portal, by) = (await app.As(operations), app.Act(operations));
        for (var n = 1; n <= 45; n++)
        {
            var rules = JsonSerializer.SerializeToElement(new { graceDays = 40 + n });
            Assert.Null((await app.Run((PublishPolicy.Handler h) => h.Run(new PublishPolicy { Name = "strategize.tiers", Body = rules, Reason = $"Change {n}." }, by, CancellationToken.None))).Refusal);
        }

        var (address, told) = ("/settings/tiers", new List<string>());
        for (var pages = 0; address is not null && pages < 10; pages++)
        {
            var page = await portal.Page(address);
            Assert.Equal("Version 45 in force", page.QuerySelector(".page-title .badge")!.TextContent);
            told.AddRange(page.QuerySelectorAll("#history .timeline-note").Select(note => note.TextContent));
            address = page.QuerySelector("#history a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(Enumerable.Range(1, 45).Reverse().Select(n => $"Change {n}."), told.Select(note => note.Trim().Split('\n')[0].Trim()));
        Assert.All(told.Take(44).Select((note, i) => (note, 85 - i)), t => Assert.Contains($"Grace days: {t.Item2 - 1} → {t.Item2}", t.note, StringComparison.Ordinal));

        using var api = await app.Api(operations);
        var (cursor, numbers) = ("", new List<int>());
        do
        {
            var answer = JsonDocument.Parse(await api.GetStringAsync($"policies/strategize.tiers?limit=20&cursor={Uri.EscapeDataString(cursor)}")).RootElement;
            numbers.AddRange(answer.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("number").GetInt32()));
            cursor = answer.GetProperty("next").GetString() ?? "";
        }
        while (cursor.Length > 0);
        Assert.Equal(Enumerable.Range(1, 45).Reverse(), numbers);
    }

    [Fact]
    public async Task A_stage_is_added_with_what_must_be_known_before_it()
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));
        var partner = await new SellWorld(app).Seller();

        var published = await Publish(
            portal, "/settings/stages", ("Stages[4].Name", "Verbal yes"), ("Stages[4].Entry", "Amount"), ("Reason", "One more step"), ("Pilot", partner.Partner.ToString()));
        var stages = await app.Run(async (PolicyBook book) => (await book.Current<StagesPolicy>(app.Now, CancellationToken.None, partner.Partner)).Rules);

        Assert.Equal(HttpStatusCode.SeeOther, published.StatusCode);
        Assert.Equal(["qualified", "discovery", "proposal", "negotiation", "verbal-yes"], stages.Stages.Select(s => s.Code));
        Assert.Equal([Criterion.Amount], stages.Stages[^1].Entry);
    }

    [Fact]
    public async Task The_preview_counts_registrations_by_the_likeness_of_their_claims()
    {
        var world = new SellWorld(app);
        var (first, second, product, customer) = (await world.Seller(), await world.Seller(), await world.Product(), SellWorld.NewCustomer());
        await world.Registered(world.Input(product, customer), first);
        await world.Registered(world.Input(product, customer), second);
        var by = app.Act(await app.Given.VendorPerson(Role.Operations));

        var preview = (await app.Run((PreviewThreshold.Handler h) => h.Run(new PreviewThreshold(), by, CancellationToken.None))).Value;

        Assert.True(preview.Registrations >= 2);
        Assert.Null(preview.Steps.First(s => s.Threshold < preview.Known).Contested);
        var known = preview.Steps.Where(s => s.Contested is not null).Select(s => s.Contested!.Value).ToList();
        Assert.True(known[0] >= 1);
        Assert.Equal(known.OrderDescending(), known);
    }

    [Fact]
    public async Task Roles_without_the_permission_are_told_that_there_is_no_such_page()
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.PartnerManager));

        Assert.Equal(HttpStatusCode.NotFound, (await portal.Get("/settings")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Post("/settings/engagement", ("Reason", "Mine"))).StatusCode);
    }

    /// <summary>Sends the form of the page as it stands, with some fields changed.</summary>
    private static async Task<HttpResponseMessage> Publish(Portal portal, string page, params (string Field, string? Value)[] changes) =>
        await portal.Post(page, Changed(await Fields(portal, page), changes));

    private static (string, string?)[] Changed(List<(string Field, string? Value)> fields, params (string Field, string? Value)[] changes) =>
        [.. fields.Where(f => !changes.Any(c => c.Field == f.Field)), .. changes];

    /// <summary>What a browser would send for the form of rules without touching it.</summary>
    private static async Task<List<(string Field, string? Value)>> Fields(Portal portal, string page)
    {
        var form = (await portal.Page(page)).QuerySelector($"form[action='{page}']")!;
        return [.. form.QuerySelectorAll("input[name], select[name], textarea[name]")
            .Where(e => e.GetAttribute("name") != "_form" && (e.GetAttribute("type") is not ("checkbox" or "radio") || e.HasAttribute("checked")))
            .Select(e => (e.GetAttribute("name")!, ValueOf(e)))];
    }

    private static string? ValueOf(IElement element) => element.LocalName switch
    {
        "textarea" => element.TextContent,
        "select" => (element.QuerySelector("option[selected]") ?? element.QuerySelector("option"))?.GetAttribute("value"),
        _ => element.GetAttribute("value"),
    };

    private Task<Registration> Registration(Id<Deal> deal) => app.Db(db => db.Registrations().AsNoTracking().SingleAsync(r => r.Id == deal));

    public sealed class OnSqlite(SqliteApp app) : PolicyPageTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PolicyPageTests(app), IClassFixture<PostgresApp>;
}
