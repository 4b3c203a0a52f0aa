using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Strategize;

/// <summary>Scores, segments and tiers on their pages and by the API. One database is enough.</summary>
public sealed class StandingPageTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly StandingWorld world = new(app);

    private Task<Person> PersonOf(Actor actor) => app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == actor.Person, Ct));

    [Fact]
    public async Task Scores_are_listed_opened_exported_and_shown_to_the_partner()
    {
        var partner = await world.SellerWith(2);
        await world.Night();
        var operations = await app.As(await app.Given.VendorPerson());
        var seller = await app.As(await PersonOf(partner));
        var firm = (await PersonOf(partner)).Organisation.Name;

        Assert.Contains(firm, (await operations.Page("/c3?sort=name")).QuerySelector("table.data")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await operations.Page($"/c3?asOf={world.Today.AddDays(-400):yyyy-MM-dd}")).QuerySelector(".empty"));
        Assert.Equal(HttpStatusCode.OK, (await operations.Get("/c3/export?format=csv")).StatusCode);
        var page = await seller.Page($"/c3/{partner.Partner}");
        Assert.Equal(3, page.QuerySelectorAll(".axis").Length);
        var link = page.QuerySelector(".axis-name a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.OK, (await seller.Get(link)).StatusCode);
        Assert.Equal($"/c3/{partner.Partner}", (await seller.Get("/c3")).Headers.Location!.ToString());
        Assert.NotNull((await seller.Page("/home")).QuerySelector(".c3-three"));
        Assert.NotNull((await operations.Page($"/partners/{partner.Partner}")).QuerySelector(".c3-three"));
    }

    [Fact]
    public async Task The_model_is_tried_and_then_published()
    {
        await world.SellerWith(2);
        await world.Night();
        var operations = await app.As(await app.Given.VendorPerson());
        var fields = Fields(await operations.Page("/settings/c3"), "form[action='/settings/c3']").Select(f => f.Name.EndsWith(".Target", StringComparison.Ordinal) ? (f.Name, "100000") : f).ToList();

        var tried = await operations.Post("/settings/c3/preview", [.. fields]);
        Assert.Equal(HttpStatusCode.OK, tried.StatusCode);
        Assert.Contains("would rise by a point", await tried.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post("/settings/c3", [.. fields])).StatusCode);
        var published = await operations.Post("/settings/c3", [.. fields.Where(f => f.Name != "Reason"), ("Reason", "Trial")]);
        Assert.Equal(HttpStatusCode.SeeOther, published.StatusCode);
        var models = await (await operations.Get("/settings/c3/export?format=csv")).Content.ReadAsStringAsync(Ct);
        Assert.Contains("100000", models, StringComparison.Ordinal);
        Assert.Contains("sell.registrations", models, StringComparison.Ordinal);
        Assert.NotNull((await operations.Page("/settings/c3")).QuerySelector("a[href^='/settings/c3/export']"));
        Assert.Contains("100000", (await operations.Page("/settings/c3")).QuerySelector("[name='Models[0].Lines[0].Target']")!.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tiers_are_listed_opened_tried_and_set_by_hand()
    {
        var partner = await world.SellerWith(2);
        await world.Night();
        var operations = await app.As(await app.Given.VendorPerson());
        var seller = await app.As(await PersonOf(partner));
        var page = $"/tiers/{partner.Partner}";

        Assert.Contains("What is missing for Silver", (await seller.Page(page)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(
            "With these numbers: Gold",
            (await seller.Page($"{page}?if.sell.revenue-won:FourQuarters=900000&if.sell.qualified-registrations:FourQuarters=99&if.sell.win-rate:FourQuarters=30&if.partners.sellers:ThisQuarter=2&if.sell.breadth:FourQuarters=2&if.x=y"))
                .QuerySelector(".banner")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(page, (await seller.Get("/tiers")).Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await seller.Get(page + "/set")).StatusCode);
        Assert.NotNull((await operations.Page("/tiers")).QuerySelector("table.data"));
        Assert.Equal(HttpStatusCode.OK, (await operations.Get("/tiers/export?format=xlsx")).StatusCode);
        Assert.NotNull((await operations.Page(page + "/set")).QuerySelector("dialog form"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post(page + "/set", ("Tier", "gold"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post(page + "/set", ("Tier", "gold"), ("Reason", "Strategic"))).StatusCode);
        Assert.Contains("Gold is at stake", (await seller.Page(page)).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Strategic", (await seller.Page(page)).Body!.TextContent, StringComparison.Ordinal);

        var fields = Fields(await operations.Page("/settings/tiers"), "form[action='/settings/tiers']");
        Assert.Contains("would rise at once", await (await operations.Post("/settings/tiers/preview", [.. fields])).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post("/settings/tiers", [.. fields.Where(f => f.Name != "Reason"), ("Reason", "Trial")])).StatusCode);
        var low = fields.Where(f => f.Name is not ("Reason" or "ReviewMonths")).Append(("Reason", "Trial")).Append(("ReviewMonths", "5"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post("/settings/tiers", [.. low])).StatusCode);
    }

    [Fact]
    public async Task Specialisations_are_written_down_earned_listed_and_shown_to_the_partner()
    {
        var (partner, operations) = (await world.SellerWith(3), await app.As(await app.Given.VendorPerson()));
        var seller = await app.As(await PersonOf(partner));
        const string Settings = "/settings/specialisations";
        Assert.NotNull((await operations.Page("/specialisations")).QuerySelector(".empty"));
        await world.Sell.Product("Vision family");
        Assert.NotNull((await operations.Page(Settings)).QuerySelector("datalist option[value='Vision family']"));

        List<(string, string?)> fields =
        [
            .. Fields(await operations.Page(Settings), $"form[action='{Settings}']").Where(f => f.Name is not "Reason" && !f.Name.StartsWith("Specialisations", StringComparison.Ordinal)),
            ("Specialisations[0].Name", "Vision <lab>"), ("Specialisations[0].In", "Product"), ("Specialisations[0].Months", "12"), ("Specialisations[0].Wins", ""),
            ("Specialisations[0].Requirements[0].Kpi", "sell.registrations"), ("Specialisations[0].Requirements[0].Amount", "3"), ("Specialisations[0].Requirements[0].Window", "FourQuarters"), ("Reason", "Trial"),
        ];
        var refused = await operations.Post(Settings, [.. fields]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Say which product family or vertical it is about.", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        fields.Add(("Specialisations[0].Field", "Vision family"));
        Assert.Contains("would be earned at once", await (await operations.Post(Settings + "/preview", [.. fields])).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post(Settings, [.. fields])).StatusCode);
        await app.Run((Tandem.Strategize.Specialisations.JudgeSpecialisations.Handler h) => h.Run(Actor.System, Ct));

        Assert.Contains("Vision <lab>", (await operations.Page("/specialisations?phase=Held")).QuerySelector("table.data")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await operations.Page("/specialisations?phase=Near&sort=-progress&code=vision-lab")).QuerySelector("h1"));
        Assert.Contains("Vision <lab>", await (await operations.Get("/specialisations/export?format=csv&code=vision-lab")).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var page = $"/specialisations/{partner.Partner}";
        Assert.Equal(page, (await seller.Get("/specialisations")).Headers.Location!.ToString());
        Assert.Contains("held until", (await seller.Page(page)).QuerySelector("#vision-lab")!.TextContent, StringComparison.Ordinal);
        var past = await seller.Page($"{page}?asOf={world.Today.AddDays(-40):yyyy-MM-dd}");
        Assert.Null(past.QuerySelector("#vision-lab"));
        Assert.NotNull(past.QuerySelector($"a[href='{page}']"));
        Assert.Equal(HttpStatusCode.OK, (await seller.Get((await seller.Page(page)).QuerySelector(".axis-name a")!.GetAttribute("href")!)).StatusCode);
        foreach (var (portal, address) in new[] { (seller, "/home"), (seller, $"/tiers/{partner.Partner}"), (operations, $"/partners/{partner.Partner}") })
            Assert.NotNull((await portal.Page(address)).QuerySelector($"a[href='{page}']"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await PersonOf(await world.Sell.Seller()))).Get(page)).StatusCode);

        using var api = await app.Api(await PersonOf(partner));
        var own = JsonDocument.Parse(await api.GetStringAsync($"specialisations/{partner.Partner}", Ct)).RootElement;
        Assert.Equal(("vision-lab", "earned"), (own.GetProperty("items")[0].GetProperty("code").GetString(), own.GetProperty("news")[0].GetProperty("move").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await api.GetAsync("specialisations", Ct)).StatusCode);
        using var vendor = await app.Api(await app.Given.VendorPerson());
        Assert.True(JsonDocument.Parse(await vendor.GetStringAsync("specialisations?phase=held&limit=1", Ct)).RootElement.GetProperty("items").GetArrayLength() == 1);
        Assert.Equal("vision-lab", JsonDocument.Parse(await vendor.GetStringAsync("specialisations/counts", Ct)).RootElement.GetProperty("items")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Segments_are_shown_with_their_reasons_marked_and_excepted()
    {
        var partner = await world.SellerWith(2);
        await world.Night();
        var operations = await app.As(await app.Given.VendorPerson());
        var seller = await app.As(await PersonOf(partner));
        var page = $"/segments/{partner.Partner}";

        Assert.NotNull((await operations.Page("/segments")).QuerySelector(".segment-grid .segment-count"));
        Assert.NotNull((await operations.Page($"/segments?segment=strategic&asOf={world.Today:yyyy-MM-dd}&sort=-since")).QuerySelector("h1"));
        Assert.Equal(HttpStatusCode.OK, (await operations.Get("/segments/export?format=csv")).StatusCode);
        Assert.NotNull((await operations.Page(page)).QuerySelector(".rule-on"));
        Assert.Equal(HttpStatusCode.NotFound, (await seller.Get(page)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post(page + "/mark", ("Criterion", "values"), ("Mark", "5"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post(page + "/mark", ("Criterion", "values"), ("Mark", "5"), ("Reason", "They help <us>"))).StatusCode);
        Assert.Contains("They help <us>", (await operations.Page(page)).Body!.TextContent, StringComparison.Ordinal);
        var until = world.Today.AddDays(9).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post(page + "/except", ("Segment", "strategic"), ("Reason", "Bet"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post(page + "/except", ("Segment", "strategic"), ("Reason", "Bet"), ("Until", until))).StatusCode);
        Assert.Contains("by exception", (await operations.Page(page)).QuerySelector(".page-title")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Strategic", (await seller.Page("/home")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post(page + "/release")).StatusCode);

        var fields = Fields(await operations.Page("/settings/segments"), "form[action='/settings/segments']");
        Assert.Contains("would come to another segment", await (await operations.Post("/settings/segments/preview", [.. fields])).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        fields = [.. fields.Where(f => f.Name is not ("Reason" or "Segments[0].Also.Rows[0].Add")), ("Reason", "Trial"), ("Segments[0].Also.Rows[0].Add", "type")];
        var added = await operations.Post("/settings/segments", [.. fields, ("Edit", "0/add/0"), ("Try", partner.Partner.ToString())]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, added.StatusCode);
        Assert.Contains("Segments[0].Also.Rows[1].In", await added.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        fields = [.. fields, ("Segments[0].Also.Rows[1].Kind", "Fact"), ("Segments[0].Also.Rows[1].Depth", "1"), ("Segments[0].Also.Rows[1].Fact", "type")];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post("/settings/segments", [.. fields])).StatusCode);
        fields = [.. fields, ("Segments[0].Also.Rows[1].In", "Distributor")];
        Assert.Contains("does not hold", await (await operations.Post("/settings/segments", [.. fields, ("Edit", "try"), ("Try", partner.Partner.ToString())])).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post("/settings/segments", [.. fields, ("ShownToPartners", "true")])).StatusCode);
        Assert.True((await operations.Page("/settings/segments")).QuerySelector("[name='Segments[0].Also.Rows[1].In'][value='Distributor']")!.HasAttribute("checked"));
    }

    /// <summary>What a browser would send of a form.</summary>
    private static List<(string Name, string? Value)> Fields(IDocument page, string form) =>
        [.. page.QuerySelectorAll($"{form} [name]").Where(e => e.LocalName != "button" && e.GetAttribute("name") is not ("_form" or "__RequestVerificationToken")
            && (e.GetAttribute("type") is not ("checkbox" or "radio") || e.HasAttribute("checked")))
            .Select(e => (e.GetAttribute("name")!, e.LocalName switch
            {
                "select" => (e.QuerySelector("option[selected]") ?? e.QuerySelector("option"))?.GetAttribute("value"),
                "textarea" => e.TextContent,
                _ => e.GetAttribute("value"),
            }))];
}
