using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Sell;
using Tandem.Strategize;
using Tandem.Strategize.Tiers;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class TierTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly StandingWorld world = new(app);

    /// <summary>Silver from two registrations in four quarters, gold from four; reviews each quarter, thirty days of grace.</summary>
    internal static TiersPolicy Rules(params Requirement[] gold) => new()
    {
        ReviewMonths = 3,
        GraceDays = 30,
        Ladders =
        [
            new TierLadder("all", "All")
            {
                Tiers =
                [
                    new Tier("registered", "Registered"),
                    new Tier("silver", "Silver") { Requirements = [new("sell.registrations", Window.FourQuarters, 2)], Benefits = new TierBenefits { ProtectionDays = 33 } },
                    new Tier("gold", "Gold")
                    {
                        Requirements = gold.Length > 0 ? gold : [new("sell.registrations", Window.FourQuarters, 4)],
                        Benefits = new TierBenefits { ProtectionDays = 150, MarginPercent = 25 },
                    },
                ],
            },
        ],
    };

    [Fact]
    public async Task A_tier_rises_with_the_event_that_brings_the_evidence()
    {
        var seller = await world.SellerWith(1, Rules());
        Assert.Equal("registered", (await Tier(seller)).Tier);
        await world.Register(seller, 1);

        var found = await Tier(seller);
        Assert.Equal(("silver", "silver"), (found.Tier, found.Qualifies));
        Assert.Equal(("gold", 0.5, 2), (found.Next!.Code, found.Next.Progress, found.Next.Requirements[0].Missing));
        var moved = await app.Db(db => db.Events().SingleAsync(e => e.SubjectId == seller.Partner.Value && e.Kind == "strategize.tier-moved", Ct));
        Assert.Equal(TierMoveKind.Promoted, ((TierMoved)moved.Fact).Kind);
        await app.Drain();
        Assert.Equal(1, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == seller.Person && n.Kind == "strategize.tier", Ct)));
    }

    [Fact]
    public async Task It_goes_down_only_at_a_review_after_grace_and_who_catches_up_keeps_it()
    {
        var (falling, saved) = (await world.SellerWith(2, Rules()), await world.SellerWith(2, Rules()));
        var quarter = Period.Of(world.Today, PeriodKind.Quarter);
        var (gone, review) = (quarter.Later(4).Start, quarter.Later(5).Start);
        await GoTo(gone);
        var found = await Tier(falling);

        // What was registered a year ago is no longer among four quarters; the review after thirty days is that of the next quarter.
        Assert.Equal(("silver", gone, review), (found.Tier, found.ShortSince, found.DownOn));
        await app.Drain();
        Assert.Equal(2, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == falling.Person && n.Kind == "strategize.tier", Ct)));
        await GoTo(review.AddDays(-1));
        await world.Register(saved, 2);
        Assert.Equal((null, "silver"), ((await Tier(saved)).DownOn, (await Tier(saved)).Tier));
        Assert.Equal("silver", (await Tier(falling)).Tier);

        await GoTo(review);
        Assert.Equal(["registered", "silver"], new[] { (await Tier(falling)).Tier, (await Tier(saved)).Tier });
        Assert.Equal([TierMoveKind.Demoted, TierMoveKind.Promoted], (await Tier(falling)).Moves.Select(m => m.Kind));
        Assert.Equal(
            ["strategize.tier-kept"], await app.Db(db => db.Events().Where(e => e.SubjectId == saved.Partner.Value && e.Kind == "strategize.tier-kept").Select(e => e.Kind).ToListAsync(Ct)));
    }

    [Fact]
    public async Task The_protection_of_a_registration_is_that_of_the_tier()
    {
        var seller = await world.SellerWith(0, Rules());
        var product = await world.Sell.Product();
        var before = await Protected(await world.Sell.Registered(world.Sell.Input(product), seller));
        await world.Register(seller, 3);
        var after = await Protected(await world.Sell.Registered(world.Sell.Input(product), seller));

        Assert.Equal((world.Today.AddDays(90), world.Today.AddDays(150)), (before, after));
        Assert.Equal(25, (await app.Run((TierBook b) => b.BenefitsOf(seller.Partner, Ct))).MarginPercent);
        Assert.Equal(new TierBenefits(), await app.Run((TierBook b) => b.BenefitsOf(new Id<Organisation>(Guid.NewGuid()), Ct)));
    }

    [Fact]
    public async Task By_hand_it_takes_a_reason_and_a_day_where_the_numbers_say_more()
    {
        var seller = await world.SellerWith(2, Rules());
        var manager = await world.Sell.Reviewer(Role.PartnerManager);

        Assert.Equal("strategize/reason", (await Set(seller, "gold", " ", null, manager)).Refusal?.Code);
        Assert.Equal("strategize/tier-unknown", (await Set(seller, "diamond", "Because", null, manager)).Refusal?.Code);
        Assert.Equal("strategize/tier-same", (await Set(seller, "silver", "Because", null, manager)).Refusal?.Code);
        Assert.Equal("strategize/hold-needed", (await Set(seller, "registered", "Late payments", null, manager)).Refusal?.Code);
        Assert.Equal("strategize/hold", (await Set(seller, "registered", "Late payments", world.Today.AddYears(3), manager)).Refusal?.Code);
        Assert.Equal("strategize/not-allowed", (await Set(seller, "gold", "Because", null, await world.Sell.Reviewer(Role.SalesRep))).Refusal?.Code);
        Assert.Equal("strategize/not-allowed", (await Set(seller, "gold", "Because", null, seller)).Refusal?.Code);

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await Set(seller, "registered", "Late payments", world.Today.AddDays(20), manager)).Refusal);
        await Night();
        Assert.Equal("registered", (await Tier(seller)).Tier);
        app.Clock.Advance(TimeSpan.FromDays(21));
        await Night();
        Assert.Equal("silver", (await Tier(seller)).Tier);
        Assert.Equal(("Late payments", ""), ((await Tier(seller, manager)).Moves[1].Reason, (await Tier(seller)).Moves[1].Reason));

        Assert.Null((await Set(seller, "gold", "Strategic", null, manager)).Refusal);
        var courtesy = await Tier(seller);
        Assert.Equal(("gold", "silver", world.Today), (courtesy.Tier, courtesy.Qualifies, courtesy.ShortSince));
        var saved = await world.Sell.Do((SavePartner.Handler h) => h.Run(new SavePartner { Id = seller.Partner, Name = "Other name", Tier = "platinum" }, manager, Ct));
        Assert.Equal("partners/tier-decided", saved.Refusal?.Code);
    }

    [Fact]
    public async Task What_nobody_measures_raises_nobody_and_takes_nobody_down()
    {
        var seller = await world.SellerWith(4, Rules(new Requirement("sell.gone-since", Window.ThisYear, 1)));
        Assert.Equal("silver", (await Tier(seller)).Tier);
        await Set(seller, "gold", "Strategic", null, await world.Sell.Reviewer());
        await Night();

        var found = await Tier(seller);
        Assert.Equal(("gold", null, Holds.Unknown), (found.Tier, found.ShortSince, found.Own!.Requirements[0].Holds));
    }

    [Fact]
    public async Task Strange_requirements_are_judged_without_harm()
    {
        var seller = await world.SellerWith(1, Rules(
            new("sell.registrations", Window.FourQuarters, 0), new("sell.stalls", Window.FourQuarters, 0), new("sell.velocity", Window.LastYear, 90), new("sell.revenue-won", Window.ThisMonth, -5)));

        var gold = (await Tier(seller)).Tiers[2];
        Assert.Equal([Holds.Yes, Holds.Yes, Holds.Unknown, Holds.Yes], gold.Requirements.Select(r => r.Holds));
        Assert.Equal("registered", (await Tier(seller)).Tier);
        Assert.All(gold.Requirements, r => Assert.InRange(r.Share, 0, 1));
    }

    [Fact]
    public async Task A_tier_that_the_ladder_does_not_know_is_placed_and_no_ladder_judges_nobody()
    {
        var (stranger, alone) = (await world.SellerWith(2), await world.SellerWith(2));
        await app.Db(async db =>
        {
            (await db.Partners().SingleAsync(p => p.Id == stranger.Partner, Ct)).MoveToTier("bronze-2019");
            await db.SaveChangesAsync(Ct);
        });
        await world.Sell.Rules(Rules(), stranger);
        await world.Sell.Rules(new TiersPolicy { Ladders = [TierLadders.Advising] }, alone);
        await Night();

        Assert.Equal(("silver", TierMoveKind.Placed), ((await Tier(stranger)).Tier, (await Tier(stranger)).Moves[0].Kind));
        Assert.Empty((await Tier(alone)).Tiers);
        Assert.Empty(new TiersPolicy().Problems());
        Assert.Equal("strategize/lowest-tier", Rules() is var r && (r with { Ladders = [r.Ladders[0] with { Tiers = [.. r.Ladders[0].Tiers.Reverse()] }] }).Problems().First() is { } p ? p.Code : null);
    }

    [Fact]
    public async Task What_if_changes_nothing()
    {
        var (seller, other) = (await world.SellerWith(1, Rules()), await world.Sell.Seller());

        var tried = (await app.Run((ShowTier.Handler h) => h.Run(
            new ShowTier { Partner = seller.Partner, Instead = new Dictionary<string, decimal> { ["sell.registrations:FourQuarters"] = 9, ["nonsense"] = decimal.MaxValue } }, seller, Ct))).Value;

        Assert.Equal(("registered", "registered", "gold"), (tried.Tier, tried.Qualifies, tried.IfTried));
        Assert.Equal("registered", (await Tier(seller)).Tier);
        Assert.False((await app.Run((ShowTier.Handler h) => h.Run(new ShowTier { Partner = seller.Partner }, other, Ct))).Ok);
    }

    [Fact]
    public async Task Who_would_move_is_said_before_anything_is_published()
    {
        var seller = await world.SellerWith(1, Rules());
        var operations = await world.Sell.Reviewer(Role.Operations);
        var easy = Rules() with { Ladders = [Rules().Ladders[0] with { Tiers = [new("registered", "Registered"), new("first", "First") { Requirements = [new("sell.registrations", Window.FourQuarters, 1)] }] }] };

        var found = (await app.Run((PreviewTiers.Handler h) => h.Run(new PreviewTiers { Rules = easy }, operations, Ct))).Value;

        Assert.True(found.Rising >= 1);
        Assert.Contains(found.Tiers, t => t.Tier == "first" && t.After >= 1 && t.Before == 0);
        Assert.Equal("registered", (await Tier(seller)).Tier);
    }

    private async Task Night()
    {
        await world.Night();
        await app.Run((JudgeTiers.Handler h) => h.Run(Actor.System, Ct));
        await app.Drain();
    }

    private async Task GoTo(DateOnly day)
    {
        app.Clock.Advance(new DateTimeOffset(day, new TimeOnly(9, 0), TimeSpan.Zero) - app.Now);
        await Night();
    }

    private async Task<ShowTier.View> Tier(Actor partner, Actor? by = null) =>
        (await app.Run((ShowTier.Handler h) => h.Run(new ShowTier { Partner = partner.Partner }, by ?? partner, Ct))).Value;

    private Task<Outcome<SetTier.Moved>> Set(Actor partner, string tier, string reason, DateOnly? until, Actor by) =>
        app.Run((SetTier.Handler h) => h.Run(new SetTier { Partner = partner.Partner, Tier = tier, Reason = reason, Until = until }, by, Ct));

    private async Task<DateOnly?> Protected(Registered registered)
    {
        await world.Sell.Decide(new DecideRegistration { Deal = registered.Id, Verdict = Verdict.Approve }, await world.Sell.Reviewer());
        return (await app.Db(db => db.Deals().Include(d => d.Registration).SingleAsync(d => d.Id == registered.Id, Ct))).Registration!.ProtectedUntil;
    }

    public sealed class OnSqlite(SqliteApp app) : TierTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : TierTests(app), IClassFixture<PostgresApp>;
}
