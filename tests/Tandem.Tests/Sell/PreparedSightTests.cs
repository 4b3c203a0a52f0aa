using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>A question that is prepared once says again who may see what. It must never part from the rule that all others ask.</summary>
public abstract class PreparedSightTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly SellWorld world = new(app);

    [Fact]
    public async Task Every_reader_is_shown_what_the_rule_says_and_nothing_else()
    {
        var (seller, rival, reviewer, product) = (await world.Seller(), await world.Seller(), await world.Reviewer(), await world.Product());
        var draft = (await world.Do((SaveDraft.Handler h) => h.Run(new SaveDraft { CustomerName = SellWorld.NewCustomer() }, seller, Ct))).Value.Id;
        Id<Deal>[] deals = [draft, await world.Open(world.Input(product), seller), (await world.Registered(world.Input(product), rival)).Id, await world.Open(world.Input(product), rival)];
        foreach (var (writer, audience) in new[] { (seller, Audience.Shared), (seller, Audience.Partner), (reviewer, Audience.Shared), (reviewer, Audience.Internal), (rival, Audience.Partner) })
        {
            foreach (var deal in deals)
                await app.Run((AddNote.Handler h) => h.Run(new Ref("deal", deal.Value), new AddNote.Input { Text = "A word", Audience = audience }, writer, Ct));
        }

        foreach (var reader in new[] { seller, await world.Colleague(seller, Role.Marketer), await world.Colleague(seller, Role.Technician), rival, reviewer, await world.Reviewer(Role.SalesRep) })
            await Agree(reader, deals);
    }

    private async Task Agree(Actor reader, Id<Deal>[] deals)
    {
        var meant = await app.Db(db => db.Deals().VisibleTo(reader).OrderByDescending(d => d.Touched).ThenByDescending(d => d.Id).Select(d => d.Id).ToListAsync(Ct));
        var listed = await world.Do((DealList.Handler h) => h.Run(new DealList { Limit = 200 }, reader, Ct));
        Assert.Equal(meant, listed.Ok ? [.. listed.Value.Items.Select(d => d.Id)] : []);
        foreach (var deal in deals)
        {
            var subject = new Ref("deal", deal.Value);
            var changed = await world.Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Version = -1 }, reader, Ct));
            if (reader.May(SellPermissions.Work))
                Assert.Equal(meant.Contains(deal) ? RefusalKind.Stale : RefusalKind.NotFound, changed.Refusal!.Kind);
            Assert.Equal(meant.Contains(deal), (await world.Show(deal, reader)).Ok);
            var told = await world.Do((DealTimeline.Handler h) => h.Run(new DealTimeline { Deal = deal, Limit = 200 }, reader, Ct));
            if (told.Ok)
                Assert.Equal(await app.Db(db => db.HistoryOf(subject, reader).Select(e => e.Id).ToListAsync(Ct)), told.Value.Items.Select(e => e.Id));
            var talk = await app.Run((ListNotes.Handler h) => h.Run(subject, null, reader, Ct));
            if (talk.Ok)
                Assert.Equal(await app.Db(db => db.Notes().MeantFor(reader).Where(n => n.SubjectKind == "deal" && n.SubjectId == deal.Value).Select(n => n.Id).Order().ToListAsync(Ct)), talk.Value.Items.Select(n => n.Id).Order());
            Assert.False((told.Ok || talk.Ok) && !meant.Contains(deal));
        }
    }

    public sealed class OnSqlite(SqliteApp app) : PreparedSightTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PreparedSightTests(app), IClassFixture<PostgresApp>;
}
