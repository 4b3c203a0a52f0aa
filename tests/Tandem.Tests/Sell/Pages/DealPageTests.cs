using System.Net;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Ui;
using Xunit;

namespace Tandem.Tests.Sell.Pages;

/// <summary>The page of a deal opens for everybody who may see the deal, whatever there is to see on it.</summary>
public sealed class DealPageTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_saved_draft_can_be_looked_at()
    {
        var seller = await world.Seller();
        var draft = await world.Do((SaveDraft.Handler h) => h.Run(new SaveDraft { CustomerName = "Not sure yet" }, seller, CancellationToken.None));

        Assert.Equal(HttpStatusCode.OK, (await Open(draft.Value.Id, seller)).StatusCode);
    }

    [Fact]
    public async Task Who_sees_names_and_stage_only_can_open_the_page()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);

        Assert.Equal(HttpStatusCode.OK, (await Open(deal, await world.Colleague(seller, Role.Technician))).StatusCode);
    }

    [Fact]
    public void Everything_that_can_happen_has_a_drawing_for_the_timeline() =>
        Assert.All(FactKinds.All, fact => Assert.NotEmpty(Bundles.Drawing(FactKinds.Of(fact).Icon)));

    private async Task<HttpResponseMessage> Open(Id<Deal> deal, Actor by)
    {
        var portal = await app.As(await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == by.Person)));
        return await portal.Get($"/deals/{deal}");
    }
}
