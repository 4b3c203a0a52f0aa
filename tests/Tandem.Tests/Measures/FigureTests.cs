using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Measures;

/// <summary>What a partner manager reads off a KPI, now and as of an earlier day.</summary>
public abstract class FigureTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_win_counts_in_the_period_in_which_it_happened_and_only_since_it_is_known()
    {
        var (seller, deal) = await OpenDeal(10_000);
        app.Clock.Advance(TimeSpan.FromDays(20));
        var wonOn = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(-12);
        await Win(deal, seller, wonOn);
        await app.Drain();

        var period = Period.Of(wonOn, PeriodKind.Month);
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        Assert.Equal(1_000_000, (await Value(seller, "sell.revenue-won", period)).Value);
        Assert.Equal(0, (await Value(seller, "sell.revenue-won", period, today.AddDays(-1))).Value);
        Assert.Equal(0, (await Value(seller, "sell.revenue-won", period.Next)).Value);
    }

    [Fact]
    public async Task What_was_known_on_an_earlier_day_never_changes()
    {
        var (seller, deal) = await OpenDeal(10_000);
        await app.Drain();
        var then = DateOnly.FromDateTime(app.Now.UtcDateTime);
        var before = await All(seller, then);

        app.Clock.Advance(TimeSpan.FromDays(3));
        await Win(deal, seller, then);
        await app.Drain();

        Assert.NotEqual(before, await All(seller, asOf: null));
        Assert.Equal(before, await All(seller, then));
    }

    [Fact]
    public async Task A_partner_without_history_has_counts_of_zero_and_no_rates()
    {
        var seller = await world.Seller();
        var period = Period.Of(DateOnly.FromDateTime(app.Now.UtcDateTime), PeriodKind.Quarter);

        Assert.Equal(0, (await Value(seller, "sell.registrations", period)).Value);
        Assert.True((await Value(seller, "sell.win-rate", period)).IsMissing);
        Assert.True((await Value(seller, "sell.velocity", period)).IsMissing);
    }

    [Fact]
    public async Task Deals_in_other_currencies_are_summed_at_the_days_rate_and_counted_where_there_is_none()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        await app.Db(async db =>
        {
            if (!await db.Set<ExchangeRate>().AnyAsync(r => r.Currency == "USD" && r.Date == today))
                db.Add(new ExchangeRate(today, "USD", 2m));
            await db.SaveChangesAsync();
        });
        app.Services.GetRequiredService<RatesCache>().Forget();
        foreach (var currency in new[] { "EUR", "USD", "GBP", "USD" })
            await world.Registered(world.Input(product, amount: 1_000) with { Currency = currency }, seller);
        await app.Drain();

        var value = await Value(seller, "sell.registered-value", Period.Of(today, PeriodKind.Month));
        Assert.Equal((200_000.0, 4L), (value.Value!.Value, value.Sample));
    }

    [Fact]
    public async Task A_KPI_that_nobody_defines_any_more_is_missing_not_zero()
    {
        var seller = await world.Seller();

        Assert.True((await Value(seller, "sell.gone", Period.Of(new DateOnly(2026, 3, 1), PeriodKind.Year))).IsMissing);
    }

    private async Task<(Actor Seller, Id<Deal> Deal)> OpenDeal(decimal amount)
    {
        var seller = await world.Seller();
        return (seller, await world.Open(world.Input(await world.Product(), amount: amount), seller));
    }

    private async Task Win(Id<Deal> deal, Actor by, DateOnly on) =>
        Assert.Null((await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, On = on }, by, default))).Refusal);

    private Task<Figure> Value(Actor of, string kpi, Period period, DateOnly? asOf = null) =>
        app.Run((Figures figures) => figures.Value(of.Partner, kpi, period, asOf, default));

    private Task<string> All(Actor of, DateOnly? asOf) => app.Run(async (Figures figures) =>
    {
        var catalogue = app.Services.GetService(typeof(KpiCatalogue)) as KpiCatalogue;
        var periods = Enum.GetValues<PeriodKind>().Select(kind => Period.Of(new DateOnly(2026, 3, 16), kind)).ToList();
        var ids = catalogue!.All.Select(k => k.Id).ToList();
        var table = await figures.Values([of.Partner], ids, periods, asOf, default);
        return string.Join('\n', from p in periods from id in ids select $"{p} {id} {table[of.Partner, id, p]}");
    });

    public sealed class OnSqlite(SqliteApp app) : FigureTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : FigureTests(app), IClassFixture<PostgresApp>;
}
