using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Attribution;
using Tandem.Accelerate.Lifetime;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Tandem.Tests.Strategize;
using Xunit;

namespace Tandem.Tests.Accelerate;

/// <summary>Who sourced, led and influenced a deal; which channels brought the wins; what a partner is still worth.</summary>
public abstract class AttributionTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task The_earliest_undisputed_touch_sources_a_deal_and_a_dispute_takes_it_back()
    {
        var (seller, helper, vendor) = (await world.Seller(), await world.Seller("Helper firm"), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        Assert.Equal((await Show(deal, vendor)).Led, (await Show(deal, vendor)).Sourced);

        var touch = await Add(deal, vendor, "referral", Today.AddDays(-30), helper.Partner);
        var shown = await Show(deal, vendor);
        Assert.Equal("Helper firm", shown.Sourced);
        Assert.NotEqual("Helper firm", shown.Led);
        Assert.Empty(shown.Influenced);

        Assert.True((await Dispute(deal, touch, "They never met.", vendor)).Ok);
        Assert.NotEqual("Helper firm", (await Show(deal, vendor)).Sourced);
        Assert.Equal("accelerate/dispute", (await Dispute(deal, touch, "Again.", vendor)).Refusal?.Code);
        Assert.True((await Dispute(deal, touch, null, vendor)).Ok);
        Assert.Equal("Helper firm", (await Show(deal, vendor)).Sourced);

        app.Clock.Advance(TimeSpan.FromDays(2));
        var late = await world.Seller("Late firm");
        await Add(deal, vendor, "meeting", Today, late.Partner);
        Assert.Equal(["Late firm"], (await Show(deal, vendor)).Influenced);
    }

    [Fact]
    public async Task A_partner_reads_and_disputes_its_own_touches_only_and_no_stranger_finds_the_deal()
    {
        var (seller, helper, vendor) = (await world.Seller(), await world.Seller(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var theirs = await Add(deal, vendor, "referral", Today, helper.Partner);
        var own = await Add(deal, seller, "meeting", Today, helper.Partner);

        var shown = await Show(deal, seller);
        Assert.Equal([own], shown.Touches.Select(t => t.Id));
        Assert.DoesNotContain("Evidence of referral", shown.Touches.Select(t => t.Evidence));
        Assert.Equal(RefusalKind.NotFound, (await Dispute(deal, theirs, "No.", seller)).Refusal?.Kind);
        Assert.Equal(RefusalKind.NotFound, (await app.Run((ShowTouches.Handler h) => h.Run(new ShowTouches { Deal = deal }, helper, Ct))).Refusal?.Kind);
        Assert.True((await Dispute(deal, own, "A mistake.", seller)).Ok);
        Assert.Equal("accelerate/reason", (await Dispute(deal, own, null, seller)).Refusal?.Code);

        // Nor does the deal's history tell it that others reached the customer.
        Assert.True((await Dispute(deal, theirs, "No.", vendor)).Ok);
        Assert.Equal([own, own], await TouchesTold(deal, seller));
        Assert.Equal([theirs, theirs, own, own], (await TouchesTold(deal, vendor)).OrderBy(t => t != theirs));
    }

    private Task<List<Id<Touch>>> TouchesTold(Id<Deal> deal, Actor reader) => app.Db(async db =>
        (await db.HistoryOf(new Ref("deal", deal.Value), reader).ToListAsync()).Select(e => e.Fact switch
        {
            TouchRecorded recorded => recorded.Touch,
            TouchDisputed disputed => disputed.Touch,
            _ => (Id<Touch>?)null,
        }).OfType<Id<Touch>>().ToList());

    [Fact]
    public async Task A_touch_needs_a_known_channel_and_a_day_that_has_come()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        Assert.Equal("accelerate/channel", (await TryAdd(deal, seller, "magic", Today)).Refusal?.Code);
        Assert.Equal("accelerate/touch-in-future", (await TryAdd(deal, seller, "meeting", Today.AddDays(1))).Refusal?.Code);
    }

    [Fact]
    public async Task Each_model_credits_exactly_the_deals_won_and_the_pages_show_it_to_the_vendor()
    {
        var (seller, product, person) = (await world.Seller(), await world.Product(), await app.Given.VendorPerson());
        for (var i = 0; i < 6; i++)
        {
            var deal = await world.Open(world.Input(product), seller);
            if (i % 2 == 0)
                await Add(deal, seller, "webinar", Today.AddDays(-3), null);
            await Close(deal, seller, won: i < 4);
        }

        await app.Run((AttributeChannels.Handler h) => h.Run(Actor.System, Ct));
        var run = (await app.Run((ShowChannels.Handler h) => h.Run(new ShowChannels(), app.Act(person), Ct))).Value.Run!;
        Assert.True(run.Won >= 4 && run.Lost >= 2);
        foreach (var model in AttributeChannels.Models)
            Assert.Equal(run.Won, run.Lines.Sum(l => l.Credits[model]), 6);
        Assert.True(run.Lines.Single(l => l.Channel == "webinar").Credits["first"] > 0);

        var page = await (await app.As(person)).Page("/attribution");
        Assert.Contains("Webinar", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(run.Lines.Count, (await (await app.Api(person)).GetFromJsonAsync<JsonElement>("attribution")).GetProperty("items").GetArrayLength());
        var file = await (await (await app.As(person)).Get("/attribution/export")).Content.ReadAsStringAsync();
        Assert.Equal(1 + (run.Lines.Count * AttributeChannels.Models.Count), file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains((await (await app.As(await app.Given.PartnerPerson())).Get("/attribution")).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task Registering_selling_directly_and_working_beside_a_partner_are_touches_that_the_log_records_once()
    {
        var (seller, vendor, product) = (await world.Seller(), await world.Reviewer(Role.ChannelManager), await world.Product());
        var deal = await world.Open(world.Input(product), seller);
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.True((await app.Run((ShareDeal.Handler h) => h.Run(new ShareDeal { Deal = deal, Person = vendor.Person }, vendor, Ct))).Ok);
        await app.Drain();
        var touches = (await Show(deal, vendor)).Touches;
        Assert.Equal(["co-sell", "registration"], touches.Select(t => t.Channel).Order());
        Assert.Null(touches.Single(t => t.Channel == "co-sell").Partner);
        Assert.Equal([null], (await Show(deal, vendor)).Influenced);
        Assert.Empty(await app.Db(db => db.Events().Where(e => e.SubjectId == deal.Value && e.Kind == "partners.touch-recorded").ToListAsync()));

        await Close(deal, vendor, won: false);
        await app.Drain();
        Assert.Equal(2, (await Show(deal, vendor)).Touches.Count);
    }

    [Fact]
    public async Task A_registration_touch_that_is_disputed_leaves_the_path_and_the_deal_is_counted_all_the_same()
    {
        var (seller, vendor) = (await world.Seller(), await world.Reviewer());
        var deal = await world.Open(world.Input(await world.Product()), seller);
        await app.Drain();
        await Dispute(deal, (await Show(deal, vendor)).Touches.Single().Id, "We knew them first.", vendor);
        await Add(deal, vendor, "inbound", Today, null);
        await Close(deal, seller, won: true);
        await app.Run((AttributeChannels.Handler h) => h.Run(Actor.System, Ct));
        var run = (await app.Run((ShowChannels.Handler h) => h.Run(new ShowChannels(), vendor, Ct))).Value.Run!;
        Assert.True(run.Lines.Single(l => l.Channel == "inbound").Credits["first"] >= 1);
        Assert.Equal(run.Won, run.Lines.Sum(l => l.Credits["first"]), 6);
    }

    [Fact]
    public async Task Co_marketing_of_the_plan_counts_for_a_customer_that_the_plan_names_and_for_no_other()
    {
        var plans = new PlanWorld(app);
        var (seller, manager, product, name) = (await world.Seller(null, Role.PartnerAdmin), await world.Reviewer(Role.ChannelManager), await world.Product(), SellWorld.NewCustomer());
        await plans.Agreed(seller, manager, PlanWorld.Terms(new DateOnly(Today.Year, 1, 1)) with
        {
            Activities = [new("a1", "Open day for plant managers", Side.Partner, Today.AddDays(-20)), new("a2", "Webinar next quarter", Side.Vendor, Today.AddDays(40))],
            Accounts = [new("k1", name)],
        });
        var (named, other) = (await world.Open(world.Input(product, name + " GmbH"), seller), await world.Open(world.Input(product), seller));
        await app.Drain();
        var touch = (await Show(named, manager)).Touches.Single(t => t.Channel == "campaign");
        Assert.Equal((Today.AddDays(-20), "Open day for plant managers"), (touch.On, touch.Evidence));
        Assert.DoesNotContain((await Show(other, manager)).Touches, t => t.Channel == "campaign");
    }

    [Theory]
    [InlineData("Trade show", "event")]
    [InlineData("Google AdWords", null)]
    [InlineData("Word of mouth", "referral")]
    [InlineData(null, null)]
    public void Words_of_other_systems_for_channels_are_understood_or_left_alone(string? word, string? channel) =>
        Assert.Equal(channel, TouchChannels.Of(word));

    [Fact]
    public async Task The_deal_page_takes_a_touch_and_its_dispute_as_forms()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var portal = await app.As(await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == seller.Person)));
        var sent = await portal.Post($"/deals/{deal}/touches", ("Channel", "demo"), ("On", Today.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), ("Evidence", "Signed visitor list"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var page = await portal.Page($"/deals/{deal}");
        Assert.Contains("Signed visitor list", page.Body!.TextContent, StringComparison.Ordinal);

        var touch = await app.Db(db => db.Touches().Where(t => t.SubjectId == deal.Value).Select(t => t.Id).SingleAsync());
        await portal.Post($"/deals/{deal}/touches/dispute", ("Touch", touch.ToString()), ("Reason", "Another list"));
        Assert.Contains("Disputed", (await portal.Page($"/deals/{deal}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_that_wins_steadily_is_worth_more_than_one_that_stopped()
    {
        var firms = new List<Organisation>();
        for (var f = 0; f < 8; f++)
            firms.Add(await app.Given.Partner());
        await app.Db(async db =>
        {
            foreach (var (firm, f) in firms.Select((firm, f) => (firm, f)))
            {
                db.Add(PartnerProfile.Of(firm, PartnerType.Reseller, null, null, "EUR", new DateOnly(2024, 1, 1)));
                for (var i = 0; i < 20; i++)
                {
                    // The first half wins to this day, the others stopped a year ago.
                    var on = app.Now.AddDays(-600 + (30 * i) + (5 * f));
                    if (on >= app.Now || (f >= 4 && i > 7) || (i + f) % 5 == 0)
                        continue;
                    var deal = Deal.InPipeline(firm.Id, null, null, "proposal", $"D-L{f}-{i}-{app.GetHashCode()}", on.AddDays(-10));
                    var amount = Money.Of(1_000 + (50 * ((f * i) % 7)), "EUR");
                    deal.Describe(new Customer { Name = $"Customer {f} {i}" }, new Contact(), amount, amount.Minor, null, "");
                    deal.Win(amount, amount.Minor, DateOnly.FromDateTime(on.UtcDateTime), on);
                    db.Add(deal);
                }
            }

            await db.SaveChangesAsync();
        });
        Assert.True((await app.Run((ValuePartners.Handler h) => h.Run(Actor.System, Ct))).Value.Partners >= 8);

        var person = await app.Given.VendorPerson();
        var (steady, stopped) = (await Worth(firms[0], app.Act(person)), await Worth(firms[5], app.Act(person)));
        Assert.True(steady.Expected.Minor > stopped.Expected.Minor, $"{steady.Expected} {stopped.Expected}");
        Assert.True(steady.P10.Minor <= steady.Expected.Minor && steady.Expected.Minor <= steady.P90.Minor);
        Assert.InRange(stopped.Active, 0, steady.Active);
        Assert.Contains("Lifetime value", (await (await app.As(person)).Page($"/partners/{firms[0].Id}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.False((await app.Run(async (ShowWorth.Handler h) => await h.Run(new ShowWorth { Partner = firms[0].Id }, app.Act(await app.Given.PartnerPerson(firms[0])), Ct))).Ok);
    }

    private DateOnly Today => DateOnly.FromDateTime(app.Now.UtcDateTime);

    private async Task<ShowWorth.Shown> Worth(Organisation firm, Actor by) => (await app.Run((ShowWorth.Handler h) => h.Run(new ShowWorth { Partner = firm.Id }, by, Ct))).Value;

    private async Task<ShowTouches.Shown> Show(Id<Deal> deal, Actor by) => (await app.Run((ShowTouches.Handler h) => h.Run(new ShowTouches { Deal = deal }, by, Ct))).Value;

    private async Task<Id<Touch>> Add(Id<Deal> deal, Actor by, string channel, DateOnly on, Id<Organisation>? partner)
    {
        var added = await TryAdd(deal, by, channel, on, partner);
        Assert.True(added.Ok, added.Refusal?.Code);
        return added.Value.Id;
    }

    private Task<Outcome<AddTouch.TouchKept>> TryAdd(Id<Deal> deal, Actor by, string channel, DateOnly on, Id<Organisation>? partner = null) =>
        app.Run((AddTouch.Handler h) => h.Run(new AddTouch { Deal = deal, Channel = channel, On = on, Evidence = $"Evidence of {channel}", Partner = partner }, by, Ct));

    private Task<Outcome<Done>> Dispute(Id<Deal> deal, Id<Touch> touch, string? reason, Actor by) =>
        app.Run((DisputeTouch.Handler h) => h.Run(new DisputeTouch { Deal = deal, Touch = touch, Reason = reason }, by, Ct));

    private async Task Close(Id<Deal> deal, Actor by, bool won) => Assert.True(won
        ? (await app.Run((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal, Amount = 5_000 }, by, Ct))).Ok
        : (await app.Run((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = deal, Reason = "price" }, by, Ct))).Ok);

    public sealed class OnSqlite(SqliteApp app) : AttributionTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : AttributionTests(app), IClassFixture<PostgresApp>;
}
