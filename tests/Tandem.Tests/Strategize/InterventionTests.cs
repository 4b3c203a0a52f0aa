using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Policies;
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
    public async Task An_episode_ends_with_its_plan_and_with_its_rule()
    {
        var manager = await world.Sell.Reviewer();
        var rule = new InterventionRule("behind", "Behind", "sell.registrations", 60, InterventionAction.Nudge, "", 7);
        async Task<(Actor, Tandem.Kernel.Id<Plan>)> Behind()
        {
            var firm = await world.Sell.Seller();
            await world.Sell.Rules(new InterventionPolicy { Rules = [rule], Days = 30 }, firm);
            var plan = await world.Agreed(firm, manager, PlanWorld.Terms(world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
            await world.Follow();
            return (firm, plan);
        }

        async Task<InterventionOutcome> Outcome(Tandem.Kernel.Id<Plan> plan) => await app.Db(db => db.Interventions().Where(i => i.PlanId == plan).Select(i => i.Outcome).SingleAsync(Ct));
        var ((_, closed), (partner, orphan)) = (await Behind(), await Behind());
        Assert.Null((await app.Run((ClosePlan.Handler h) => h.Run(new ClosePlan { Plan = closed, Reason = "They left." }, manager, Ct))).Refusal);
        Assert.Equal((InterventionOutcome.NotRecovered, InterventionOutcome.Open), (await Outcome(closed), await Outcome(orphan)));

        await world.Sell.Rules(new InterventionPolicy { Rules = [rule with { Code = "another" }], Days = 30 }, partner);
        app.Clock.Advance(TimeSpan.FromDays(29));
        await world.Follow();
        Assert.Equal(InterventionOutcome.Open, await app.Db(db => db.Interventions().Where(i => i.PlanId == orphan && i.Rule == "behind").Select(i => i.Outcome).SingleAsync(Ct)));
        app.Clock.Advance(TimeSpan.FromDays(2));
        await world.Follow();
        Assert.Equal(InterventionOutcome.NotRecovered, await app.Db(db => db.Interventions().Where(i => i.PlanId == orphan && i.Rule == "behind").Select(i => i.Outcome).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Episodes_are_searched_sorted_and_paged()
    {
        var manager = await world.Sell.Reviewer();
        var rules = new InterventionPolicy { Rules = [new("listed", "Listed", "sell.registrations", 60, InterventionAction.Nudge, "", 7), new("listed-too", "Listed too", "", 60, InterventionAction.Nudge, "", 7)] };
        foreach (var firm in new[] { "Episodes Beta", "Episodes Alpha" })
        {
            var partner = await world.Sell.Seller(firm);
            await world.Sell.Rules(rules, partner);
            await world.Agreed(partner, manager, PlanWorld.Terms(world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
            app.Clock.Advance(TimeSpan.FromHours(1));
            await world.Follow();
        }

        async Task<List<(string, string)>> Found(InterventionList ask)
        {
            var (seen, cursor) = (new List<(string, string)>(), (string?)null);
            do
            {
                var page = (await app.Run((InterventionList.Handler h) => h.Run(ask with { Text = "episodes", Limit = 1, Cursor = cursor }, manager, Ct))).Value;
                seen.AddRange(page.Items.Select(i => (i.Partner, i.Rule)));
                cursor = page.Next;
            }
            while (cursor is not null);
            return seen;
        }

        Assert.Equal(4, (await Found(new InterventionList())).Distinct().Count());
        Assert.Equal(["Episodes Beta", "Episodes Beta", "Episodes Alpha", "Episodes Alpha"], (await Found(new InterventionList { Sort = "opened" })).Select(f => f.Item1));
        Assert.Equal(["Episodes Alpha", "Episodes Alpha", "Episodes Beta", "Episodes Beta"], (await Found(new InterventionList())).Select(f => f.Item1));
        Assert.Equal(["Episodes Alpha", "Episodes Beta"], (await Found(new InterventionList { Rule = "listed" })).Select(f => f.Item1));
        Assert.Empty(await Found(new InterventionList { Outcome = new(InterventionOutcome.Recovered) }));
        foreach (var sort in new[] { "at", "-at", "plan", "ended" })
            Assert.Equal(4, (await Found(new InterventionList { Sort = sort })).Distinct().Count());
        var portal = await app.As(await app.Given.VendorPerson());
        var file = await (await portal.Get("/interventions/export?format=csv&q=episodes&rule=listed")).Content.ReadAsStringAsync(Ct);
        Assert.Equal(3, file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(2, (await portal.Page("/interventions?q=episodes&rule=listed-too")).QuerySelectorAll("tbody a[href^='/plans/']").Length);
    }

    [Fact]
    public async Task A_condition_on_what_nobody_measures_is_not_published()
    {
        var rules = new InterventionPolicy { Rules = [new("gone", "Gone", "", 60, InterventionAction.Nudge, "", 7) { If = new MeasureIs("sell.gone-since", When.LastQuarter, Tandem.Conditions.Test.AtLeast, 1) }] };

        Task<string[]> Problems(IPolicy tried) => app.Run((IEnumerable<IPolicyCheck> checks) => Task.FromResult(checks.SelectMany(c => c.Problems(tried)).Select(p => p.Code).ToArray()));
        Assert.Equal(["conditions/unknown-measure"], await Problems(rules));
        Assert.Empty(await Problems(new InterventionPolicy()));
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
