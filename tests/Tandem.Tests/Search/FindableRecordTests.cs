using Tandem.Identity;
using Tandem.Search;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Search;

/// <summary>The programme's own records as search finds them.</summary>
public abstract class FindableRecordTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly SellWorld world = new(app);

    private async Task<List<string>> Found(Actor by, string query) =>
        [.. (await app.Run((FindEverything.Handler find) => find.Run(new FindEverything.Ask { Q = query }, by, Ct)))
            .Value.Groups.SelectMany(g => g.Hits.Select(h => $"{g.Kind}: {h.Title}"))];

    [Fact]
    public async Task A_deal_is_found_by_customer_and_reference_by_its_partner_and_the_vendor_and_by_no_other_partner()
    {
        var seller = await world.Seller("Firm Xylander");
        var rival = await world.Seller();
        var vendor = await world.Reviewer();
        var deal = await world.Registered(world.Input(await world.Product(), "Tiefseekabel Öhringen GmbH"), seller);
        await app.Drain();

        foreach (var reader in new[] { seller, vendor })
        {
            Assert.Contains("deal: Tiefseekabel Öhringen GmbH", await Found(reader, "tiefseek ohr"));
            Assert.Contains("deal: Tiefseekabel Öhringen GmbH", await Found(reader, deal.Reference));
        }

        Assert.Contains("deal: Tiefseekabel Öhringen GmbH", await Found(vendor, "xyland"));
        Assert.Empty(await Found(rival, "tiefseekabel"));
        Assert.Empty(await Found(rival, deal.Reference));
    }

    [Fact]
    public async Task Building_the_index_anew_finds_partners_for_the_vendor_alone()
    {
        var seller = await world.Seller("Firm Ypsilander");
        await app.Run((RebuildSearch.Handler rebuild) => rebuild.Run(null, Ct));

        Assert.Contains("partner: Firm Ypsilander", await Found(await world.Reviewer(), "ypsiland"));
        Assert.DoesNotContain("partner: Firm Ypsilander", await Found(seller, "ypsiland"));
    }

    public sealed class OnSqlite(SqliteApp app) : FindableRecordTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : FindableRecordTests(app), IClassFixture<PostgresApp>;
}
