using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Forecast;
using Tandem.Identity;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Accelerate;

/// <summary>The forecast of a programme with two years behind it; its amounts, ranges and who may see it.</summary>
public abstract class ForecastTests(TestApp app)
{
    private static readonly SemaphoreSlim Once = new(1, 1);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task A_night_keeps_quarters_with_ranges_regions_that_add_up_and_a_back_test()
    {
        await Programme();
        var made = await Make();
        Assert.True(made.Deals >= 120);

        var (run, lines) = (await app.Db(db => db.ForecastRuns().AsNoTracking().OrderByDescending(r => r.Day).FirstAsync()), await Lines());
        var programme = lines.Where(l => l.By == ForecastBy.Programme).OrderBy(l => l.Starts).ToList();
        Assert.Equal(4, programme.Count);
        Assert.Equal(new DateOnly(2026, 1, 1), programme[0].Starts);
        Assert.All(programme, l => Assert.True(l.P10 <= l.P50 && l.P50 <= l.P90 && l.Expected > 0, $"{l.Starts}: {l.P10} {l.P50} {l.P90} {l.Expected}"));
        Assert.True(programme[0].Won > 0 && programme[0].Weighted > 0);
        foreach (var by in new[] { ForecastBy.Region, ForecastBy.Partner })
            Assert.All(programme, l => Assert.Equal(l.Expected, lines.Where(x => x.By == by && x.Starts == l.Starts).Sum(x => x.Expected), 50.0));
        Assert.Contains(run.Tests, t => t is { Method: "tandem", By: ForecastBy.Programme } && t.Coverage is >= 0 and <= 1);
        Assert.Equal(5, run.Tests.Where(t => t is { By: ForecastBy.Region }).Select(t => t.Method).Distinct().Count());
        Assert.Equal(ForecastInputs.Odds, run.Inputs[0].Code);
        Assert.All(run.Inputs, input => Assert.True(input.Months > 0 && (!input.Used || input.Gain > 0)));
        var (from, until) = (run.Past[^1].Starts, programme[0].Starts);
        Assert.Equal(until.AddMonths(-3), from);
        Assert.Equal(await app.Db(db => db.Deals().CountAsync(d => d.Status == DealStatus.Won && d.ClosedOn >= from && d.ClosedOn < until)), run.Past[^1].Deals);
        Assert.All(run.Past, quarter => Assert.True(quarter.Deals > 0 && quarter.Won > 0, $"{quarter}"));
        Assert.Equal(1, await app.Db(db => db.Set<ForecastProgress>().Select(p => p.Share).SingleAsync()));
        var accuracy = await (await app.As(await app.Given.VendorPerson())).Page("/accuracy");
        Assert.Contains("Inputs of the forecast", accuracy.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_of_the_day_takes_the_place_of_the_first_and_next_week_is_compared_with_it()
    {
        await Programme();
        await Make();
        var before = (await Lines()).Count;
        await Make();
        Assert.Equal(before, (await Lines()).Count);

        app.Clock.Advance(TimeSpan.FromDays(7));
        await Make();
        var seen = (await app.Run(async (ShowForecast.Handler h) => await h.Run(new ShowForecast { By = ForecastBy.Region }, app.Act(await app.Given.VendorPerson()), Ct))).Value;
        Assert.Equal(seen.Run!.Day.AddDays(-7), seen.BeforeDay);
        Assert.Equal(4, seen.Before.Count);
        Assert.NotEmpty(seen.Groups);
    }

    [Fact]
    public async Task Pages_export_and_api_say_the_same_and_partners_find_nothing()
    {
        await Programme();
        await Make();
        var person = await app.Given.VendorPerson(Role.VendorFinance);
        var vendor = await app.As(person);
        foreach (var by in new[] { "", "?by=region", "?by=partner" })
        {
            var page = await vendor.Page("/forecast" + by);
            Assert.Contains("Weighted pipeline", page.Body!.TextContent, StringComparison.Ordinal);
        }

        var csv = await (await vendor.Get("/forecast/export?by=region")).Content.ReadAsStringAsync();
        Assert.Contains("Programme", csv, StringComparison.Ordinal);
        var answer = await (await app.Api(person)).GetFromJsonAsync<JsonElement>("forecast?by=partner");
        Assert.Equal(4, answer.GetProperty("quarters").GetArrayLength());
        Assert.Equal("EUR", answer.GetProperty("quarters")[0].GetProperty("expected").GetProperty("currency").GetString());

        var partner = await app.Given.PartnerPerson();
        Assert.Contains((await (await app.As(partner)).Get("/forecast")).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
        Assert.Contains((await (await app.Api(partner)).GetAsync("forecast")).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task A_number_of_the_forecast_opens_to_what_made_it_and_to_the_deals_behind_it()
    {
        await Programme();
        await Make();
        var person = await app.Given.VendorPerson();
        var (reader, vendor) = (app.Act(person), await app.As(person));
        async Task<ForecastNumber.View> Open(ForecastNumber ask) => (await app.Run((ForecastNumber.Handler h) => h.Run(ask, reader, Ct))).Value;
        async Task<List<ForecastDeals.Row>> Deals(ForecastDeals ask) => [.. (await app.Run((ForecastDeals.Handler h) => h.Run(ask with { Limit = 200 }, reader, Ct))).Value.Items];

        var whole = await Open(new ForecastNumber());
        var (ground, rule) = (whole.Ground!, whole.Run.Grounds!.Rule);
        Assert.Equal(whole.Line.Expected.Minor - whole.Line.Won.Minor, (ground.AsQuarter + ground.AsMonths!.Value) / 2.0, 2.0);
        Assert.Equal(1, ground.Ways.Sum(w => w.Counts), 1e-9);
        Assert.Contains(ground.Ways, w => w.Name == "own");
        Assert.InRange(ground.Left, 0, 1);
        Assert.Equal(ground.Ways.Single(w => w.Name == "pipeline").Says, (double)(ground.OpenDeals!.Value + ground.Unborn!.Value), 2.0);
        Assert.Equal(whole.Line.WeightedPipeline.Minor, rule.Amount * rule.Rate, 2.0);
        Assert.Null((await Open(new ForecastNumber { Quarter = whole.Quarters[1] })).Ground!.OpenDeals);

        // Open deals make the weighted pipeline, wins of the quarter what is won.
        var open = await Deals(new ForecastDeals());
        Assert.Equal((rule.Open, (long)rule.Amount), (open.Count, open.Sum(d => d.Worth.Minor)));
        Assert.All(open, d => Assert.Equal(rule.Rate, d.Rate));
        Assert.Equal(whole.Line.Won.Minor, (await Deals(new ForecastDeals { Behind = DealsBehind.Won })).Sum(d => d.Worth.Minor));
        foreach (var (behind, moved) in new[] { (DealsBehind.CameIn, whole.Run.Moves.Opened), (DealsBehind.WonLately, whole.Run.Moves.Won), (DealsBehind.Gone, whole.Run.Moves.Gone) })
            Assert.Equal((moved.Deals, moved.Worth), await Deals(new ForecastDeals { Behind = behind }) is var some ? (some.Count, some.Sum(d => d.Worth.Minor)) : default);

        // A partner's part of what is to come, its own deals, and none of anybody else's.
        var firm = (await Lines()).First(l => l.By == ForecastBy.Partner && l.GroupId != Guid.Empty).GroupId;
        var own = await Open(new ForecastNumber { By = ForecastBy.Partner, Group = firm });
        Assert.InRange(own.Share!.Value, 0, 1);
        Assert.Null(own.Peers);
        Assert.NotEmpty(own.Trend);
        Assert.All(await Deals(new ForecastDeals { By = ForecastBy.Partner, Group = firm }), d => Assert.Equal(own.Name, d.Partner));
        Assert.All(await Deals(new ForecastDeals { By = ForecastBy.Partner }), d => Assert.Null(d.Partner));

        Assert.NotNull((await vendor.Page("/forecast?by=partner")).QuerySelector($"a[href='/forecast/number?by=Partner&group={firm}']"));
        Assert.NotNull((await vendor.Page("/forecast")).QuerySelector("a.stat[href='/forecast/number']"));
        foreach (var (address, word) in new[] { ("", "Deals not yet born"), ("?behind=Won", "Won in"), ($"?by=Partner&group={firm}", "Of what is still to come in the programme"), ($"?quarter={whole.Quarters[2]}", "The model of revenue") })
            Assert.Contains(word, (await vendor.Page("/forecast/number" + address)).Body!.TextContent, StringComparison.Ordinal);
        var file = (await (await vendor.Get("/forecast/number/export?format=csv")).Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(open.Count + 1, file.Length);
        Assert.Equal(HttpStatusCode.NotFound, (await vendor.Get("/forecast/number?quarter=2019-Q1")).StatusCode);
        var api = await (await app.Api(person)).GetFromJsonAsync<JsonElement>("forecast/number");
        Assert.Equal(rule.Open, api.GetProperty("rule").GetProperty("open").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await app.Given.PartnerPerson())).Get("/forecast/number")).StatusCode);
    }

    private async Task<MakeForecast.Made> Make() => (await app.Run((MakeForecast.Handler h) => h.Run(Actor.System, Ct))).Value;

    private Task<List<ForecastLineKept>> Lines() => app.Db(async db =>
    {
        var day = await db.ForecastRuns().MaxAsync(r => r.Day);
        return await db.ForecastLines().AsNoTracking().Where(l => l.Day == day).ToListAsync();
    });

    /// <summary>Two years of direct and partners' deals, six a month, two in three of them won; some still open.</summary>
    private async Task Programme()
    {
        await Once.WaitAsync();
        try
        {
            if (await app.Db(db => db.Deals().AnyAsync(d => d.Stage == "proposal")))
                return;
            var partners = new[] { await app.Given.Partner(), await app.Given.Partner() };
            await app.Db(async db =>
            {
                var opened = app.Now.AddMonths(-25);
                for (var i = 0; opened.AddDays(5 * i) < app.Now; i++)
                {
                    var deal = Deal.InPipeline(i % 3 == 0 ? null : partners[i % 2].Id, null, null, "proposal", $"D-F{app.GetHashCode()}-{i}", opened.AddDays(5 * i));
                    var amount = Tandem.Engine.Money.Of(5_000 + (i % 7 * 1_000), "EUR");
                    deal.Describe(new Customer { Name = $"Customer {i}" }, new Contact(), amount, amount.Minor, null, "");
                    var closes = deal.Created.AddDays(20 + (i % 40));
                    if (closes < app.Now && i % 3 != 1)
                        deal.Win(amount, amount.Minor, DateOnly.FromDateTime(closes.UtcDateTime), closes);
                    else if (closes < app.Now)
                        deal.Lose("price", DateOnly.FromDateTime(closes.UtcDateTime), closes);
                    db.Add(deal);
                }

                await db.SaveChangesAsync();
            });
        }
        finally
        {
            Once.Release();
        }
    }

    public sealed class OnSqlite(SqliteApp app) : ForecastTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : ForecastTests(app), IClassFixture<PostgresApp>;
}

/// <summary>An empty programme has no forecast, and says so.</summary>
public abstract class EmptyForecastTests(TestApp app)
{
    [Fact]
    public async Task Nothing_is_made_of_nothing_and_the_page_says_so()
    {
        Assert.Equal(new MakeForecast.Made(0, 0, 0), (await app.Run((MakeForecast.Handler h) => h.Run(Actor.System, CancellationToken.None))).Value);
        var page = await (await app.As(await app.Given.VendorPerson())).Page("/forecast");
        Assert.Contains("No forecast yet", page.Body!.TextContent, StringComparison.Ordinal);
    }

    public sealed class OnSqlite(SqliteApp app) : EmptyForecastTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : EmptyForecastTests(app), IClassFixture<PostgresApp>;
}
