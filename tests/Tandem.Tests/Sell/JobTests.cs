using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Policies;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>What Tandem does with deals by itself.</summary>
public abstract class JobTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task A_clean_registration_is_approved_by_rule_after_the_policys_delay_and_not_before()
    {
        var seller = await world.Seller();
        await world.Rules(new EngagementPolicy { ReviewShare = 0 }, seller);
        var deal = (await world.Registered(world.Input(await world.Product()), seller)).Id;
        Assert.Equal(DealStatus.InReview, await Status(deal));
        app.Clock.Advance(TimeSpan.FromMinutes(14));
        await Announce();
        Assert.Equal(DealStatus.InReview, await Status(deal));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await Announce();
        await Announce();
        Assert.Equal(DealStatus.Open, await Status(deal));
        Assert.Equal(1, await Events(deal, "sell.registration-approved"));
    }

    [Fact]
    public async Task Without_a_delay_it_is_approved_at_the_next_run_and_a_share_goes_to_people_all_the_same()
    {
        var (quick, sampled) = (await world.Seller(), await world.Seller());
        await world.Rules(new EngagementPolicy { ReviewShare = 0, AutoApproveDelayMinutes = 0 }, quick);
        await world.Rules(new EngagementPolicy { ReviewShare = 1, AutoApproveDelayMinutes = 0 }, sampled);
        var product = await world.Product();
        var one = (await world.Registered(world.Input(product), quick)).Id;
        var two = (await world.Registered(world.Input(product), sampled)).Id;
        await Announce();
        Assert.Equal((DealStatus.Open, DealStatus.InReview), (await Status(one), await Status(two)));
    }

    [Fact]
    public async Task A_person_who_takes_a_registration_over_from_the_rule_decides_it()
    {
        var seller = await world.Seller();
        await world.Rules(new EngagementPolicy { ReviewShare = 0 }, seller);
        var deal = (await world.Registered(world.Input(await world.Product()), seller)).Id;
        await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.NeedsInfo, Text = "Which site?" }, await world.Reviewer());
        app.Clock.Advance(TimeSpan.FromHours(1));
        await Announce();
        Assert.Equal(DealStatus.NeedsInfo, await Status(deal));
    }

    [Fact]
    public async Task A_missed_clock_is_reported_once_per_level()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var deal = (await world.Registered(world.Input(await world.Product(), amount: 150_000), seller)).Id;
        app.Clock.Advance(TimeSpan.FromHours(23));
        await Run((EscalateOverdueReviews.Handler h) => h.Run(Actor.System, Ct));
        Assert.Equal(0, await Events(deal, "sell.review-overdue"));
        app.Clock.Advance(TimeSpan.FromHours(2));
        await Run((EscalateOverdueReviews.Handler h) => h.Run(Actor.System, Ct));
        await Run((EscalateOverdueReviews.Handler h) => h.Run(Actor.System, Ct));
        Assert.Equal(1, await Events(deal, "sell.review-overdue"));
        await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve }, boss);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await Run((EscalateOverdueReviews.Handler h) => h.Run(Actor.System, Ct));
        Assert.Equal(2, await Events(deal, "sell.review-overdue"));
    }

    [Fact]
    public async Task Both_sides_are_reminded_thirty_fourteen_and_three_days_before_the_end_once_each()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        for (var day = 0; day < 90; day++)
        {
            app.Clock.Advance(TimeSpan.FromDays(1));
            await Run((RemindOfExpiry.Handler h) => h.Run(Actor.System, Ct));
            await Run((RemindOfExpiry.Handler h) => h.Run(Actor.System, Ct));
        }

        // Days as the programme's calendar counts them: at which hour a test arrives here depends on those before it.
        var sent = (await app.Db(db => db.Events().Where(e => e.SubjectId == deal.Value && e.Kind == "sell.expiry-near").OrderBy(e => e.Recorded).ToListAsync())).ConvertAll(e => ((ExpiryNear)e.Fact).Days);
        Assert.Equal([30, 14, 3], sent);
    }

    [Fact]
    public async Task A_protection_ends_when_its_last_day_has_passed_where_the_programme_is_run()
    {
        var seller = await world.Seller();
        var product = await world.Product();
        var deal = await world.Open(world.Input(product), seller);
        var won = await world.Open(world.Input(product), seller);
        var asked = await world.Open(world.Input(product), seller);
        await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = won }, seller, Ct));
        app.Clock.Advance(TimeSpan.FromDays(85));
        await world.Do((RequestExtension.Handler h) => h.Run(new RequestExtension { Deal = asked }, seller, Ct));
        var until = (await world.Show(deal, seller)).Value.Registration!.ProtectedUntil!.Value;
        var end = new ProgrammePolicy().StartOf(until.AddDays(1));

        // Midnight in Berlin is 22:00 or 23:00 UTC of the last day itself.
        Assert.Equal(until, DateOnly.FromDateTime(end.UtcDateTime));
        app.Clock.MoveTo(end.AddSeconds(-1));
        await Expire();
        Assert.Equal(DealStatus.Open, await Status(deal));
        app.Clock.MoveTo(end);
        await Expire();
        await Expire();
        Assert.Equal((DealStatus.Expired, DealStatus.Won, DealStatus.Open), (await Status(deal), await Status(won), await Status(asked)));
        Assert.Equal(1, await Events(deal, "sell.registration-expired"));
        await world.Do((DecideExtension.Handler h) => h.Run(new DecideExtension { Deal = asked, Grant = false }, Boss().Result, Ct));
        await Expire();
        Assert.Equal(DealStatus.Expired, await Status(asked));
    }

    [Fact]
    public async Task A_deal_that_stands_still_is_nudged_weekly_and_what_an_import_brought_is_not()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var imported = Deal.InPipeline(seller.Partner, seller.Person, null, "qualified", Reference.New('D'), app.Now.AddDays(-500), "OLD-" + Guid.NewGuid());
        imported.Reprice(Money.Of(1, "EUR"), 100, imported.Created);
        await app.Db(db =>
        {
            db.Add(imported);
            return db.SaveChangesAsync();
        });
        app.Clock.Advance(TimeSpan.FromDays(22));
        await Nudge();
        app.Clock.Advance(TimeSpan.FromDays(6));
        await Nudge();
        Assert.Equal(1, await Events(deal, "sell.deal-stalled"));
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Nudge();
        Assert.Equal((2, 0), (await Events(deal, "sell.deal-stalled"), await Events(imported.Id, "sell.deal-stalled")));
        Assert.True((await world.Show(deal, seller)).Value.StalledDays >= 29);
        Assert.Null((await world.Show(imported.Id, seller)).Value.StalledDays);
        await world.Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Description = "Alive" }, seller, Ct));
        app.Clock.Advance(TimeSpan.FromDays(8));
        await Nudge();
        Assert.Equal(2, await Events(deal, "sell.deal-stalled"));
    }

    [Fact]
    public async Task A_nudge_does_not_refuse_what_is_being_written_on_a_form()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        app.Clock.Advance(TimeSpan.FromDays(22));
        var read = (await world.Show(deal, seller)).Value.Version;
        await Nudge();
        Assert.Equal(1, await Events(deal, "sell.deal-stalled"));
        Assert.Null((await world.Do((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Version = read, Description = "Still alive" }, seller, Ct))).Refusal);
    }

    [Fact]
    public async Task A_burst_of_refusals_alerts_operations_once_and_the_partner_sees_nothing_of_it()
    {
        var (seller, boss) = (await world.Seller(), await world.Reviewer());
        var product = await world.Product();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(0, await Alerts(seller));
            var deal = (await world.Registered(world.Input(product, amount: 60_000), seller)).Id;
            await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Reject, Code = RejectionCode.CustomerAlreadyEngaged }, boss);
            await Run((WatchForProbing.Handler h) => h.Run(Actor.System, Ct));
        }

        await Run((WatchForProbing.Handler h) => h.Run(Actor.System, Ct));
        Assert.Equal(1, await Alerts(seller));
        await app.Drain();
        var told = await app.Db(db => db.Set<Notice>().Where(n => n.Kind == "sell.probing").Select(n => n.PersonId).ToListAsync());
        Assert.Contains(boss.Person!.Value, told);
        Assert.DoesNotContain(seller.Person!.Value, told);
    }

    [Fact]
    public async Task Each_event_tells_the_people_it_concerns_and_not_the_one_who_acted()
    {
        var (seller, boss) = (await world.Seller(null, Role.Seller), await world.Reviewer());
        var admin = await world.Colleague(seller, Role.PartnerAdmin);
        var technician = await world.Colleague(seller, Role.Technician);
        var deal = (await world.Registered(world.Input(await world.Product(), amount: 60_000), seller)).Id;
        await app.Drain();
        Assert.Contains(boss.Person!.Value, await Told(deal, "sell.review-waits"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await world.Decide(new DecideRegistration { Deal = deal, Verdict = Verdict.Approve }, boss);
        await app.Drain();
        Assert.Equal(new[] { seller.Person!.Value, admin.Person!.Value }.Order(), (await Told(deal, "sell.decided")).Order());
        Assert.DoesNotContain(technician.Person!.Value, await Told(deal, "sell.decided"));
    }

    [Fact]
    public async Task Only_tandem_itself_runs_these()
    {
        var boss = await Boss();
        Assert.Equal(RefusalKind.Forbidden, (await world.Do((ExpireRegistrations.Handler h) => h.Run(boss, Ct))).Refusal!.Kind);
    }

    private async Task<List<Id<Person>>> Told(Id<Deal> deal, string kind) =>
        await app.Db(db => db.Set<Notice>().Where(n => n.Kind == kind && n.Link == $"/deals/{deal}").Select(n => n.PersonId).ToListAsync());

    private Task<Actor> Boss() => world.Reviewer();

    private Task Announce() => Run((AnnounceAutomaticApprovals.Handler h) => h.Run(Actor.System, Ct));

    private Task Expire() => Run((ExpireRegistrations.Handler h) => h.Run(Actor.System, Ct));

    private Task Nudge() => Run((NudgeStalledDeals.Handler h) => h.Run(Actor.System, Ct));

    private async Task Run<THandler>(Func<THandler, Task<Outcome<int>>> run) where THandler : notnull => Assert.Null((await world.Do(run)).Refusal);

    private Task<DealStatus> Status(Id<Deal> deal) => app.Db(db => db.Deals().Where(d => d.Id == deal).Select(d => d.Status).SingleAsync());

    private Task<int> Events(Id<Deal> deal, string kind) => app.Db(db => db.Events().CountAsync(e => e.SubjectId == deal.Value && e.Kind == kind));

    private Task<int> Alerts(Actor partner) => app.Db(db => db.Events().CountAsync(e => e.PartnerId == partner.Partner && e.Kind == "sell.probing-suspected"));

    public sealed class OnSqlite(SqliteApp app) : JobTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : JobTests(app), IClassFixture<PostgresApp>;
}
