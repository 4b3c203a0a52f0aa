using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Demo;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Demo;

/// <summary>The programme for measuring looks to every reader as if it had been lived.</summary>
public abstract class BulkProgrammeTests(TestApp app)
{
    private const int Deals = 1_000;

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task An_empty_database_is_filled_once_and_the_pipeline_lists_it()
    {
        Assert.True((await Fill()).Ok);
        Assert.Equal(BulkProgramme.NotEmpty.Code, (await Fill()).Refusal!.Code);

        var list = (await app.Run((DealList.Handler h) => h.Run(new DealList { Limit = 50 }, Actor.System, Ct))).Value;
        Assert.Equal((Deals, 50), (list.Total, list.Items.Count));
        var events = await app.Db(db => db.Events().Select(e => e.Position).OrderBy(p => p).ToListAsync(Ct));
        Assert.Equal(Enumerable.Range(1, Deals).Select(p => (long?)p), events);

        // A new event of the day goes on where the log ends, and the old ones are news to nobody.
        await app.Drain();
        Assert.False(await app.Db(db => db.Set<Tandem.Notices.Notice>().AnyAsync(Ct)));

        var deal = await app.Db(db => db.Deals().Include(d => d.Registration).FirstAsync(d => d.Status == DealStatus.Open && d.Registration != null, Ct));
        var account = await app.Db(db => db.Accounts().SingleAsync(a => a.Id == deal.AccountId, Ct));
        var found = await app.Db(db => db.Match(CustomerProfile.Of(account.Identity), 0.75, Ct));
        Assert.Contains(found, c => c.Account == account.Id);
        Assert.Contains(found, c => c.Claim == deal.Id.Value);
    }

    private async Task<Outcome<Done>> Fill()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        return await new BulkProgramme(scope.ServiceProvider, db, new BulkSize(Partners: 20, Deals, Accounts: 800), app.Now).Fill((_, _) => { }, Ct);
    }

    public sealed class OnSqlite(SqliteApp app) : BulkProgrammeTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : BulkProgrammeTests(app), IClassFixture<PostgresApp>;
}
