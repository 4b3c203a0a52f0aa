using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Strategize.Plans;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class InterventionTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanWorld world = new(app);

    [Fact]
    public async Task A_rule_steps_in_once_per_episode_and_sees_the_recovery()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        await world.Sell.Rules(new InterventionPolicy { Rules = [new("few-registrations", "Few registrations", "sell.registrations", 60, InterventionAction.Call, "Ask why.", 7)] }, partner);
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
        await world.Follow();
        await world.Follow();

        var episode = await app.Db(db => db.Interventions().SingleAsync(i => i.PlanId == id, Ct));
        Assert.Equal((InterventionOutcome.Open, false), (episode.Outcome, episode.HeldOut));
        var task = (await app.Run((ShowTask.Handler h) => h.Run(new ShowTask { Step = episode.StepId!.Value }, manager, Ct))).Value;
        Assert.Equal(("Few registrations", Audience.Internal), (task.Title, task.Audience));
        Assert.False((await app.Run((ShowTask.Handler h) => h.Run(new ShowTask { Step = episode.StepId!.Value }, partner, Ct))).Ok);

        for (var i = 0; i < 6; i++)
            await world.Sell.Registered(world.Sell.Input(await world.Sell.Product()), partner);
        await app.Drain();
        Assert.Equal(InterventionOutcome.Recovered, await app.Db(db => db.Interventions().Where(i => i.PlanId == id).Select(i => i.Outcome).SingleAsync(Ct)));
        var found = (await app.Run((InterventionList.Handler h) => h.Run(new InterventionList(), manager, Ct))).Value;
        Assert.Contains(found.Items, i => i.Plan == id && i.Outcome == InterventionOutcome.Recovered);
        Assert.Contains(found.Lifts, l => l is { Acted: 1, ActedRecovered: 1, Difference: null });
    }

    [Fact]
    public async Task A_rule_with_a_condition_steps_in_where_it_holds_and_nowhere_else()
    {
        var manager = await world.Sell.Reviewer();
        var rule = new InterventionRule("resellers", "Resellers behind", "", 60, InterventionAction.Nudge, "", 7) { If = new FactIs("type", ["Reseller"]) };
        var never = rule with { Code = "others", If = new NotSo(rule.If) };
        var unknown = rule with { Code = "unknown", If = new MeasureIs("sell.win-rate", When.LastQuarter, Tandem.Conditions.Test.AtLeast, 0.1) };
        var alone = rule with { Code = "alone", Below = null, If = new MeasureIs("sell.registrations", When.ThisQuarter, Tandem.Conditions.Test.LessThan, 1) };
        var partner = await world.Sell.Seller();
        await world.Sell.Rules(new InterventionPolicy { Rules = [rule, never, unknown, alone] }, partner);
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
        await world.Follow();
        Assert.Equal(["alone", "resellers"], await app.Db(db => db.Interventions().Where(i => i.PlanId == id).Select(i => i.Rule).OrderBy(r => r).ToListAsync(Ct)));

        // The condition is not true any more: its episode is over.
        await world.Sell.Registered(world.Sell.Input(await world.Sell.Product()), partner);
        await app.Drain();
        Assert.Equal(InterventionOutcome.Recovered, await app.Db(db => db.Interventions().Where(i => i.PlanId == id && i.Rule == "alone").Select(i => i.Outcome).SingleAsync(Ct)));
    }

    public sealed class OnSqlite(SqliteApp app) : InterventionTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : InterventionTests(app), IClassFixture<PostgresApp>;
}
