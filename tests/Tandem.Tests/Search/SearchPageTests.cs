using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Search;
using Xunit;

namespace Tandem.Tests.Search;

/// <summary>The search page and the command palette; and the page of jobs, which stands beside them. One database is enough.</summary>
public sealed class SearchPageTests(SearchTests.SqliteSearchApp app) : IClassFixture<SearchTests.SqliteSearchApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task Index(string title, SearchReaders readers)
    {
        var source = app.Services.GetRequiredService<SearchTests.Things>();
        var id = Guid.CreateVersion7();
        source.All[id] = new SearchText(id, title, "Köln", null, $"/things/{id}", readers, app.Now);
        await app.Db(async db =>
        {
            await using var write = await db.BeginWrite(Ct);
            await db.Refresh(source, [id], Ct);
            await write.Commit(Ct);
        });
    }

    [Fact]
    public async Task The_page_groups_what_was_found_and_pages_one_kind()
    {
        for (var i = 0; i < 30; i++)
            await Index($"Marble {i:00} & <sons>", SearchReaders.Vendor);
        var portal = await app.As(await app.Given.VendorPerson());

        var page = await portal.Page("/search?q=marble");
        Assert.Equal(5, page.QuerySelectorAll(".list-row").Length);
        Assert.Contains("& <sons>", page.QuerySelector(".list-row")!.TextContent, StringComparison.Ordinal);
        var more = page.QuerySelector(".pager a")!.GetAttribute("href")!;
        Assert.Equal(25, (await portal.Page(more)).QuerySelectorAll(".list-row").Length);
        Assert.Equal(5, (await portal.Page(more + "&page=2")).QuerySelectorAll(".list-row").Length);
        foreach (var odd in new[] { "/search", "/search?q=", "/search?q=marble&page=9999", "/search?q=marble&page=x&kind=none", "/search?q=%00" })
            Assert.Equal(HttpStatusCode.OK, (await portal.Get(odd)).StatusCode);
    }

    [Fact]
    public async Task The_palette_shows_records_that_the_reader_may_see_and_nothing_to_strangers()
    {
        var seller = await app.Given.PartnerPerson();
        await Index("Travertine own", SearchReaders.Of(seller.OrganisationId));
        await Index("Travertine other", SearchReaders.Vendor);
        async Task<List<string?>> Labels(Portal portal)
        {
            var lines = await portal.Http.GetFromJsonAsync<List<JsonElement>>("/palette?q=traver", Ct);
            return [.. lines!.Select(l => l.GetProperty("label").GetString())];
        }

        Assert.Equal(["Travertine own", "Search everything for “traver”"], await Labels(await app.As(seller)));
        Assert.DoesNotContain("Travertine own", await Labels(app.Stranger()));
    }

    [Fact]
    public async Task Operations_see_what_Tandem_does_by_itself()
    {
        var operations = await app.As(await app.Given.VendorPerson(Role.Operations));

        var jobs = (await operations.Page("/operations/jobs")).Body!.TextContent;
        Assert.Contains("notices.digest · daily at 06:00", jobs, StringComparison.Ordinal);
        Assert.DoesNotContain("* * ?", jobs, StringComparison.Ordinal);
        Assert.Contains("Daily at 06:00", (await operations.Page("/operations/jobs/notices.digest")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await operations.Get("/operations/jobs/no.such")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await app.Given.PartnerPerson())).Get("/operations/jobs")).StatusCode);
    }
}
