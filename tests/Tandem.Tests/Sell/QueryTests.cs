using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>What readers of both sides see of deals.</summary>
public abstract class QueryTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    [Theory]
    [InlineData("touched")]
    [InlineData("created")]
    [InlineData("reference")]
    [InlineData("customer")]
    [InlineData("partner")]
    [InlineData("owner")]
    [InlineData("status")]
    [InlineData("stage")]
    [InlineData("amount")]
    [InlineData("closeDate")]
    [InlineData("nextStepDue")]
    [InlineData("protectedUntil")]
    public async Task Paging_in_any_order_shows_every_deal_once_and_turned_round_is_the_reverse(string column)
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var reviewer = await world.Reviewer();
        var all = new List<Id<Deal>>();
        for (var i = 0; i < 7; i++)
        {
            var deal = await world.Registered(world.Input(product, amount: 60_000 + (i % 3)), seller);
            all.Add(deal.Id);
            if (i % 2 == 0)
                await world.Decide(new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Approve }, reviewer);
        }

        var forward = await Walk(column, seller);
        var backward = await Walk("-" + column, seller);

        Assert.Equal(all.Order(), forward.Order());
        backward.Reverse();
        Assert.Equal(forward, backward);
    }

    private async Task<List<Id<Deal>>> Walk(string sort, Actor by)
    {
        var seen = new List<Id<Deal>>();
        string? cursor = null;
        do
        {
            var page = (await world.Do((DealList.Handler h) => h.Run(new DealList { Sort = sort, Limit = 3, Cursor = cursor }, by, CancellationToken.None))).Value;
            Assert.Equal(7, page.Total);
            seen.AddRange(page.Items.Select(i => i.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        return seen;
    }

    [Fact]
    public async Task Filters_narrow_the_list()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var other = await world.Product("Other");
        var small = await world.Open(world.Input(product, "Filterus Kanto GmbH", amount: 5_000), seller);
        var large = await world.Open(world.Input(other, amount: 90_000), seller);

        Assert.Equal([small], await List(new DealList { AmountTo = 6_000 }));
        Assert.Equal([large], await List(new DealList { AmountFrom = 6_000 }));
        Assert.Equal([large], await List(new DealList { Product = other.Id }));
        Assert.Equal([small], await List(new DealList { Text = "filterus" }));
        Assert.Empty(await List(new DealList { Stalled = true }));
        Assert.Empty(await List(new DealList { Currency = "USD" }));
        Assert.Empty(await List(new DealList { Status = [DealStatus.Won, DealStatus.Lost] }));
        Assert.Equal(2, (await List(new DealList { Stage = ["qualified"], Mine = true, Tier = "registered", Direct = false })).Count);
        Assert.Equal(2, (await List(new DealList { ProtectionEndsBy = new DateOnly(2026, 12, 31), CloseFrom = new DateOnly(2026, 1, 1) })).Count);

        async Task<List<Id<Deal>>> List(DealList ask) =>
            [.. (await world.Do((DealList.Handler h) => h.Run(ask, seller, CancellationToken.None))).Value.Items.Select(i => i.Id)];
    }

    [Fact]
    public async Task A_technician_of_the_partner_sees_names_and_stage_but_no_amounts_and_cannot_find_them_out()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product(), amount: 12_345), seller);
        var technician = await world.Colleague(seller, Role.Technician);

        var view = (await world.Show(deal, technician)).Value;
        Assert.Null(view.Amount);
        Assert.Null(view.Contact);
        Assert.All(view.Lines, line => Assert.Null(line.UnitPrice));
        Assert.Empty(view.Actions);
        var list = (await world.Do((DealList.Handler h) => h.Run(new DealList(), technician, CancellationToken.None))).Value;
        Assert.Null(Assert.Single(list.Items).Amount);
        var narrowed = await world.Do((DealList.Handler h) => h.Run(new DealList { AmountFrom = 12_000 }, technician, CancellationToken.None));
        Assert.Equal("sell/no-amounts", narrowed.Refusal!.Code);
        var board = (await world.Do((PipelineBoard.Handler h) => h.Run(new PipelineBoard(), technician, CancellationToken.None))).Value;
        Assert.All(board.Columns, column => Assert.Null(column.Worth));
    }

    [Fact]
    public async Task Another_firms_deal_does_not_exist()
    {
        var deal = await world.Open(world.Input(await world.Product()), await world.Seller());
        var stranger = await world.Seller();
        Assert.Equal(RefusalKind.NotFound, (await world.Show(deal, stranger)).Refusal!.Kind);
        var timeline = await world.Do((DealTimeline.Handler h) => h.Run(new DealTimeline { Deal = deal }, stranger, CancellationToken.None));
        Assert.Equal(RefusalKind.NotFound, timeline.Refusal!.Kind);
    }

    [Fact]
    public async Task The_vendor_does_not_see_drafts()
    {
        var seller = await world.Seller();
        var draft = (await world.Do((SaveDraft.Handler h) => h.Run(new SaveDraft { CustomerName = "Halb" }, seller, CancellationToken.None))).Value;
        Assert.Equal(RefusalKind.NotFound, (await world.Show(draft.Id, await world.Reviewer())).Refusal!.Kind);
        Assert.Contains(DealAction.Submit, (await world.Show(draft.Id, seller)).Value.Actions);
    }

    [Fact]
    public async Task The_conflict_view_puts_both_claims_side_by_side_with_reasons()
    {
        var customer = SellWorld.NewCustomer();
        var product = await world.Product();
        var first = await world.Registered(world.Input(product, customer + " GmbH", 60_000), await world.Seller("Erste"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        var second = await world.Registered(world.Input(product, customer + " AG", 60_000), await world.Seller("Zweite"));

        var view = (await world.Do((ConflictView.Handler h) => h.Run(new ConflictView { Deal = second.Id }, Vendor().Result, CancellationToken.None))).Value;
        var against = Assert.Single(view.Others);
        Assert.Equal(first.Id, against.Other.Deal);
        Assert.False(against.RegistrationWasFirst);
        Assert.Equal([product.Name], against.SameProducts);
        Assert.NotEmpty(against.Reasons);
        Assert.Equal("Erste", against.Other.Partner!.Name);
    }

    [Fact]
    public async Task The_queue_counts_what_is_late_and_says_who_decides()
    {
        var boss = await Vendor();
        var seller = await world.Seller();
        var large = await world.Registered(world.Input(await world.Product(), amount: 150_000), seller);
        app.Clock.Advance(TimeSpan.FromHours(25));

        var queue = (await world.Do((ReviewQueue.Handler h) => h.Run(new ReviewQueue { Partner = seller.Partner }, boss, CancellationToken.None))).Value;
        var row = Assert.Single(queue.Items);
        Assert.Equal((large.Id, true, 1, 0), (row.Deal, row.Overdue, queue.Overdue, row.Level));
        Assert.Equal(["Partner manager", "Channel management"], row.Levels);
        var levels = (await world.Do((PreviewApprovers.Handler h) => h.Run(new PreviewApprovers { Deal = large.Id }, boss, CancellationToken.None))).Value;
        Assert.Equal([true, false], levels.Select(l => l.Current));
        Assert.Contains(levels[0].People, p => p.Id == boss.Person);
    }

    [Fact]
    public async Task The_queue_is_searched_by_customer_reference_and_partner()
    {
        var boss = await Vendor();
        var seller = await world.Seller("Seeking Partners AG");
        var product = await world.Product();
        var wanted = await world.Registered(world.Input(product, "Harbour Cranes of Antwerp", 150_000), seller);
        var other = await world.Registered(world.Input(product, "Quarry Mills Zermatt", 150_000), seller);
        var reference = await app.Db(db => db.Deals().Where(d => d.Id == wanted.Id).Select(d => d.Reference).SingleAsync());

        async Task<List<Id<Deal>>> Found(string text) =>
            [.. (await world.Do((ReviewQueue.Handler h) => h.Run(new ReviewQueue { Text = text }, boss, CancellationToken.None))).Value.Items.Select(r => r.Deal)];

        Assert.Equal([wanted.Id], await Found("CRANES OF"));
        Assert.Equal([wanted.Id], await Found(reference.ToLowerInvariant()));
        Assert.Equal(new[] { wanted.Id, other.Id }.Order(), (await Found("seeking partners")).Order());
        Assert.Empty(await Found("nobody is called this"));
    }

    [Fact]
    public async Task A_column_shows_the_deals_last_worked_on_and_more_of_them_when_asked()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var opened = new List<Id<Deal>>();
        for (var i = 0; i < PipelineBoard.Shown + 2; i++)
        {
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            opened.Add(await world.Open(world.Input(product, amount: 1_000), seller));
        }

        var first = (await Board(new PipelineBoard())).Columns[0];
        var longer = (await Board(new PipelineBoard { More = first.Code, Cards = PipelineBoard.Shown + 1 })).Columns;

        Assert.Equal((opened.Count, new Money(100_000L * opened.Count, "EUR")), (first.Count, first.Worth!.Total));
        Assert.Equal(Enumerable.Reverse(opened).Take(PipelineBoard.Shown), first.Cards.Select(c => c.Id));
        Assert.Equal(Enumerable.Reverse(opened).Take(PipelineBoard.Shown + 1), longer[0].Cards.Select(c => c.Id));
        Assert.All(longer.Skip(1), column => Assert.Empty(column.Cards));

        async Task<PipelineBoard.Board> Board(PipelineBoard ask) => (await world.Do((PipelineBoard.Handler h) => h.Run(ask, seller, CancellationToken.None))).Value;
    }

    [Fact]
    public async Task Boards_and_homes_count_and_sum()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        await world.Open(world.Input(product, amount: 10_000), seller);
        await world.Open(world.Input(product, amount: 5_000.50m), seller);
        await world.Do((SaveDraft.Handler h) => h.Run(new SaveDraft { CustomerName = "Halb" }, seller, CancellationToken.None));

        var board = (await world.Do((PipelineBoard.Handler h) => h.Run(new PipelineBoard(), seller, CancellationToken.None))).Value;
        Assert.Equal((2, 2, new Money(1_500_050, "EUR")), (board.Columns[0].Count, board.Columns[0].Cards.Count, board.Columns[0].Worth!.Total));
        var home = (await world.Do((HomeOfPartner.Handler h) => h.Run(new HomeOfPartner { Mine = true }, seller, CancellationToken.None))).Value;
        Assert.Equal((2, 1, 0), (home.Open.Count, home.Drafts.Count, home.Answer.Count));
        Assert.Equal(new Money(1_500_050, "EUR"), home.OpenWorth!.Total);
        var vendor = (await world.Do((HomeOfVendor.Handler h) => h.Run(new HomeOfVendor(), Vendor().Result, CancellationToken.None))).Value;
        Assert.True(vendor.Pipeline.Columns[0].Count >= 2);
    }

    [Fact]
    public async Task Only_the_firms_own_customers_are_offered()
    {
        var product = await world.Product();
        var seller = await world.Seller();
        await world.Registered(world.Input(product, "Autofill Nordlicht"), seller);
        await world.Registered(world.Input(product, "Autofill Suedlicht"), await world.Seller());
        var offered = (await world.Do((OwnCustomers.Handler h) => h.Run(new OwnCustomers { Text = "autofill" }, seller, CancellationToken.None))).Value;
        Assert.Equal("Autofill Nordlicht", Assert.Single(offered).Name);
    }

    [Fact]
    public async Task The_statistics_tell_how_the_vendor_keeps_its_clocks()
    {
        var seller = await world.Seller();
        var reviewer = await world.Reviewer();
        var product = await world.Product();
        var quick = await world.Registered(world.Input(product, amount: 60_000), seller);
        var slow = await world.Registered(world.Input(product, amount: 60_000), seller);
        app.Clock.Advance(TimeSpan.FromHours(2));
        await world.Decide(new DecideRegistration { Deal = quick.Id, Verdict = Verdict.Approve }, reviewer);
        app.Clock.Advance(TimeSpan.FromHours(28));
        await world.Decide(new DecideRegistration { Deal = slow.Id, Verdict = Verdict.Reject, Code = RejectionCode.NotQualified }, reviewer);

        var figures = (await world.Do((RegistrationStatistics.Handler h) => h.Run(new RegistrationStatistics(), seller, CancellationToken.None))).Value;
        Assert.Equal((2, 2, 0.5, 0.5, 16.0), (figures.Submitted, figures.Decided, figures.ApprovalRate, figures.InTime, figures.MedianHours));
    }

    [Fact]
    public async Task The_timeline_tells_each_side_what_it_may_know()
    {
        var seller = await world.Seller();
        var boss = await Vendor();
        var deal = await world.Registered(world.Input(await world.Product(), amount: 150_000), seller);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Decide(new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Approve }, boss);

        var partner = await Timeline(seller);
        var vendor = await Timeline(boss);
        Assert.Equal(["sell.registration-submitted"], partner.Select(e => e.Kind));
        Assert.Equal(["sell.level-approved", "sell.registration-submitted"], vendor.Select(e => e.Kind));
        Assert.Equal(seller.Name, partner[0].Who);

        async Task<IReadOnlyList<DealTimeline.Entry>> Timeline(Actor by) =>
            (await world.Do((DealTimeline.Handler h) => h.Run(new DealTimeline { Deal = deal.Id }, by, CancellationToken.None))).Value.Items;
    }

    private Task<Actor> Vendor() => world.Reviewer();

    public sealed class OnSqlite(SqliteApp app) : QueryTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : QueryTests(app), IClassFixture<PostgresApp>;
}
