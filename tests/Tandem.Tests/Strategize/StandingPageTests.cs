using System.Net;
using System.Net.Http.Json;
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
        Assert.Contains("100000", (await operations.Page("/settings/c3")).QuerySelector("[name='Models[0].Lines[0].Target']")!.OuterHtml, StringComparison.Ordinal);
    }

    /// <summary>What a browser would send of a form.</summary>
    private static List<(string Name, string? Value)> Fields(IDocument page, string form) =>
        [.. page.QuerySelectorAll($"{form} [name]").Where(e => e.GetAttribute("name") is not ("_form" or "__RequestVerificationToken")
            && (e.GetAttribute("type") is not ("checkbox" or "radio") || e.HasAttribute("checked")))
            .Select(e => (e.GetAttribute("name")!, e.LocalName switch
            {
                "select" => (e.QuerySelector("option[selected]") ?? e.QuerySelector("option"))?.GetAttribute("value"),
                "textarea" => e.TextContent,
                _ => e.GetAttribute("value"),
            }))];
}
