using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Measures;

/// <summary>What is computed as events arrive is what a whole computation gives, whatever happened in between.</summary>
public abstract class ReckoningTests(TestApp app)
{
    private static CancellationToken Ct => CancellationToken.None;

    private readonly SellWorld world = new(app);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Values_computed_event_by_event_are_those_of_a_whole_computation(int seed)
    {
        var random = new Random(seed);
        var sellers = new[] { await world.Seller(), await world.Seller(), await world.Seller() };
        var product = await world.Product();
        var deals = new List<(Id<Deal> Id, Actor Seller)>();
        for (var day = 0; day < 12; day++)
        {
            for (var n = random.Next(4); n >= 0; n--)
                await Something(random, sellers[random.Next(sellers.Length)], product, deals);
            if (random.Next(3) > 0)
                await app.Drain();
            app.Clock.Advance(TimeSpan.FromDays(random.Next(1, 9)));
        }

        // On the last day everybody does something, so that nothing has changed by time alone.
        foreach (var seller in sellers)
            await world.Registered(world.Input(product), seller);
        await app.Drain();
        var (values, days) = (await Values(sellers), await Days(sellers));

        await app.Run((RollUpAgain.Handler h) => h.Run(Actor.System, Ct));
        var ids = sellers.Select(s => s.Partner).ToList();
        Assert.Equal(days, await Days(sellers));
        await app.Run((ReckonAll.Handler h) => h.Run(Actor.System, Ct));
        Assert.Equal(values, await Values(sellers));

        await app.Db(db => db.MeasuredValues().Where(v => ids.Contains(v.PartnerId) && v.Until == DateOnly.MaxValue).ExecuteDeleteAsync(Ct));
        await app.Run((ReckonAll.Handler h) => h.Run(Actor.System, Ct));
        Assert.Equal(values, await Values(sellers));
        Assert.NotEmpty(values);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_was_said_as_of_a_past_day_is_said_for_ever(int seed)
    {
        var random = new Random(seed);
        var sellers = new[] { await world.Seller(), await world.Seller() };
        var product = await world.Product();
        var deals = new List<(Id<Deal> Id, Actor Seller)>();
        var said = new Dictionary<DateOnly, string>();
        for (var day = 0; day < 8; day++)
        {
            await Something(random, sellers[random.Next(2)], product, deals);
            await Something(random, sellers[random.Next(2)], product, deals);
            await app.Drain();
            if (random.Next(2) == 0)
                await app.Run((ReckonAll.Handler h) => h.Run(Actor.System, Ct));
            app.Clock.Advance(TimeSpan.FromDays(random.Next(1, 12)));
            var yesterday = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(-1);
            said[yesterday] = await Said(sellers, yesterday);
            foreach (var (then, words) in said)
                Assert.Equal(words, await Said(sellers, then));
        }

        Assert.True(said.Values.Distinct().Count() > 2);
    }

    [Fact]
    public async Task A_registration_late_in_the_evening_counts_in_the_month_of_the_programmes_own_calendar()
    {
        // Half past eleven at night in London, April already where the programme is run.
        app.Clock.MoveTo(new DateTimeOffset(app.Now.Year + 1, 3, 31, 22, 30, 0, TimeSpan.Zero));
        var seller = await world.Seller();
        await world.Registered(world.Input(await world.Product()), seller);
        await app.Drain();

        var april = new Period(PeriodKind.Month, new DateOnly(app.Now.Year, 4, 1));
        Assert.Equal(1, (await Value(seller, "sell.registrations", april)).Value);
        Assert.Equal(0, (await Value(seller, "sell.registrations", april.Previous)).Value);

        // By day the other tests' dates are the same on both clocks.
        app.Clock.Advance(TimeSpan.FromHours(12));
    }

    [Fact]
    public async Task When_many_partners_wait_all_are_settled()
    {
        var product = await world.Product();
        var sellers = new List<Actor>();
        for (var i = 0; i < 11; i++)
        {
            sellers.Add(await world.Seller());
            await world.Registered(world.Input(product), sellers[i]);
        }

        await app.Drain();
        while (await app.Run((Settling settling) => settling.Run(4, Ct)) > 0)
        {
        }

        var quarter = Period.Of(DateOnly.FromDateTime(app.Now.UtcDateTime), PeriodKind.Quarter);
        foreach (var seller in sellers)
            Assert.Equal(1, (await Value(seller, "sell.registrations", quarter)).Value);
    }

    [Fact]
    public async Task A_few_wins_are_drawn_towards_the_programmes_rate()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        for (var i = 0; i < 2; i++)
        {
            var deal = await world.Open(world.Input(product), seller);
            await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, On = DateOnly.FromDateTime(app.Now.UtcDateTime) }, seller, Ct));
        }

        await app.Drain();
        var rate = await Value(seller, "sell.win-rate", Period.Of(DateOnly.FromDateTime(app.Now.UtcDateTime), PeriodKind.Year));
        Assert.Equal(2, rate.Sample);
        Assert.InRange(rate.Value!.Value, 0.3, 0.9);
    }

    [Fact]
    public async Task Days_that_are_no_period_can_be_asked_too()
    {
        var seller = await world.Seller();
        await world.Registered(world.Input(await world.Product()), seller);
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);

        var within = await app.Run((Figures f) => f.Within(seller.Partner, ["sell.registrations", "sell.gone"], today.AddDays(-3), today, Ct));
        var before = await app.Run((Figures f) => f.Within(seller.Partner, ["sell.registrations"], today.AddDays(-30), today.AddDays(-1), Ct));
        Assert.Equal(1, within["sell.registrations"].Value);
        Assert.True(within["sell.gone"].IsMissing);
        Assert.Equal(0, before["sell.registrations"].Value);
    }

    private async Task Something(Random random, Actor seller, Tandem.Partners.Product product, List<(Id<Deal> Id, Actor Seller)> deals)
    {
        var mine = deals.Where(d => d.Seller == seller).ToList();
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        if (mine.Count == 0 || random.Next(3) == 0)
        {
            deals.Add((await world.Open(world.Input(product, amount: 1000 + random.Next(9000)), seller), seller));
            return;
        }

        var (deal, _) = mine[random.Next(mine.Count)];
        switch (random.Next(5))
        {
            case 0:
                await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, On = today.AddDays(-random.Next(3)) }, seller, Ct));
                break;
            case 1:
                await world.Do((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "price", On = today }, seller, Ct));
                break;
            case 2:
                await world.Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Value = new ValueInput { CloseDate = today.AddDays(random.Next(60)) } }, seller, Ct));
                break;
            case 3:
                await world.Do(async (ReopenDeal.Handler h) => await h.Run(new ReopenDeal { Deal = deal }, await world.Reviewer(), Ct));
                break;
            default:
                await world.Do((ReleaseRegistration.Handler h) => h.Run(new ReleaseRegistration { Deal = deal }, seller, Ct));
                break;
        }
    }

    private Task<List<string>> Values(Actor[] sellers) => app.Db(async db =>
    {
        var ids = sellers.Select(s => s.Partner).ToList();
        var rows = await db.MeasuredValues().AsNoTracking().Where(v => ids.Contains(v.PartnerId) && v.Until == DateOnly.MaxValue).ToListAsync(Ct);
        var nothing = app.Services.GetRequiredService<KpiCatalogue>();
        return rows.Where(v => v.Figure != nothing.NothingFor(v.Kpi)).Select(v => $"{v.PartnerId} {v.Period} {v.Kpi} {v.Figure}").Order(StringComparer.Ordinal).ToList();
    });

    private Task<List<string>> Days(Actor[] sellers) => app.Db(async db =>
    {
        var ids = sellers.Select(s => s.Partner).ToList();
        var rows = await db.EventDays().AsNoTracking().Where(d => ids.Contains(d.PartnerId)).ToListAsync(Ct);
        return rows.Select(d => $"{d.PartnerId} {d.Day} {d.Kind} {d.ActorId} {d.Own} {d.Count}").Order(StringComparer.Ordinal).ToList();
    });

    private Task<string> Said(Actor[] sellers, DateOnly asOf) => app.Run(async (Figures figures) =>
    {
        var kpis = app.Services.GetRequiredService<KpiCatalogue>().All.Select(k => k.Id).ToList();
        var periods = Enum.GetValues<PeriodKind>().SelectMany(kind => new[] { Period.Of(asOf, kind), Period.Of(asOf, kind).Previous }).ToList();
        var table = await figures.Values(sellers.Select(s => s.Partner).ToList(), kpis, periods, asOf, Ct);
        return string.Join('\n', from s in sellers from p in periods from k in kpis select $"{p} {k} {table[s.Partner, k, p]}");
    });

    private Task<Figure> Value(Actor of, string kpi, Period period) => app.Run((Figures figures) => figures.Value(of.Partner, kpi, period, null, Ct));

    public sealed class OnSqlite(SqliteApp app) : ReckoningTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : ReckoningTests(app), IClassFixture<PostgresApp>;
}
