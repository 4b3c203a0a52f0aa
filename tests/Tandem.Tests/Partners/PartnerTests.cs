using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Xunit;

namespace Tandem.Tests.Partners;

/// <summary>Partner firms, accounts and the map of the market.</summary>
public abstract class PartnerTests(TestApp app)
{
    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("since")]
    [InlineData("-since")]
    public async Task Paging_shows_every_partner_once_in_order(string sort)
    {
        var manager = app.Act(await app.Given.VendorPerson());
        var mark = $"Paging {sort} {Guid.NewGuid():N}";
        for (var i = 0; i < 7; i++)
            await Save(new SavePartner { Name = $"{mark} {i % 3}", Since = new DateOnly(2025, 1, 1 + (i % 4)) }, manager);

        var seen = new List<PartnerList.Row>();
        string? cursor = null;
        do
        {
            var page = (await app.Run((PartnerList.Handler h) =>
                h.Run(new PartnerList { Text = mark, Sort = sort, Limit = 2, Cursor = cursor }, manager, CancellationToken.None))).Value;
            Assert.True(page.Items.Count is 1 or 2);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(7, seen.DistinctBy(r => r.Id).Count());
        var keys = seen.Select(r => sort.EndsWith("name", StringComparison.Ordinal) ? r.Name : r.Since.ToString("O")).ToList();
        Assert.Equal(sort.StartsWith('-') ? keys.OrderDescending(StringComparer.Ordinal) : keys.Order(StringComparer.Ordinal), keys);
    }

    [Fact]
    public async Task A_partner_sees_its_own_profile_and_no_other()
    {
        var operations = app.Act(await app.Given.VendorPerson());
        var mine = (await Save(new SavePartner { Name = "Mine" }, operations)).Value;
        var other = (await Save(new SavePartner { Name = "Other" }, operations)).Value;
        var person = app.Act(await app.Given.PartnerPerson(await app.Db(db => db.Organisations().FindAsync(mine).AsTask())));

        Assert.Equal("Mine", (await View(mine, person)).Value.Name);
        Assert.Equal(RefusalKind.NotFound, (await View(other, person)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_change_over_somebody_elses_change_is_refused()
    {
        var operations = app.Act(await app.Given.VendorPerson());
        var id = (await Save(new SavePartner { Name = "First" }, operations)).Value;
        var read = (await View(id, operations)).Value.Version;
        await Save(new SavePartner { Id = id, Name = "Second", Version = read }, operations);
        var late = await Save(new SavePartner { Id = id, Name = "Third", Version = read }, operations);
        Assert.Equal(RefusalKind.Stale, late.Refusal!.Kind);
        Assert.Equal("Second", (await View(id, operations)).Value.Name);
    }

    [Fact]
    public async Task A_territory_cannot_lie_inside_itself()
    {
        var operations = app.Act(await app.Given.VendorPerson());
        var code = Guid.NewGuid().ToString("N")[..8];
        var upper = (await Draw(new SaveTerritory { Code = "a" + code, Name = "Upper" }, operations)).Value;
        var lower = (await Draw(new SaveTerritory { Code = "b" + code, Name = "Lower", ParentId = upper }, operations)).Value;
        var circle = await Draw(new SaveTerritory { Id = upper, Code = "a" + code, Name = "Upper", ParentId = lower }, operations);
        Assert.Equal("partners/territory-circle", circle.Refusal!.Code);
    }

    [Fact]
    public async Task A_product_that_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var operations = app.Act(await app.Given.VendorPerson());
        var ask = new SaveProduct { Sku = Guid.NewGuid().ToString("N"), Name = "First", ListPrice = 10 };
        var id = (await Sell(ask, operations)).Value;
        var read = await app.Db(db => db.Products().Where(p => p.Id == id).Select(p => p.Version).SingleAsync());
        Assert.True((await Sell(ask with { Id = id, Name = "Second", Version = read }, operations)).Ok);
        Assert.Equal(RefusalKind.Stale, (await Sell(ask with { Id = id, Name = "Third", Version = read }, operations)).Refusal!.Kind);
    }

    [Fact]
    public async Task A_territory_that_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var operations = app.Act(await app.Given.VendorPerson());
        var ask = new SaveTerritory { Code = Guid.NewGuid().ToString("N")[..8], Name = "First" };
        var id = (await Draw(ask, operations)).Value;
        var read = await app.Db(db => db.Territories().Where(t => t.Id == id).Select(t => t.Version).SingleAsync());
        Assert.True((await Draw(ask with { Id = id, Name = "Second", Version = read }, operations)).Ok);
        Assert.Equal(RefusalKind.Stale, (await Draw(ask with { Id = id, Name = "Third", Version = read }, operations)).Refusal!.Kind);
    }

    private Task<Outcome<Id<Product>>> Sell(SaveProduct ask, Actor by) =>
        app.Run((SaveProduct.Handler h) => h.Run(ask, by, CancellationToken.None));

    private Task<Outcome<Id<Organisation>>> Save(SavePartner ask, Actor by) =>
        app.Run((SavePartner.Handler h) => h.Run(ask, by, CancellationToken.None));

    private Task<Outcome<PartnerView.View>> View(Id<Organisation> id, Actor by) =>
        app.Run((PartnerView.Handler h) => h.Run(new PartnerView { Id = id }, by, CancellationToken.None));

    private Task<Outcome<Id<Territory>>> Draw(SaveTerritory ask, Actor by) =>
        app.Run((SaveTerritory.Handler h) => h.Run(ask, by, CancellationToken.None));

    public sealed class OnSqlite(SqliteApp app) : PartnerTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PartnerTests(app), IClassFixture<PostgresApp>;
}
