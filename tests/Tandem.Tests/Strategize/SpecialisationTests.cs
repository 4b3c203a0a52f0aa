using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel.Api;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Sell;
using Tandem.Strategize;
using Tandem.Strategize.Specialisations;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class SpecialisationTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly StandingWorld world = new(app);

    /// <summary>By two deals won in a field within a year, for six months, renewable in the last thirty days.</summary>
    private static SpecialisationsPolicy Rules(string field, SpecialisedIn kind = SpecialisedIn.Product, int wins = 2, params Requirement[] requirements) => new()
    {
        RenewalDays = 30,
        Specialisations = [new Specialisation("vision", "Vision") { In = kind, Field = field, Wins = wins, Months = 6, Requirements = requirements, Gives = "Leads" }],
    };

    [Fact]
    public async Task It_is_held_with_the_event_that_brings_the_last_evidence_and_counts_its_own_field_only()
    {
        var (family, seller) = (Family(), await Seller());
        await world.Sell.Rules(Rules(family), seller);
        await Win(seller, family);
        await Win(seller, "Something else");
        Assert.Equal((false, 1, 0.5), await Item(seller) is var near ? (near.Held, near.Won, near.Progress) : default);

        await Win(seller, family.ToUpperInvariant());
        var held = await Item(seller);
        Assert.Equal((true, true, 2, world.Today, world.Today.AddMonths(6).AddDays(-1)), (held.Held, held.Met, held.Won, held.Since, held.ValidUntil));
        Assert.Equal(["strategize.specialisation-earned"], await Told(seller));
        await app.Drain();
        Assert.Equal(1, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == seller.Person && n.Kind == "strategize.specialisation", Ct)));
        Assert.Equal([SpecialisationMove.Earned], (await Show(seller)).News.Select(n => n.Move));
    }

    [Fact]
    public async Task A_vertical_is_the_sector_of_the_customer()
    {
        var (sector, seller) = (Family(), await Seller());
        await world.Sell.Rules(Rules(sector, SpecialisedIn.Vertical), seller);
        await Win(seller, "Any", sector);
        await Win(seller, "Any", sector);
        await Night();

        Assert.Equal((true, 2), await Item(seller) is var item ? (item.Held, item.Deals.Count) : default);
    }

    [Fact]
    public async Task It_is_kept_until_its_last_day_whatever_the_numbers_say_and_then_ends()
    {
        var (family, seller) = (Family(), await Seller());
        await world.Sell.Rules(Rules(family, SpecialisedIn.Product, 1, new Requirement("sell.registrations", Window.ThisQuarter, 1)), seller);
        await Win(seller, family);
        var last = (await Item(seller)).ValidUntil!.Value;

        // Two quarters on nothing was registered: within its term that takes nothing away.
        await GoTo(last.AddDays(-31));
        Assert.Equal((true, null, false), await Item(seller) is var kept ? (kept.Held, kept.DueSince, kept.Met) : default);
        await GoTo(last.AddDays(-29));
        Assert.Equal((true, last.AddDays(-29)), await Item(seller) is var due ? (due.Held, due.DueSince) : default);
        await GoTo(last);
        Assert.True((await Item(seller)).Held);
        await GoTo(last.AddDays(1));
        Assert.Equal((false, null), await Item(seller) is var gone ? (gone.Held, gone.ValidUntil) : default);
        Assert.Equal(["strategize.specialisation-earned", "strategize.specialisation-due", "strategize.specialisation-ended"], await Told(seller));
    }

    [Fact]
    public async Task Renewal_before_the_last_day_loses_no_day()
    {
        var (family, seller) = (Family(), await Seller());
        await world.Sell.Rules(Rules(family, wins: 1), seller);
        await Win(seller, family);
        var (since, last) = ((await Item(seller)).Since, (await Item(seller)).ValidUntil!.Value);
        await GoTo(last.AddDays(-10));
        await Night();

        var renewed = await Item(seller);
        Assert.Equal((since, last.AddDays(1).AddMonths(6).AddDays(-1), null), (renewed.Since, renewed.ValidUntil, renewed.DueSince));
        Assert.Equal(["strategize.specialisation-earned", "strategize.specialisation-renewed"], await Told(seller));
    }

    [Fact]
    public async Task Who_is_warned_and_catches_up_is_renewed()
    {
        var (family, seller) = (Family(), await Seller());
        await world.Sell.Rules(Rules(family, SpecialisedIn.Product, 1, new Requirement("sell.registrations", Window.ThisQuarter, 1)), seller);
        await Win(seller, family);
        var last = (await Item(seller)).ValidUntil!.Value;
        await GoTo(last.AddDays(-20));
        Assert.NotNull((await Item(seller)).DueSince);
        await world.Register(seller, 1);

        Assert.Equal((true, null), await Item(seller) is var item ? (item.Held, item.DueSince) : default);
        Assert.True((await Item(seller)).ValidUntil > last);
    }

    [Fact]
    public async Task What_was_taken_out_of_the_rules_is_kept_until_its_last_day_and_not_renewed()
    {
        var (family, seller) = (Family(), await Seller());
        await world.Sell.Rules(Rules(family, wins: 1), seller);
        await Win(seller, family);
        var last = (await Item(seller)).ValidUntil!.Value;
        await world.Sell.Rules(new SpecialisationsPolicy(), seller);
        await GoTo(last);
        Assert.Equal((true, false), await Item(seller) is var kept ? (kept.Held, kept.Offered) : default);
        await GoTo(last.AddDays(1));
        Assert.Empty((await Show(seller)).Items);
        Assert.Equal("strategize.specialisation-ended", (await Told(seller))[^1]);
    }

    [Fact]
    public async Task What_nobody_measures_gives_nobody_a_specialisation_and_takes_none_away()
    {
        var (family, seller, newcomer) = (Family(), await Seller(), await Seller());
        await world.Sell.Rules(Rules(family, wins: 1), seller);
        await Win(seller, family);
        var (last, deleted) = ((await Item(seller)).ValidUntil!.Value, Rules(family, SpecialisedIn.Product, 1, new Requirement("sell.gone-since", Window.ThisYear, 1)));
        await world.Sell.Rules(deleted, seller);
        await world.Sell.Rules(deleted, newcomer);
        await Win(newcomer, family);
        await GoTo(last.AddDays(1));

        Assert.Equal((true, Holds.Unknown), await Item(seller) is var item ? (item.Held, item.Requirements[0].Holds) : default);
        Assert.False((await Item(newcomer)).Held);
    }

    [Fact]
    public async Task Past_days_are_listed_as_they_ended()
    {
        var (family, seller, manager) = (Family(), await Seller(), await world.Sell.Reviewer());
        await world.Sell.Rules(Rules(family), seller);
        await Win(seller, family);
        var before = world.Today;
        app.Clock.Advance(TimeSpan.FromDays(3));
        await Win(seller, family);

        async Task<ListSpecialisations.Row?> Row(SpecialisationPhase? phase, DateOnly? day) => (await app.Run((ListSpecialisations.Handler h) => h.Run(
            new ListSpecialisations { Phase = phase is { } p ? new Choice<SpecialisationPhase>(p) : null, AsOf = day, Sort = "-progress", Limit = 200 }, manager, Ct))).Value.Items.SingleOrDefault(r => r.Partner == seller.Partner);
        Assert.Equal((0.5, null), await Row(null, before) is { } then ? (then.Progress, then.Since) : default);
        Assert.Null(await Row(SpecialisationPhase.Held, before));
        Assert.Equal((1.0, world.Today), await Row(SpecialisationPhase.Held, null) is { } now ? (now.Progress, now.Since) : default);
        Assert.Null(await Row(SpecialisationPhase.Near, null));
        Assert.Null(await Row(null, before.AddDays(-1)));

        // One partner's own page says the same of that day: the second win is not known yet, nor what came of it.
        var past = (await app.Run((ShowSpecialisations.Handler h) => h.Run(new ShowSpecialisations { Partner = seller.Partner, AsOf = before }, seller, Ct))).Value;
        Assert.Equal((true, before, false, 1, 1, 0), past.Items.Single() is var was ? (past.Past, past.Day, was.Held, was.Won, was.Deals.Count, past.News.Count) : default);
        Assert.Equal((false, true, 2), await Show(seller) is var today ? (today.Past, today.Items.Single().Held, today.Items.Single().Won) : default);

        // A win told since, of a day before, changes today and not what was said then; a deal that was reopened since had been won.
        var (first, second) = (past.Items.Single().Deals.Single().Id, (await Show(seller)).Items.Single().Deals.Select(d => d.Id));
        await world.Sell.Do((ReopenDeal.Handler h) => h.Run(new ReopenDeal { Deal = new(first) }, manager, Ct));
        await app.Drain();
        Assert.Equal(second.Except([first]), (await Show(seller)).Items.Single().Deals.Select(d => d.Id));
        Assert.Equal([first], (await app.Run((ShowSpecialisations.Handler h) => h.Run(new ShowSpecialisations { Partner = seller.Partner, AsOf = before }, seller, Ct))).Value.Items.Single().Deals.Select(d => d.Id));
        var counted = (await app.Run((CountSpecialisations.Handler h) => h.Run(new CountSpecialisations(), manager, Ct))).Value;
        Assert.True(counted.Single(c => c.Code == "vision").Holders >= 1);
    }

    [Fact]
    public async Task Only_the_vendor_and_the_firm_itself_see_it()
    {
        var (family, seller, other) = (Family(), await Seller(), await Seller());
        await world.Sell.Rules(Rules(family), seller);

        Assert.True((await app.Run((ShowSpecialisations.Handler h) => h.Run(new ShowSpecialisations { Partner = seller.Partner }, seller, Ct))).Ok);
        Assert.False((await app.Run((ShowSpecialisations.Handler h) => h.Run(new ShowSpecialisations { Partner = seller.Partner }, other, Ct))).Ok);
        Assert.False((await app.Run((ListSpecialisations.Handler h) => h.Run(new ListSpecialisations(), seller, Ct))).Ok);
        Assert.False((await app.Run((PreviewSpecialisations.Handler h) => h.Run(new PreviewSpecialisations(), seller, Ct))).Ok);
    }

    [Fact]
    public async Task Who_would_earn_one_is_said_before_anything_is_published()
    {
        var (family, seller) = (Family(), await Seller());
        await Win(seller, family);

        var found = (await app.Run(async (PreviewSpecialisations.Handler h) => await h.Run(new PreviewSpecialisations { Rules = Rules(family, wins: 1) }, await world.Sell.Reviewer(Role.Operations), Ct))).Value;

        Assert.Equal((1, seller.Partner), (found.Earning, found.Earns.Single().Partner));
        Assert.Empty((await Show(seller)).Items);
    }

    [Fact]
    public void Rules_that_nobody_could_follow_are_refused()
    {
        static string? Problem(Func<Specialisation, Specialisation> change) =>
            new SpecialisationsPolicy { Specialisations = [change(Rules("Vision").Specialisations[0])] }.Problems().FirstOrDefault()?.Code;

        Assert.Empty(Rules("Vision").Problems());
        Assert.Empty(new SpecialisationsPolicy().Problems());
        Assert.Equal("strategize/specialisation-field", Problem(s => s with { Field = "" }));
        Assert.Equal("strategize/specialisation-empty", Problem(s => s with { Wins = 0 }));
        Assert.Equal("strategize/specialisation-wins", Problem(s => s with { Wins = -1 }));
        Assert.Equal("strategize/specialisation-months", Problem(s => s with { Months = 0 }));
        Assert.Equal("strategize/specialisation-name", Problem(s => s with { Name = "" }));
        Assert.Equal("strategize/specialisation-twice", (Rules("Vision") with { Specialisations = [.. Rules("Vision").Specialisations, .. Rules("Vision").Specialisations] }).Problems().First().Code);
    }

    private static string Family() => "Field " + Sell.SellWorld.NewCustomer();

    private Task<Actor> Seller() => world.Sell.Seller();

    /// <summary>A deal won today, with a product of a family and perhaps the customer's sector.</summary>
    private async Task Win(Actor seller, string family, string? sector = null)
    {
        var deal = await world.Sell.Open(world.Sell.Input(await world.Sell.Product(family)), seller);
        if (sector is not null)
        {
            await app.Db(async db =>
            {
                var account = Account.Of(new CustomerIdentity(Sell.SellWorld.NewCustomer(), null, null, null), app.Now);
                account.Describe(sector, null, null, null);
                db.Add(account);
                (await db.Deals().SingleAsync(d => d.Id == deal, Ct)).Belong(account.Id);
                await db.SaveChangesAsync(Ct);
            });
        }

        Assert.True((await world.Sell.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = deal }, seller, Ct))).Ok);
        await app.Drain();
    }

    private async Task Night()
    {
        await world.Night();
        await app.Run((JudgeSpecialisations.Handler h) => h.Run(Actor.System, Ct));
        await app.Drain();
    }

    private async Task GoTo(DateOnly day)
    {
        app.Clock.Advance(new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero) - app.Now);
        await Night();
    }

    private async Task<ShowSpecialisations.View> Show(Actor partner) =>
        (await app.Run((ShowSpecialisations.Handler h) => h.Run(new ShowSpecialisations { Partner = partner.Partner }, partner, Ct))).Value;

    private async Task<ShowSpecialisations.Item> Item(Actor partner) => (await Show(partner)).Items.Single();

    private Task<List<string>> Told(Actor partner) => app.Db(db => db.Events()
        .Where(e => e.SubjectId == partner.Partner.Value && e.Kind.StartsWith("strategize.specialisation")).OrderBy(e => e.Recorded).ThenBy(e => e.Id).Select(e => e.Kind).ToListAsync(Ct));

    public sealed class OnSqlite(SqliteApp app) : SpecialisationTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : SpecialisationTests(app), IClassFixture<PostgresApp>;
}
