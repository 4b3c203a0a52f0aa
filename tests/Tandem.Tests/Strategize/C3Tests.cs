using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Strategize;
using Tandem.Strategize.C3;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class C3Tests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly StandingWorld world = new(app);

    [Fact]
    public async Task A_score_follows_the_event_and_opens_to_its_inputs_and_ways_up()
    {
        var seller = await world.SellerWith(1, StandingWorld.Model());
        Assert.Equal(25, (await world.C3(seller)).Axes.Single(a => a.Axis == Axis.Commitment).Score);
        await world.Register(seller, 1);

        var score = await app.Db(db => db.C3ScoresOf(null).SingleAsync(s => s.PartnerId == seller.Partner, Ct));
        var found = await world.C3(seller);
        var axis = found.Axes.Single(a => a.Axis == Axis.Commitment);
        Assert.Equal((50, 50), (score.Commitment, axis.Score));
        var line = Assert.Single(axis.Lines);
        Assert.Equal((2, 0, 4, 50, 50), (line.Value, line.Floor, line.Target, line.Points, line.Earned));
        var way = Assert.Single(axis.WaysUp);
        Assert.Equal(("sell.registrations", 2, 3, 25), (way.Kpi, way.From, way.To, way.Gain));
        Assert.Null(found.Axes.Single(a => a.Axis == Axis.Capability).Score);
        Assert.Equal(found.Overall, score.Overall);
    }

    [Fact]
    public async Task Numbers_that_cannot_be_judged_are_left_out_and_say_why()
    {
        var seller = await world.SellerWith(1, StandingWorld.Model(
            StandingWorld.Registrations(), StandingWorld.Registrations(weight: 0, target: 100),
            new(Axis.Commitment, "sell.gone-since", Window.ThisYear, Curve.Even, 0, 1, 5),
            new(Axis.Commitment, "sell.clean-share", Window.ThisYear, Curve.Even, 0, 100, 5),
            new(Axis.Capability, "sell.velocity", Window.ThisYear, Curve.Even, 90, 30, 5),
            new(Axis.Capability, "sell.average-deal", Window.ThisYear, Curve.Even, 0, 1000, 5) { MissingIsNothing = true },
            new(Axis.Capacity, "partners.sellers", Window.ThisQuarter, Curve.Even, 1, 1, 5),
            new(Axis.Capacity, "partners.people", Window.ThisQuarter, Curve.Even, -5, -1, 5)));

        var found = await world.C3(seller);

        Assert.Equal([25, 0, 100], new[] { Axis.Commitment, Axis.Capability, Axis.Capacity }.Select(a => found.Axes.Single(x => x.Axis == a).Score));
        Assert.Equal(
            [LeftOut.Unknown, LeftOut.NotForThem, LeftOut.NoValue],
            new[] { "sell.gone-since", "sell.clean-share", "sell.velocity" }.Select(k => found.Axes.SelectMany(a => a.Lines).Single(l => l.Kpi == k).Why));
        Assert.All(found.Axes.SelectMany(a => a.Lines), l => Assert.True(double.IsFinite(l.Earned)));
    }

    [Fact]
    public async Task Only_weightless_numbers_make_no_score()
    {
        var seller = await world.SellerWith(1, StandingWorld.Model(StandingWorld.Registrations(weight: 0)));
        var newcomer = await world.Sell.Seller();
        await world.Night();

        Assert.All((await world.C3(seller)).Axes, a => Assert.Null(a.Score));
        Assert.Empty((await world.C3(seller)).Axes.SelectMany(a => a.WaysUp));
        Assert.All((await world.C3(newcomer)).Axes, a => Assert.True(a.Score is null or >= 0 and <= 100));
    }

    [Fact]
    public void A_type_that_no_model_names_has_the_one_for_all_others_or_none()
    {
        var policy = new C3Policy();

        Assert.Equal("advising", policy.For("technology")!.Code);
        Assert.Equal("selling", policy.For("Unheard of")!.Code);
        Assert.Null(new C3Policy { Models = [C3Models.Advising] }.For("Reseller"));
        Assert.Empty(policy.Problems());
    }

    [Fact]
    public async Task What_was_scored_on_a_day_is_computed_again_for_that_day()
    {
        var seller = await world.SellerWith(1, StandingWorld.Model());
        var said = new Dictionary<DateOnly, (double?, double?, double?, int)>();
        for (var day = 0; day < 10; day++)
        {
            await world.Night();
            if (day % 3 == 0)
                await world.Register(seller, 1);
            if (day == 5)
            {
                await world.Sell.Rules(StandingWorld.Model(StandingWorld.Registrations(8, Curve.FirstSteps)), seller);
                await world.Night();
            }

            var kept = await app.Db(db => db.C3ScoresOf(null).SingleAsync(s => s.PartnerId == seller.Partner, Ct));
            said[world.Today] = (kept.Capability, kept.Capacity, kept.Commitment, kept.Rules);
            app.Clock.Advance(TimeSpan.FromDays(1 + (day * 3)));
        }

        await world.Register(seller, 2);
        foreach (var (day, decided) in said)
        {
            var again = await world.C3(seller, asOf: day);
            Assert.Equal(decided, (again.Axes[0].Score, again.Axes[1].Score, again.Axes[2].Score, again.Rules));
            var kept = await app.Db(db => db.C3ScoresOf(day).SingleAsync(s => s.PartnerId == seller.Partner, Ct));
            Assert.Equal(decided, (kept.Capability, kept.Capacity, kept.Commitment, kept.Rules));
        }

        Assert.True(said.Values.Distinct().Count() > 3);
    }

    [Fact]
    public async Task Peers_are_compared_once_there_are_enough_of_them()
    {
        var model = StandingWorld.Model(StandingWorld.Registrations(window: Window.ThisQuarter, curve: Curve.AmongPeers, target: 1000));
        var seller = await world.SellerWith(3, model);
        for (var n = 0; n < 7; n++)
            await world.Sell.Seller();
        await world.Night();

        Assert.True((await world.C3(seller)).Axes[2].Score > 50);
    }

    [Fact]
    public async Task Who_would_move_is_said_before_anything_is_published()
    {
        var seller = await world.SellerWith(2, StandingWorld.Model());
        var operations = await world.Sell.Reviewer(Role.Operations);
        var harder = StandingWorld.Model(StandingWorld.Registrations(100));

        var found = (await Preview(harder, operations)).Value;

        var move = Assert.Single(found.Largest, m => m.Partner == seller.Partner);
        Assert.Equal((50, 2), (move.Axes[2].Before, move.Axes[2].After));
        Assert.Equal(50, (await world.C3(seller)).Axes[2].Score);
        Assert.True(found.Down > 0);
        Assert.Equal("strategize/c3-peers", (await Preview(StandingWorld.Model(StandingWorld.Registrations(curve: Curve.AmongPeers)), operations)).Refusal?.Code);
        Assert.Equal("strategize/c3-weight", (await Preview(StandingWorld.Model(StandingWorld.Registrations(weight: -1)), operations)).Refusal?.Code);
        Assert.Equal("strategize/c3-twice", (await Preview(new C3Policy { Models = [C3Models.Selling, C3Models.Selling] }, operations)).Refusal?.Code);
        Assert.Equal("strategize/not-allowed", (await Preview(harder, await world.Sell.Reviewer(Role.SalesRep))).Refusal?.Code);
    }

    [Fact]
    public async Task A_partner_sees_its_own_scores_and_a_technician_no_amounts()
    {
        var seller = await world.SellerWith(1, StandingWorld.Model(new C3Line(Axis.Capability, "sell.registered-value", Window.FourQuarters, Curve.Even, 0, 40_000, 1)));
        var other = await world.Sell.Seller();
        var technician = await world.Sell.Colleague(seller, Role.Technician);

        Assert.False((await app.Run((ShowC3.Handler h) => h.Run(new ShowC3 { Partner = seller.Partner }, other, Ct))).Ok);
        Assert.False((await app.Run((ListC3.Handler h) => h.Run(new ListC3(), seller, Ct))).Ok);
        var full = (await world.C3(seller)).Axes[0];
        Assert.Equal((25, 4_000_000), (full.Lines[0].Points, full.Lines[0].Target));
        Assert.NotEmpty(full.WaysUp);
        var cut = (await world.C3(seller, technician)).Axes[0];
        Assert.Equal((25, null, null), (cut.Lines[0].Points, cut.Lines[0].Value, cut.Lines[0].Target));
        Assert.Empty(cut.WaysUp);
    }

    [Fact]
    public async Task All_partners_are_listed_sorted_narrowed_and_paged()
    {
        var model = StandingWorld.Model(StandingWorld.Registrations(10));
        var firms = new List<Actor>();
        for (var n = 0; n < 3; n++)
            firms.Add(await world.SellerWith(n, model));
        var (manager, mine) = (await world.Sell.Reviewer(Role.PartnerManager), firms.Select(f => f.Partner).ToList());
        await app.Db(async db =>
        {
            foreach (var partner in await db.Partners().Where(p => mine.Contains(p.Id)).ToListAsync(Ct))
                partner.Assign(null, manager.Person);
            await db.SaveChangesAsync(Ct);
        });
        await world.Night();

        Assert.Equal(firms.Select(f => f.Partner).Reverse(), (await All("-commitment")).Select(r => r.Partner));
        Assert.Equal(firms.Select(f => f.Partner), (await All("commitment")).Select(r => r.Partner));
        Assert.Empty((await app.Run((ListC3.Handler h) => h.Run(new ListC3 { Mine = true, AsOf = world.Today.AddDays(-1) }, manager, Ct))).Value.Items);

        async Task<List<ListC3.Row>> All(string sort)
        {
            var (rows, cursor) = (new List<ListC3.Row>(), (string?)null);
            do
            {
                var page = (await app.Run((ListC3.Handler h) => h.Run(new ListC3 { Mine = true, Sort = sort, Limit = 2, Cursor = cursor }, manager, Ct))).Value;
                (rows, cursor) = ([.. rows, .. page.Items], page.Next);
            }
            while (cursor is not null);
            return rows;
        }
    }

    private Task<Outcome<PreviewC3.View>> Preview(C3Policy rules, Actor by) => app.Run((PreviewC3.Handler h) => h.Run(new PreviewC3 { Rules = rules }, by, Ct));

    public sealed class OnSqlite(SqliteApp app) : C3Tests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : C3Tests(app), IClassFixture<PostgresApp>;
}
