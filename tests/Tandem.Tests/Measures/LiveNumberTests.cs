using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Measures;

/// <summary>What somebody does is seen in the partner's numbers without anybody's help: sequencer and subscribers run by themselves, as they do in service.</summary>
public abstract class LiveNumberTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_registration_is_seen_in_the_partners_numbers_by_itself()
    {
        var (seller, product) = (await world.Seller(), await world.Product());
        var person = await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == seller.Person, Ct));
        using var api = await app.Api(person);
        var portal = await app.As(person);
        Assert.Equal(0, await Registrations(api));

        await world.Registered(world.Input(product), seller);
        var done = Stopwatch.GetTimestamp();
        for (var attempt = 0; attempt < 2400 && await Registrations(api) != 1; attempt++)
            await Task.Delay(50, Ct);

        Assert.Equal(1, await Registrations(api));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seen {Stopwatch.GetElapsedTime(done).TotalMilliseconds:0} ms after the registration was acknowledged."));
        Assert.Equal("1", (await portal.Page("/measures/sell.registrations")).QuerySelector(".stat-value")!.TextContent);
        Assert.Contains(
            (await portal.Page("/home")).QuerySelectorAll("a.stat[href^='/measures/sell.registrations']"), stat => stat.QuerySelector(".stat-value")!.TextContent == "1");
    }

    private static async Task<double> Registrations(HttpClient api) =>
        JsonDocument.Parse(await api.GetStringAsync("measures/sell.registrations", Ct)).RootElement.GetProperty("figure").GetProperty("value").GetDouble();

    /// <summary>As it runs in service, on the tests' own clock.</summary>
    public sealed class LiveSqlite : SqliteApp
    {
        protected override bool WorksInBackground => true;
    }

    /// <summary>The same on PostgreSQL.</summary>
    public sealed class LivePostgres : PostgresApp
    {
        protected override bool WorksInBackground => true;
    }

    public sealed class OnSqlite(LiveSqlite app) : LiveNumberTests(app), IClassFixture<LiveSqlite>;

    public sealed class OnPostgres(LivePostgres app) : LiveNumberTests(app), IClassFixture<LivePostgres>;
}
