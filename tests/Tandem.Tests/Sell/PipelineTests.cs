using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>Working a deal that is in the pipeline.</summary>
public abstract class PipelineTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task A_stage_is_entered_only_with_what_it_asks_for_and_the_refusal_names_what_is_missing()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var refused = await Move(deal, "discovery", seller);
        Assert.Equal("sell/stage-criteria", refused.Refusal!.Code);
        Assert.Contains("a next step", Problems.Say(refused.Refusal), StringComparison.Ordinal);

        await Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "Workshop" } }, seller, Ct));
        Assert.Equal("discovery", (await Move(deal, "discovery", seller)).Value.Stage);
        Assert.Equal("discovery", (await Move(deal, "discovery", seller)).Value.Stage);
        Assert.Equal("qualified", (await Move(deal, "qualified", seller)).Value.Stage);
        Assert.Equal(2, await Events(deal, "sell.stage-moved"));
        Assert.Equal("sell/unknown-stage", (await Move(deal, "nowhere", seller)).Refusal!.Code);
    }

    [Fact]
    public async Task One_change_is_one_event_that_names_what_changed_without_words()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var ask = new UpdateDeal
        {
            Deal = deal,
            Plan = new PlanInput { NextStep = "Secret workshop", Due = new DateOnly(2027, 1, 5) },
            Value = new ValueInput { Amount = 20_000, CloseDate = new DateOnly(2027, 2, 1) },
            Contact = new ContactInput { Name = "Robin Example", Email = "robin@example.org" },
            Lines = [new LineInput { ProductId = (await world.Product()).Id, Quantity = 7 }],
            Description = "All new",
        };
        await Do((UpdateDeal.Handler h) => h.Run(ask, seller, Ct));
        var view = (await world.Show(deal, seller)).Value;
        Assert.Equal(("Secret workshop", 2_000_000L, "Robin Example", 7, "All new"),
            (view.NextStep, view.Amount!.Value.Minor, view.Contact!.Name, view.Lines.Single().Quantity, view.Description));

        await Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Plan = ask.Plan, Value = ask.Value }, seller, Ct));
        var events = await app.Db(db => db.Events().Where(e => e.SubjectId == deal.Value && e.Kind == "sell.deal-updated").ToListAsync());
        var fact = (DealUpdated)Assert.Single(events).Fact;
        Assert.Equal([DealField.Products, DealField.NextStep, DealField.Amount, DealField.CloseDate, DealField.Contact, DealField.Description], fact.Changed);
        Assert.DoesNotContain("Secret", events[0].Data, StringComparison.Ordinal);
        Assert.DoesNotContain("Robin", events[0].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deal_is_won_once_and_the_vendor_can_take_it_back()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var future = await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, On = new DateOnly(2030, 1, 1) }, seller, Ct));
        Assert.Equal("sell/closed-in-future", future.Refusal!.Code);
        Assert.Equal(DealStatus.Won, (await Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, Amount = 9_999.5m }, seller, Ct))).Status);
        var again = await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal }, seller, Ct));
        Assert.Equal("sell/not-open", again.Refusal!.Code);
        Assert.Equal(1, await Events(deal, "sell.deal-won"));

        var partner = await world.Do((ReopenDeal.Handler h) => h.Run(new ReopenDeal { Deal = deal }, seller, Ct));
        Assert.Equal(RefusalKind.Forbidden, partner.Refusal!.Kind);
        Assert.Equal(DealStatus.Open, (await Do((ReopenDeal.Handler h) => h.Run(new ReopenDeal { Deal = deal }, boss, Ct))).Status);
        Assert.Null((await world.Show(deal, seller)).Value.ClosedOn);
    }

    [Fact]
    public async Task A_lost_deal_has_a_reason_of_the_list_and_is_not_reopened_over_somebody_elses_claim_unless_confirmed()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var (product, customer) = (await world.Product(), SellWorld.NewCustomer());
        var deal = await world.Open(world.Input(product, customer), seller);
        var unknown = await world.Do((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "bad luck" }, seller, Ct));
        Assert.Equal("sell/unknown-reason", unknown.Refusal!.Code);
        await Do((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "price" }, seller, Ct));
        await world.Registered(world.Input(product, customer), await world.Seller());

        var contested = await world.Do((ReopenDeal.Handler h) => h.Run(new ReopenDeal { Deal = deal }, boss, Ct));
        Assert.Equal("sell/customer-engaged", contested.Refusal!.Code);
        var forced = await Do((ReopenDeal.Handler h) => h.Run(new ReopenDeal { Deal = deal, DespiteConflict = true }, boss, Ct));
        Assert.Equal(DealStatus.Open, forced.Status);
    }

    [Fact]
    public async Task Owners_are_of_the_firm_and_co_owners_of_the_firm_or_the_vendor()
    {
        var (seller, boss, stranger) = (await world.Seller(), await world.Reviewer(), await world.Seller());
        var colleague = await world.Colleague(seller);
        var deal = await world.Open(world.Input(await world.Product()), seller);

        var wrong = await world.Do((AssignOwner.Handler h) => h.Run(new AssignOwner { Deal = deal, Owner = boss.Person }, boss, Ct));
        Assert.Equal("sell/not-a-colleague", wrong.Refusal!.Code);
        await Do((AssignOwner.Handler h) => h.Run(new AssignOwner { Deal = deal, Owner = colleague.Person }, seller, Ct));
        await Do((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = boss.Person }, seller, Ct));
        await Do((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = boss.Person }, seller, Ct));
        await Do((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = seller.Person }, seller, Ct));
        var foreign = await world.Do((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = stranger.Person }, boss, Ct));
        Assert.Equal("sell/not-a-colleague", foreign.Refusal!.Code);
        var view = (await world.Show(deal, seller)).Value;
        Assert.Equal((colleague.Name, 2), (view.Owner!.Name, view.CoOwners.Count));
        Assert.Equal(2, await Events(deal, "sell.co-owner-joined"));
        await Do((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = boss.Person, Leave = true }, boss, Ct));
        Assert.Equal([seller.Name], (await world.Show(deal, seller)).Value.CoOwners.Select(c => c.Name));
    }

    [Fact]
    public async Task The_vendors_own_deal_meets_the_same_check_and_a_bypass_is_an_event_that_the_partner_does_not_see()
    {
        var (product, customer) = (await world.Product(), SellWorld.NewCustomer());
        var (seller, rep) = (await world.Seller(), await world.Reviewer(Role.SalesRep));
        var deal = await world.Open(world.Input(product, customer), seller);
        var ask = new AddDirectDeal { CustomerName = customer + " Inc", Lines = [new LineInput { ProductId = product.Id }], Amount = 50_000 };

        var refused = await world.Do((AddDirectDeal.Handler h) => h.Run(ask, rep, Ct));
        Assert.Equal("sell/protected", refused.Refusal!.Code);
        var direct = await Do((AddDirectDeal.Handler h) => h.Run(ask with { Bypass = true }, rep, Ct));
        Assert.Equal(DealStatus.Open, direct.Status);
        Assert.Equal(1, await Events(deal, "sell.protection-bypassed"));
        var seen = await app.Db(db => db.HistoryOf(new Ref("deal", deal.Value), seller).Select(e => e.Kind).ToListAsync());
        Assert.DoesNotContain("sell.protection-bypassed", seen);
        Assert.Equal(RefusalKind.NotFound, (await world.Show(direct.Id, seller)).Refusal!.Kind);
    }

    [Fact]
    public async Task The_vendor_corrects_the_account_and_the_partner_never_sees_it()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var before = (await world.Show(deal, boss)).Value.Vendor!.Account!.Id;
        await Do((MatchAccount.Handler h) => h.Run(new MatchAccount { Deal = deal }, boss, Ct));
        Assert.NotEqual(before, (await world.Show(deal, boss)).Value.Vendor!.Account!.Id);
        Assert.Null((await world.Show(deal, seller)).Value.Vendor);
        var partner = await world.Do((MatchAccount.Handler h) => h.Run(new MatchAccount { Deal = deal }, seller, Ct));
        Assert.Equal(RefusalKind.Forbidden, partner.Refusal!.Kind);
    }

    private Task<Outcome<DealChanged>> Move(Id<Deal> deal, string stage, Actor by) =>
        world.Do((MoveStage.Handler h) => h.Run(new MoveStage { Deal = deal, Stage = stage }, by, Ct));

    private Task<int> Events(Id<Deal> deal, string kind) => app.Db(db => db.Events().CountAsync(e => e.SubjectId == deal.Value && e.Kind == kind));

    private async Task<T> Do<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull => (await world.Do(run)).Value;

    public sealed class OnSqlite(SqliteApp app) : PipelineTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PipelineTests(app), IClassFixture<PostgresApp>;
}
