using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Policies;
using Tandem.Signatures;
using Tandem.Strategize.Plans;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class PlanTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanWorld world = new(app);

    private DateOnly LastMonth => new DateOnly(app.Now.Year, app.Now.Month, 1).AddMonths(-1);

    [Fact]
    public async Task A_draft_is_there_for_the_vendor_alone()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.Draft(partner, manager, PlanWorld.Terms());

        Assert.False((await app.Run((ShowPlan.Handler h) => h.Run(new ShowPlan { Plan = id }, partner, Ct))).Ok);
        Assert.Null((await world.Do((OpenNegotiation.Handler h) => h.Run(new OpenNegotiation { Plan = id }, manager, Ct))).Refusal);
        Assert.Equal(PlanState.Negotiation, (await world.Show(id, partner)).State);
        await app.Drain();
        Assert.Equal(1, await app.Db(db => db.Notices().CountAsync(n => n.PersonId == partner.Person && n.Kind == "strategize.plan-moved", Ct)));
    }

    [Fact]
    public async Task Both_propose_in_turn_and_see_what_changed()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms();
        var id = await world.OnTable(partner, manager, terms);
        var table = (await world.Show(id, partner)).Table!;

        var lower = terms with { Targets = [terms.Targets[0] with { Amount = 1 }, terms.Targets[1]], Resources = [new ResourceTerm("", Side.Vendor, "A sales engineer")] };
        Assert.Null((await world.Propose(id, table.Proposal, lower, partner)).Refusal);
        var seen = (await world.Show(id, manager)).Table!;

        Assert.False(seen.ByVendor);
        Assert.Equal([(PlanSection.Targets, "t1"), (PlanSection.Resources, seen.Terms.Resources[0].Key)], seen.SinceOther.Select(c => (c.Section, c.What)));
        Assert.Equal(2m, Assert.IsType<TargetTerm>(seen.SinceOther[0].Before).Amount);
        Assert.Equal("strategize/proposal-meanwhile", (await world.Propose(id, table.Proposal, terms with { Goal = "Later" }, manager)).Refusal?.Code);
        Assert.Equal("strategize/nothing-changed", (await world.Propose(id, seen.Proposal, seen.Terms, manager)).Refusal?.Code);
    }

    [Fact]
    public async Task It_holds_when_both_have_signed_the_same_words()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms();
        var id = await world.OnTable(partner, manager, terms);
        Assert.Null((await world.Sign(id, partner)).Refusal);
        var table = (await world.Show(id, manager)).Table!;
        var first = table.Text!;
        Assert.Contains("Registrations: at least 2 each month", first.Text, StringComparison.Ordinal);

        // Other words: the partner's signature is not one under these.
        await world.Propose(id, table.Proposal, terms with { Goal = "Grow faster." }, manager);
        Assert.Equal("signatures/other-text", (await world.SignText(id, first.Hash, manager)).Refusal?.Code);
        Assert.Equal(PlanState.Negotiation, (await world.Sign(id, manager)).Value.State);
        Assert.Equal(PlanState.Active, (await world.Sign(id, partner)).Value.State);

        var signatures = await app.Db(db => db.Signatures().Join(db.SignedTexts().Where(t => t.SubjectId == id.Value), s => s.TextId, t => t.Id, (s, t) => new { s.Signer, s.Authority, t.Hash }).ToListAsync(Ct));
        Assert.Equal(3, signatures.Count);
        var agreed = await app.Db(db => db.Events().SingleAsync(e => e.SubjectId == id.Value && e.Kind == "strategize.plan-agreed", Ct));
        Assert.Contains(((PlanAgreed)agreed.Fact).TextHash, signatures.Select(s => s.Hash));
        Assert.Equal(["Kick-off", "Name the sellers"], (await world.Show(id, partner)).Steps.Select(s => s.Title));
    }

    [Fact]
    public async Task Who_may_not_sign_for_a_side_does_not()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.OnTable(partner, manager, PlanWorld.Terms());
        var seller = await world.Sell.Colleague(partner, Role.Seller);
        var hash = (await world.Show(id, seller)).Table!.Text!.Hash;

        Assert.Equal("strategize/not-allowed", (await world.SignText(id, hash, seller)).Refusal?.Code);
        Assert.Equal("strategize/not-allowed", (await world.SignText(id, hash, await world.Sell.Reviewer(Role.SalesEngineer))).Refusal?.Code);
    }

    [Fact]
    public async Task A_revision_is_negotiated_beside_the_version_in_force_which_stays_readable()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms();
        var id = await world.Agreed(partner, manager, terms);
        var done = (await world.Show(id, partner)).Steps.Single(s => s.Key == "m1").Id;
        await app.Run((FinishStep.Handler h) => h.Run(new FinishStep { Step = done }, manager, Ct));

        Assert.Null((await world.Do((RevisePlan.Handler h) => h.Run(new RevisePlan { Plan = id, Reason = "The market moved" }, partner, Ct))).Refusal);
        Assert.Equal("strategize/not-to-revise", (await world.Do((RevisePlan.Handler h) => h.Run(new RevisePlan { Plan = id, Reason = "Again" }, manager, Ct))).Refusal?.Code);
        var lower = terms with { Targets = [terms.Targets[0] with { Amount = 1 }], Milestones = [terms.Milestones[0], new MilestoneTerm("m3", "Hire a seller", Side.Partner, new(2026, 6, 1))] };
        await world.Propose(id, 1, lower, partner);
        await world.Sign(id, partner);

        var between = await world.Show(id, manager);
        Assert.Equal((PlanState.Active, 1, 2), (between.State, between.InForceNumber, between.Table!.Number));
        Assert.Equal(2, between.Terms.Targets.Count);
        await world.Sign(id, manager);

        var after = await world.Show(id, partner);
        Assert.Equal(2, after.InForceNumber);
        Assert.Equal(1m, Assert.Single(after.Targets).Amount);
        Assert.Equal(
            [("m1", StepStatus.Done), ("m2", StepStatus.Skipped), ("m3", StepStatus.Open)],
            after.Steps.OrderBy(s => s.Key).Select(s => (s.Key!, s.Status)));
        var old = after.Versions.Single(v => v.Number == 1);
        Assert.NotNull(old.Over);
        var text = (await app.Run((ShowSignedText.Handler h) => h.Run(new ShowSignedText { Text = old.Text }, partner, Ct))).Value;
        Assert.Contains("at least 2 each month", text.Text, StringComparison.Ordinal);
        Assert.Equal((2, true), (text.Signatures.Count, text.Intact));
    }

    [Fact]
    public async Task A_revision_that_is_given_up_changes_nothing()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.Agreed(partner, manager, PlanWorld.Terms());
        await world.Do((RevisePlan.Handler h) => h.Run(new RevisePlan { Plan = id, Reason = "Perhaps" }, manager, Ct));

        Assert.Null((await world.Do((DropRevision.Handler h) => h.Run(new DropRevision { Plan = id }, partner, Ct))).Refusal);
        var plan = await world.Show(id, partner);
        Assert.Equal((1, null), (plan.InForceNumber, plan.Table));
        Assert.True(plan.MayRevise);
    }

    [Fact]
    public async Task Health_follows_what_was_reached_and_turns_are_told()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
        await world.Follow();
        Assert.Equal(Track.OffTrack, (await world.Show(id, partner)).Track);

        for (var i = 0; i < 6; i++)
            await world.Sell.Registered(world.Sell.Input(await world.Sell.Product()), partner);
        await app.Drain();

        var plan = await app.Db(db => db.Plans().SingleAsync(p => p.Id == id, Ct));
        Assert.Equal(Track.OnTrack, plan.Track);
        Assert.Equal(100, plan.Health!.Value, 6);
        var turns = await app.Db(db => db.Events().Where(e => e.SubjectId == id.Value && e.Kind == "strategize.plan-turned").OrderBy(e => e.Position).ToListAsync(Ct));
        Assert.Equal([Track.OffTrack, Track.OnTrack], turns.Select(t => ((PlanTurned)t.Fact).To));
        Assert.Equal(1, await app.Db(db => db.PlanHealthDays().CountAsync(d => d.PlanId == id, Ct)));
    }

    [Fact]
    public async Task A_plan_that_starts_in_the_middle_of_a_quarter_owes_and_counts_its_own_days()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        await world.Sell.Registered(world.Sell.Input(await world.Sell.Product()), partner);
        await app.Drain();
        // Never so late in a quarter that its next one begins meanwhile; it may be tomorrow already where the programme is.
        var today = new ProgrammePolicy().DateOf(app.Now);
        var starts = today.AddDays(1);
        if (Quarter.Of(starts) != Quarter.Of(starts.AddDays(6)))
            starts = Quarter.Of(starts).End;
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(starts, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Quarter, 90, 20)) with { Milestones = [] });
        Assert.Equal(PlanState.Agreed, (await world.Show(id, partner)).State);

        app.Clock.Advance(TimeSpan.FromDays(starts.DayNumber + 4 - today.DayNumber));
        await world.Follow();
        var target = Assert.Single((await world.Show(id, partner)).Targets);

        // Four days of the quarter are over; the registration before the plan does not count.
        var days = Quarter.Of(starts).Days;
        Assert.Equal((0m, Math.Round(90m * 4 / days, 4)), (target.Actual!.Value, target.Expected!.Value));
        Assert.Null((await world.Show(id, partner)).Health);
    }

    [Fact]
    public async Task Targets_of_zero_and_unknown_KPIs_do_no_harm()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms(null,
            new TargetTerm("t1", Side.Partner, "sell.stalls", Cadence.Quarter, 0, 10), new TargetTerm("t2", Side.Partner, "sell.revenue-won", Cadence.Year, 0, 10)) with
        { Milestones = [] };
        var id = await world.Agreed(partner, manager, terms);
        await world.Follow();
        Assert.Equal(100, (await world.Show(id, partner)).Health!.Value, 6);

        await app.Db(db => db.PlanTargets().Where(t => t.PlanId == id && t.Key == "t1").ExecuteUpdateAsync(set => set.SetProperty(t => t.Kpi, "sell.gone"), Ct));
        await world.Follow();
        var plan = await world.Show(id, partner);
        Assert.Equal(100, plan.Health!.Value, 6);
        Assert.Null(plan.Targets[0].Share);
        Assert.Equal("strategize/kpi-unknown", (await world.Propose(id, 1, terms with { Targets = [new("t9", Side.Partner, "sell.gone", Cadence.Month, 1)] }, manager)).Refusal?.Code);
    }

    [Fact]
    public async Task A_plan_begins_at_midnight_where_the_programme_is_run()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var starts = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(3);
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(starts));
        var midnight = new ProgrammePolicy().StartOf(starts);
        Assert.NotEqual(new DateTimeOffset(starts.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), midnight);

        app.Clock.MoveTo(midnight.AddMinutes(-1));
        await world.Follow();
        Assert.Equal(PlanState.Agreed, (await world.Show(id, partner)).State);
        app.Clock.MoveTo(midnight);
        await world.Follow();
        Assert.Equal((PlanState.Active, starts), ((await world.Show(id, partner)).State, (await world.Show(id, partner)).Today));
    }

    [Fact]
    public async Task A_partner_without_history_is_not_judged_by_what_never_had_a_case()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms(
            LastMonth, new TargetTerm("t1", Side.Vendor, "sell.sla-met", Cadence.EveryTime, 95, 20), new TargetTerm("t2", Side.Partner, "sell.win-rate", Cadence.Quarter, 40, 20),
            new TargetTerm("t3", Side.Partner, "sell.velocity", Cadence.EveryTime, -3, 10)) with
        { Milestones = [] };
        var id = await world.OnTable(partner, manager, terms);
        Assert.All((await world.Show(id, manager)).Odds.Values, odds => Assert.InRange(odds.Chance, 0.01, 0.99));
        await world.Sign(id, partner);
        await world.Sign(id, manager);
        await world.Follow();

        var plan = await world.Show(id, partner);
        Assert.Equal((Track.Unknown, null), (plan.Track, plan.Health));
        Assert.All(plan.Targets, t => Assert.Null(t.Share));
    }

    [Fact]
    public async Task A_plan_ends_by_itself_after_its_last_day()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var starts = DateOnly.FromDateTime(app.Now.UtcDateTime);
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(starts, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 5)) with { Ends = starts.AddDays(60), Milestones = [new("m1", "Talk", Side.Partner, starts.AddDays(30))] });

        app.Clock.Advance(TimeSpan.FromDays(80));
        await world.Follow();
        var plan = await world.Show(id, manager);

        Assert.Equal((PlanState.Closed, false), (plan.State, plan.Kept));
        Assert.Equal(StepStatus.Skipped, Assert.Single(plan.Steps).Status);
    }

    [Fact]
    public async Task The_odds_of_a_target_rest_on_what_the_partner_did()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.OnTable(partner, manager, PlanWorld.Terms());
        var odds = (await world.Show(id, manager)).Odds["t1"];

        Assert.Equal((0, 8), (odds.OwnHits, odds.OwnPeriods));
        Assert.InRange(odds.Chance, 0, 0.1);
    }

    [Fact]
    public async Task A_rule_steps_in_once_per_episode_and_sees_the_recovery()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        await world.Sell.Rules(new InterventionPolicy { Rules = [new("few-registrations", "Few registrations", "sell.registrations", 60, InterventionAction.Call, "Ask why.", 7)] }, partner);
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
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
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
        await world.Follow();
        Assert.Equal(["alone", "resellers"], await app.Db(db => db.Interventions().Where(i => i.PlanId == id).Select(i => i.Rule).OrderBy(r => r).ToListAsync(Ct)));

        // The condition is not true any more: its episode is over.
        await world.Sell.Registered(world.Sell.Input(await world.Sell.Product()), partner);
        await app.Drain();
        Assert.Equal(InterventionOutcome.Recovered, await app.Db(db => db.Interventions().Where(i => i.PlanId == id && i.Rule == "alone").Select(i => i.Outcome).SingleAsync(Ct)));
    }

    [Fact]
    public async Task An_objective_stands_beside_the_sum_of_the_plans_that_carry_it()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms(null, new TargetTerm("t1", Side.Partner, "sell.appeals", Cadence.Quarter, 3, 20));
        await world.Agreed(partner, manager, terms);
        var set = await app.Run((SetObjective.Handler h) => h.Run(new SetObjective { Kpi = "sell.appeals", Starts = terms.Starts, Ends = terms.Ends, Amount = 50 }, manager, Ct));
        Assert.Null(set.Refusal);

        var row = (await app.Run((ObjectiveBoard.Handler h) => h.Run(new ObjectiveBoard(), manager, Ct))).Value.Objectives.Single(o => o.Kpi == "sell.appeals");
        Assert.Equal((50, 1), (row.Amount, row.Plans));
        Assert.Equal(12, row.SumOfPlans!.Value, 1);
    }

    [Fact]
    public async Task Past_health_is_held_against_the_outcome()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var starts = DateOnly.FromDateTime(app.Now.UtcDateTime);
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(starts, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 5)) with { Ends = starts.AddDays(80), Milestones = [] });
        for (var i = 0; i < 6; i++)
        {
            app.Clock.Advance(TimeSpan.FromDays(17));
            await world.Follow();
        }

        Assert.Equal(PlanState.Closed, (await world.Show(id, manager)).State);
        var found = (await app.Run((Calibration.Handler h) => h.Run(new Calibration(), manager, Ct))).Value;
        Assert.True(found.Calls.Single(c => c is { At: 0.5, Track: Track.OffTrack }).Right >= 1);

        // One other firm's closed plan would be told apart by this partner.
        var rival = await world.Sell.Seller();
        Assert.Equal(0, (await app.Run((Calibration.Handler h) => h.Run(new Calibration(), rival, Ct))).Value.Plans);
    }

    [Theory, InlineData(Role.Marketer), InlineData(Role.Technician)]
    public async Task Who_sees_no_amounts_sees_no_plan(Role role)
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(null, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Quarter, 3, 20)));
        var colleague = await world.Sell.Colleague(partner, role);

        Assert.Equal(Refusal.NotFound, (await app.Run((ShowPlan.Handler h) => h.Run(new ShowPlan { Plan = id }, colleague, Ct))).Refusal);
        Assert.Equal(Refusal.NotFound, (await app.Run((Performance.Handler h) => h.Run(new Performance(), colleague, Ct))).Refusal);
        Assert.NotNull((await world.Show(id, partner)).Title);
    }

    public sealed class OnSqlite(SqliteApp app) : PlanTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PlanTests(app), IClassFixture<PostgresApp>;
}
