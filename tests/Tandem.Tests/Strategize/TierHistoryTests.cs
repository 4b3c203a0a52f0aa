using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize;
using Tandem.Strategize.Tiers;
using Xunit;

namespace Tandem.Tests.Strategize;

/// <summary>Tiers as any past day ended.</summary>
public abstract class TierHistoryTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly StandingWorld world = new(app);

    [Fact]
    public async Task What_was_decided_on_a_day_is_said_for_that_day()
    {
        var (seller, manager) = (await world.SellerWith(0, TierTests.Rules()), await world.Sell.Reviewer());
        var (said, listed) = (new Dictionary<DateOnly, (string, string?)>(), new Dictionary<DateOnly, ListTiers.Row>());
        for (var n = 0; n < 11; n++)
        {
            await Night();
            if (n is 1 or 2 or 3)
                await world.Register(seller, 1);
            if (n == 5)
                await world.Sell.Rules(TierTests.Rules(new Requirement("sell.registrations", Window.FourQuarters, 3)), seller);
            await Night();
            var now = (await Tier(seller, null)).Value;
            said[world.Today] = (now.Tier, now.Qualifies);
            listed[world.Today] = (await Listed(seller, manager, null))!;
            app.Clock.Advance(TimeSpan.FromDays(n < 6 ? 5 : 120));
        }

        foreach (var (day, decided) in said)
        {
            var then = (await Tier(seller, day)).Value;
            Assert.Equal(decided, (then.Tier, then.Qualifies));
            Assert.Equal(listed[day], await Listed(seller, manager, day));
            Assert.Equal((listed[day].ShortSince, listed[day].DownOn), (then.ShortSince, then.DownOn));
        }

        Assert.True(said.Values.Distinct().Count() >= 3);
        Assert.Contains(listed.Values, row => row.ShortSince is not null);
        Assert.Null(await Listed(seller, manager, said.Keys.Min().AddDays(-100)));
    }

    [Fact]
    public async Task Past_tiers_are_found_sorted_and_counted_like_those_of_today()
    {
        var (seller, manager) = (await world.SellerWith(1, TierTests.Rules()), await world.Sell.Reviewer());
        await Night();
        var before = world.Today;
        app.Clock.Advance(TimeSpan.FromDays(3));
        await world.Register(seller, 1);

        async Task<bool> Found(string tier, DateOnly? day) => (await app.Run((ListTiers.Handler h) => h.Run(new ListTiers { Tier = tier, AsOf = day, Sort = "-tier", Limit = 200 }, manager, Ct))).Value.Items.Any(r => r.Partner == seller.Partner);
        async Task<int> Count(string tier, DateOnly? day) => (await app.Run((CountTiers.Handler h) => h.Run(new CountTiers { AsOf = day }, manager, Ct))).Value.FirstOrDefault(r => r.Tier == tier)?.Partners ?? 0;

        Assert.Equal((true, false), (await Found("registered", before), await Found("silver", before)));
        Assert.Equal((true, false), (await Found("silver", null), await Found("registered", null)));
        Assert.Equal(await Count("silver", before) + 1, await Count("silver", null));
    }

    private async Task Night()
    {
        await world.Night();
        await app.Run((JudgeTiers.Handler h) => h.Run(Actor.System, Ct));
        await app.Drain();
    }

    private Task<Outcome<ShowTier.View>> Tier(Actor partner, DateOnly? day) => app.Run((ShowTier.Handler h) => h.Run(new ShowTier { Partner = partner.Partner, AsOf = day }, partner, Ct));

    private async Task<ListTiers.Row?> Listed(Actor partner, Actor by, DateOnly? day) =>
        (await app.Run((ListTiers.Handler h) => h.Run(new ListTiers { AsOf = day, Sort = "-since", Limit = 200 }, by, Ct))).Value.Items.FirstOrDefault(r => r.Partner == partner.Partner);

    public sealed class OnSqlite(SqliteApp app) : TierHistoryTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : TierHistoryTests(app), IClassFixture<PostgresApp>;
}
