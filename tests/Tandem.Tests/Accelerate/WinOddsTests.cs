using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Accelerate.WinOdds;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Accelerate;

/// <summary>Odds of deals: from what was known then and nothing else, shown to whom they are meant for.</summary>
public abstract class WinOddsTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task What_is_recorded_after_a_moment_changes_nothing_of_what_was_known_at_it()
    {
        var (seller, product) = (await world.Seller(), await world.Product());
        var deal = await world.Open(world.Input(product), seller);
        app.Clock.Advance(TimeSpan.FromDays(3));
        await Move(deal, "discovery", seller);
        app.Clock.Advance(TimeSpan.FromDays(4));
        var at = app.Now;
        var before = await Row(deal, at);
        Assert.Contains("stage=discovery", before);
        Assert.Contains("amount=4", before);
        Assert.Contains("moves=1", before);

        app.Clock.Advance(TimeSpan.FromHours(1));
        await Ok((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Value = new ValueInput { Amount = 99_000, CloseDate = new DateOnly(2027, 1, 1) } }, seller, Ct));
        await Move(deal, "proposal", seller);
        var colleague = (await world.Colleague(seller)).Person!.Value;
        await Ok((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = colleague }, seller, Ct));
        var other = await world.Open(world.Input(product), seller);
        await Ok((WinDeal.Handler h) => h.Run(new WinDeal { Deal = other, Amount = 5_000, On = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-3) }, seller, Ct));
        await Ok((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "price", On = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-2) }, seller, Ct));

        Assert.Equal(before, await Row(deal, at));
        Assert.NotEqual(before, await Row(deal, app.Now));
    }

    [Fact]
    public async Task A_program_of_ten_ended_deals_gives_every_open_one_the_common_rate_and_says_that_it_is_not_tested()
    {
        var (seller, reviewer) = (await Programme(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        await app.Drain();

        var odds = await Json(reviewer, $"deals/{deal}/odds");
        Assert.InRange(odds.GetProperty("odds").GetDouble(), 0.05, 0.95);
        Assert.False(odds.GetProperty("proven").GetBoolean());
        using var page = await (await app.As(await PersonOf(reviewer))).Page($"/deals/{deal}");
        Assert.Contains("Odds of a win", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("the common rate", page.Body.TextContent, StringComparison.Ordinal);
        using var table = await (await app.As(await PersonOf(reviewer))).Page("/pipeline/table?status=open");
        Assert.Contains(table.QuerySelectorAll("th"), th => th.TextContent.Trim() == "Odds");
    }

    [Fact]
    public async Task The_vendor_sorts_filters_and_exports_deals_by_their_odds_and_a_partner_does_not()
    {
        var (seller, reviewer) = (await Programme(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        await app.Drain();
        var odds = (await Json(reviewer, $"deals/{deal}/odds")).GetProperty("odds").GetDouble();

        Assert.Contains(deal, await Ids(new DealList { OddsFrom = odds - 0.01, OddsTo = odds + 0.01, Limit = 200 }));
        Assert.DoesNotContain(deal, await Ids(new DealList { OddsFrom = odds + 0.01, Limit = 200 }));
        var sorted = await Ids(new DealList { Sort = "-odds", Limit = 200 });
        var said = await app.Db(db => db.PredictionRows().Where(p => p.Kind == DealOdds.Kind && p.Until == DateOnly.MaxValue).ToDictionaryAsync(p => p.SubjectId, p => p.Value));
        var values = sorted.ConvertAll(id => said.GetValueOrDefault(id.Value, -1));
        Assert.Equal(values.OrderDescending(), values);

        Assert.Equal("sell/no-odds", (await world.Do((DealList.Handler h) => h.Run(new DealList { OddsFrom = 0.5 }, seller, Ct))).Refusal?.Code);
        var vendors = await (await (await app.As(await PersonOf(reviewer))).Get("/pipeline/table/export?status=open")).Content.ReadAsStringAsync();
        Assert.EndsWith("Odds", vendors.Split('\n')[0].TrimEnd('\r'), StringComparison.Ordinal);
        var partners = await (await (await app.As(await PersonOf(seller))).Get("/deals/export")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("Odds", partners, StringComparison.Ordinal);

        async Task<List<Id<Deal>>> Ids(DealList ask) => [.. (await world.Do((DealList.Handler h) => h.Run(ask, reviewer, Ct))).Value.Items.Select(d => d.Id)];
    }

    [Fact]
    public async Task A_partner_sees_odds_only_of_its_own_deals_and_only_where_the_programme_says_so()
    {
        var seller = await Programme();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        await app.Drain();
        Assert.Equal(JsonValueKind.Null, (await Json(seller, $"deals/{deal}/odds")).GetProperty("odds").ValueKind);
        using (var page = await (await app.As(await PersonOf(seller))).Page($"/deals/{deal}"))
            Assert.DoesNotContain("Odds of a win", page.Body!.TextContent, StringComparison.Ordinal);

        await world.Rules(new PredictionSight { PartnersSee = [DealOdds.Kind] }, seller);
        Assert.Equal(JsonValueKind.Number, (await Json(seller, $"deals/{deal}/odds")).GetProperty("odds").ValueKind);
        using (var page = await (await app.As(await PersonOf(seller))).Page($"/deals/{deal}"))
            Assert.Contains("Odds of a win", page.Body!.TextContent, StringComparison.Ordinal);

        var stranger = await world.Seller();
        await world.Rules(new PredictionSight { PartnersSee = [DealOdds.Kind] }, stranger);
        Assert.Equal(HttpStatusCode.NotFound, await Status(stranger, $"deals/{deal}/odds"));
    }

    [Fact]
    public async Task A_deal_that_ends_has_no_odds_any_more()
    {
        var seller = await Programme();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        await app.Drain();
        Assert.NotNull(await app.Run((Predictions p) => p.Of(DealOdds.Kind, deal.Value, Ct)));

        await Ok((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "price" }, seller, Ct));
        await app.Drain();
        Assert.Null(await app.Run((Predictions p) => p.Of(DealOdds.Kind, deal.Value, Ct)));
    }

    [Fact]
    public async Task Accuracy_pages_open_for_the_vendor_and_training_for_operations_alone()
    {
        await Programme();
        var reader = await app.As(await app.Given.VendorPerson(Role.SalesRep));
        using var list = await reader.Page("/accuracy");
        Assert.Contains("Win odds", list.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Log loss", await (await reader.Get("/accuracy/export?format=csv")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var page = await reader.Page($"/accuracy/{DealOdds.Kind}");
        Assert.Contains("This score has no proven accuracy", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await reader.Get("/accuracy/unknown")).StatusCode);
    }

    /// <summary>Twelve deals that have ended after some days, and a model that learned from them.</summary>
    private async Task<Actor> Programme()
    {
        var (seller, product) = (await world.Seller(), await world.Product());
        var deals = new List<Id<Deal>>();
        for (var i = 0; i < 12; i++)
            deals.Add(await world.Open(world.Input(product), seller));
        app.Clock.Advance(TimeSpan.FromDays(20));
        foreach (var (deal, i) in deals.Select((d, i) => (d, i)))
        {
            if (i % 3 == 0)
                await Ok((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, Amount = 5_000 }, seller, Ct));
            else
                await Ok((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "price" }, seller, Ct));
        }

        await app.Run((Retrain.Handler h) => h.Run(new Retrain { Kind = DealOdds.Kind }, Actor.System, Ct));
        return seller;
    }

    private async Task<string> Row(Id<Deal> deal, DateTimeOffset at) => await app.Run(async (IServiceProvider services) =>
    {
        var pasts = services.GetRequiredService<DealPasts>();
        var past = (await pasts.Read([deal.Value], Ct)).Single();
        var frame = DealFeatures.Of([(past, at)], await pasts.Records(null, Ct), (_, money) => (double)money.Amount);
        return string.Join(", ", frame.Columns.Select(c => $"{c.Name}={c.Show(0)}"));
    });

    private Task<Outcome<DealChanged>> Move(Id<Deal> deal, string stage, Actor by) => Ok(async (MoveStage.Handler h) =>
    {
        await app.Run((UpdateDeal.Handler u) => u.Run(new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "call", Due = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(5) } }, by, Ct));
        return await h.Run(new MoveStage { Deal = deal, Stage = stage }, by, Ct);
    });

    private async Task<Outcome<T>> Ok<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull
    {
        var done = await app.Run(run);
        Assert.True(done.Ok, done.Refusal?.Code);
        return done;
    }

    private Task<Person> PersonOf(Actor actor) => app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == actor.Person));

    private async Task<JsonElement> Json(Actor by, string path) =>
        await (await app.Api(await PersonOf(by))).GetFromJsonAsync<JsonElement>(path);

    private async Task<HttpStatusCode> Status(Actor by, string path) => (await (await app.Api(await PersonOf(by))).GetAsync(path)).StatusCode;

    public sealed class OnSqlite(SqliteApp app) : WinOddsTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : WinOddsTests(app), IClassFixture<PostgresApp>;
}
