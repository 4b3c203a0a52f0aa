using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Engine.Planning;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Strategize;
using Tandem.Strategize.Segments;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class SegmentTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly StandingWorld world = new(app);

    /// <summary>Near the ideal (four registrations, shared values) is "core", two registrations "growing", the rest "self".</summary>
    private static SegmentsPolicy Rules(bool shown = false) => new()
    {
        ShownToPartners = shown,
        Profiles =
        [
            new IdealProfile("ideal", "Ideal")
            {
                Criteria = [new("registers", "Registers", 1, "sell.registrations", Window.FourQuarters, Curve.Even, 0, 4), new("values", "Values", 1)],
            },
        ],
        Segments =
        [
            new Segment("core", "Core", "High touch") { Tests = [new(ScoreOf.Distance, AtMost: true, 20)] },
            new Segment("growing", "Growing", "Training") { Tests = [new(ScoreOf.Kpi, AtMost: false, 2, "sell.registrations")] },
            new Segment("self", "Self-service", "Portal"),
        ],
    };

    [Fact]
    public async Task A_partner_moves_with_its_numbers_and_marks_and_each_move_is_explained()
    {
        var seller = await world.SellerWith(1, Rules());
        var manager = await world.Sell.Reviewer(Role.PartnerManager);
        await app.Db(async db =>
        {
            (await db.Partners().SingleAsync(p => p.Id == seller.Partner, Ct)).Assign(null, manager.Person);
            await db.SaveChangesAsync(Ct);
        });
        Assert.Equal(("self", 75.0), await Where(seller));
        await world.Register(seller, 3);
        Assert.Equal(("core", 0.0), await Where(seller));
        Assert.Null((await Mark(seller, "values", 1, "They sell against us", manager)).Refusal);
        Assert.Equal(("growing", 70.7), await Where(seller));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await Mark(seller, "values", 5, "It was a misunderstanding", manager)).Refusal);
        Assert.Equal(("core", 0.0), await Where(seller));

        await app.Drain();
        var moves = await app.Db(db => db.Events().Where(e => e.SubjectId == seller.Partner.Value && e.Kind == "strategize.segment-moved").OrderBy(e => e.Position).ToListAsync(Ct));
        Assert.Equal([("", "self"), ("self", "core"), ("core", "growing"), ("growing", "core")], moves.Select(e => ((SegmentMoved)e.Fact).FromCode is var f ? (f, ((SegmentMoved)e.Fact).ToCode) : default));
        Assert.Equal(3, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == manager.Person && n.Kind == "strategize.segment", Ct)));
        Assert.DoesNotContain("strategize.segment-moved", FactKinds.SeenByPartner);
        var shown = await Show(seller, manager);
        Assert.Equal([true, true, true], shown.Tried.Select(t => t.Holds));
        Assert.Equal((5, "It was a misunderstanding"), (shown.Criteria[1].Mark, shown.Criteria[1].Reason));
        Assert.Equal("Distance", Assert.Single(shown.Moves[0].Numbers).What);
    }

    [Fact]
    public async Task An_exception_takes_a_reason_and_an_end_and_then_the_rules_decide_again()
    {
        var seller = await world.SellerWith(1, Rules());
        var manager = await world.Sell.Reviewer(Role.PartnerManager);

        Assert.Equal("strategize/exception-reason", (await Except(seller, "core", " ", 5, manager)).Refusal?.Code);
        Assert.Equal("strategize/exception-until", (await Except(seller, "core", "Because", null, manager)).Refusal?.Code);
        Assert.Equal("strategize/exception-until", (await Except(seller, "core", "Because", 400, manager)).Refusal?.Code);
        Assert.Equal("strategize/segment-unknown", (await Except(seller, "elite", "Because", 5, manager)).Refusal?.Code);
        Assert.Equal("strategize/not-allowed", (await Except(seller, "core", "Because", 5, await world.Sell.Reviewer(Role.SalesRep))).Refusal?.Code);
        Assert.Equal("strategize/not-allowed", (await Except(seller, "core", "Because", 5, seller)).Refusal?.Code);

        Assert.Null((await Except(seller, "core", "Largest bet of the year", 5, manager)).Refusal);
        Assert.Equal("core", (await Where(seller)).Segment);
        app.Clock.Advance(TimeSpan.FromDays(5));
        await Night();
        Assert.Equal("core", (await Where(seller)).Segment);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await Night();
        Assert.Equal("self", (await Where(seller)).Segment);

        await Except(seller, "core", "Once more", 5, manager);
        Assert.Null((await app.Run((EndException.Handler h) => h.Run(new EndException { Partner = seller.Partner }, manager, Ct))).Refusal);
        Assert.Equal("self", (await Where(seller)).Segment);
        Assert.Equal("strategize/no-exception", (await app.Run((EndException.Handler h) => h.Run(new EndException { Partner = seller.Partner }, manager, Ct))).Refusal?.Code);
    }

    [Fact]
    public async Task What_was_decided_on_a_day_is_said_and_computed_again_for_that_day()
    {
        var seller = await world.SellerWith(1, Rules());
        var manager = await world.Sell.Reviewer(Role.PartnerManager);
        var said = new Dictionary<DateOnly, (string, double?, int)>();
        for (var n = 0; n < 9; n++)
        {
            await Night();
            switch (n)
            {
                case 1 or 2: await world.Register(seller, 1); break;
                case 3: await Mark(seller, "values", 5, "Good", manager); break;
                case 4: await world.Register(seller, 1); break;
                case 5: await Except(seller, "self", "Pause", 3, manager); break;
                case 6: await Mark(seller, "values", 2, "Less good", manager); break;
                case 7: await world.Sell.Rules(Rules() with { Segments = [.. Rules().Segments.Skip(1)] }, seller); break;
                default: break;
            }

            await Night();
            var kept = await app.Db(db => db.SegmentsOf(null).SingleAsync(m => m.PartnerId == seller.Partner, Ct));
            said[world.Today] = (kept.Segment, kept.Distance, kept.Rules);
            app.Clock.Advance(TimeSpan.FromDays(2 + n));
        }

        await world.Register(seller, 2);
        foreach (var (day, decided) in said)
        {
            var then = await Show(seller, manager, day);
            Assert.Equal(decided, (then.Segment, then.Distance, then.Rules));
            var kept = await app.Db(db => db.SegmentsOf(day).SingleAsync(m => m.PartnerId == seller.Partner, Ct));
            Assert.Equal(decided, (kept.Segment, kept.Distance, kept.Rules));
        }

        Assert.True(said.Values.Select(s => s.Item1).Distinct().Count() >= 3);
    }

    [Fact]
    public async Task Rules_that_cannot_be_answered_take_nobody()
    {
        var seller = await world.SellerWith(1, new SegmentsPolicy
        {
            Profiles = [new IdealProfile("tech", "Tech") { Types = ["Technology"], Criteria = [new("values", "Values", 1)] }],
            Segments =
            [
                new Segment("near", "Near", "") { Tests = [new(ScoreOf.Distance, AtMost: true, 100)] },
                new Segment("gone", "Gone", "") { Tests = [new(ScoreOf.Kpi, AtMost: false, -1, "sell.gone-since")] },
                new Segment("asked", "Asked", "") { Also = new MeasureIs("sell.gone-since", When.ThisYear, Test.AtLeast, 0) },
                new Segment("tiered", "Tiered", "") { Tests = [new(ScoreOf.Kpi, AtMost: false, 1, "sell.registrations")], Also = new FactIs("tier", ["registered"]) },
            ],
        });
        var newcomer = await world.Sell.Seller();
        await world.Sell.Rules(Rules() with { Segments = [Rules().Segments[1]] }, newcomer);
        await Night();

        Assert.Equal(("tiered", null), await Where(seller));
        Assert.Equal("", (await Where(newcomer)).Segment);
        Assert.Equal("strategize/criterion-unknown", (await Mark(seller, "values", 3, "No ideal for resellers", await world.Sell.Reviewer())).Refusal?.Code);
        Assert.Equal("strategize/mark", (await Mark(newcomer, "values", 6, "Very", await world.Sell.Reviewer())).Refusal?.Code);
        Assert.Equal("strategize/mark-reason", (await Mark(newcomer, "values", 4, "", await world.Sell.Reviewer())).Refusal?.Code);
        Assert.Empty(new SegmentsPolicy().Problems());
        Assert.Equal("strategize/segments-none", new SegmentsPolicy { Segments = [] }.Problems().First().Code);
        Assert.Equal("strategize/segment-twice", new SegmentsPolicy { Segments = [new("a", "A", ""), new("a", "B", "")] }.Problems().First().Code);
    }

    [Fact]
    public async Task Partners_see_their_segment_only_if_the_rules_say_so()
    {
        var (hidden, shown) = (await world.SellerWith(1, Rules()), await world.SellerWith(1, Rules(shown: true)));

        Assert.False((await app.Run((OwnSegment.Handler h) => h.Run(new OwnSegment(), hidden, Ct))).Ok);
        Assert.Equal("Self-service", (await app.Run((OwnSegment.Handler h) => h.Run(new OwnSegment(), shown, Ct))).Value.Segment);
        Assert.False((await app.Run((ShowSegment.Handler h) => h.Run(new ShowSegment { Partner = shown.Partner }, shown, Ct))).Ok);
        Assert.False((await app.Run((ListSegments.Handler h) => h.Run(new ListSegments(), shown, Ct))).Ok);
    }

    [Fact]
    public async Task Segments_are_counted_listed_and_tried_before_publishing()
    {
        var seller = await world.SellerWith(2, Rules());
        var operations = await world.Sell.Reviewer(Role.Operations);

        Assert.Contains((await app.Run((CountSegments.Handler h) => h.Run(new CountSegments(), operations, Ct))).Value, r => r.Segment == "growing" && r.Partners >= 1);
        Assert.Contains((await app.Run((ListSegments.Handler h) => h.Run(new ListSegments { Segment = "growing", Limit = 200 }, operations, Ct))).Value.Items, r => r.Partner == seller.Partner);
        Assert.Empty((await app.Run((ListSegments.Handler h) => h.Run(new ListSegments { Segment = "growing", AsOf = new DateOnly(2020, 1, 1) }, operations, Ct))).Value.Items);
        var tried = (await app.Run((PreviewSegments.Handler h) => h.Run(new PreviewSegments { Rules = Rules() with { Segments = [new("all", "All", "")] } }, operations, Ct))).Value;
        Assert.True(tried.Moving >= 1);
        Assert.Contains(tried.Segments, s => s.Segment == "all" && s.After == tried.Partners);
        Assert.Equal("growing", (await Where(seller)).Segment);
    }

    private async Task Night()
    {
        await world.Night();
        await app.Run((AssignSegments.Handler h) => h.Run(Actor.System, Ct));
        await app.Drain();
    }

    private Task<(string Segment, double? Distance)> Where(Actor seller) =>
        app.Db(async db => await db.SegmentsOf(null).SingleAsync(m => m.PartnerId == seller.Partner, Ct) is var m ? (m.Segment, m.Distance) : default);

    private async Task<ShowSegment.View> Show(Actor seller, Actor by, DateOnly? asOf = null) =>
        (await app.Run((ShowSegment.Handler h) => h.Run(new ShowSegment { Partner = seller.Partner, AsOf = asOf }, by, Ct))).Value;

    private Task<Outcome<MarkPartner.Marked>> Mark(Actor seller, string criterion, int mark, string reason, Actor by) =>
        app.Run((MarkPartner.Handler h) => h.Run(new MarkPartner { Partner = seller.Partner, Criterion = criterion, Mark = mark, Reason = reason }, by, Ct));

    private Task<Outcome<ExceptPartner.Excepted>> Except(Actor seller, string segment, string reason, int? days, Actor by) =>
        app.Run((ExceptPartner.Handler h) => h.Run(
            new ExceptPartner { Partner = seller.Partner, Segment = segment, Reason = reason, Until = days is { } d ? world.Today.AddDays(d) : null }, by, Ct));

    public sealed class OnSqlite(SqliteApp app) : SegmentTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : SegmentTests(app), IClassFixture<PostgresApp>;
}
