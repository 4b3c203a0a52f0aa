using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Kernel;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>A partner claims an opportunity.</summary>
public abstract class RegisterDealTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_registration_is_approved_enters_the_pipeline_and_is_protected()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var registered = await world.Registered(world.Input(product, amount: 60_000), seller);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        app.Clock.Advance(TimeSpan.FromMinutes(20));
        var decided = await world.Decide(new DecideRegistration { Deal = registered.Id, Verdict = Verdict.Approve }, await world.Reviewer());

        Assert.Equal(DealStatus.Open, decided.Value.Status);
        var deal = await Find(registered.Id);
        Assert.Equal("qualified", deal.Stage);
        Assert.Equal(new DateOnly(2026, 6, 14), deal.Registration!.ProtectedUntil);
        var kinds = await app.Db(db => db.HistoryOf(deal.Ref, seller).Select(e => e.Kind).ToListAsync());
        Assert.Equal(["sell.registration-approved", "sell.registration-submitted"], kinds);
    }

    [Theory]
    [InlineData("GmbH", "AG")]
    [InlineData("Inc.", "Incorporated")]
    [InlineData("", "Holding B.V.")]
    public async Task The_second_partner_on_the_same_customer_is_found_in_spite_of_the_legal_form(string first, string second)
    {
        var customer = SellWorld.NewCustomer();
        var product = await world.Product();
        var one = await world.Registered(world.Input(product, $"{customer} {first}"), await world.Seller());
        var two = await world.Registered(world.Input(product, $"{customer} {second}"), await world.Seller());

        Assert.True((await Find(one.Id)).Registration!.First);
        var late = (await Find(two.Id)).Registration!;
        Assert.False(late.First);
        Assert.Equal(one.Id, Assert.Single(late.Findings).Deal);
    }

    [Fact]
    public async Task Other_products_are_no_conflict()
    {
        var customer = SellWorld.NewCustomer();
        await world.Registered(world.Input(await world.Product("Storage"), customer), await world.Seller());
        var other = await world.Registered(world.Input(await world.Product("Security"), customer), await world.Seller());
        Assert.True((await Find(other.Id)).Registration!.First);
    }

    [Fact]
    public async Task The_partners_own_earlier_registration_is_named_at_once()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var customer = SellWorld.NewCustomer();
        var first = await world.Registered(world.Input(product, customer), seller);
        var again = await world.Register(world.Input(product, customer + " Ltd"), seller);
        Assert.Equal("sell/already-registered", again.Refusal!.Code);
        Assert.Contains(first.Reference, Problems.Say(again.Refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_fifty_partners_at_the_same_instant_exactly_one_is_first()
    {
        var customer = SellWorld.NewCustomer();
        var product = await world.Product();
        var sellers = new List<Tandem.Identity.Actor>();
        for (var i = 0; i < 50; i++)
            sellers.Add(await world.Seller());

        var all = await Task.WhenAll(sellers.Select(seller => Task.Run(() => world.Registered(world.Input(product, customer), seller))));

        var ids = all.Select(r => r.Id).ToList();
        var firsts = await app.Db(db => db.Registrations().CountAsync(r => ids.Contains(r.Id) && r.First));
        Assert.Equal(1, firsts);
    }

    [Fact]
    public async Task A_close_date_in_the_past_is_refused_and_names_its_field()
    {
        var ask = world.Input(await world.Product()) with { CloseDate = new DateOnly(2026, 3, 15) };
        var refused = await world.Register(ask, await world.Seller());
        Assert.Equal(("sell/close-date-in-past", nameof(DealInput.CloseDate)), (refused.Refusal!.Code, refused.Refusal.Field));
    }

    private Task<Deal> Find(Id<Deal> id) =>
        app.Db(db => db.Deals().Include(d => d.Registration).Include(d => d.Lines).SingleAsync(d => d.Id == id));

    public sealed class OnSqlite(SqliteApp app) : RegisterDealTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : RegisterDealTests(app), IClassFixture<PostgresApp>;
}
