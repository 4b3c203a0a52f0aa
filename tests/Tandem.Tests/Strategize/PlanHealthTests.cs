using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Policies;
using Tandem.Strategize.Plans;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class PlanHealthTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanWorld world = new(app);

    [Fact]
    public async Task Health_follows_what_was_reached_and_turns_are_told()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.Agreed(partner, manager, PlanWorld.Terms(world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20)) with { Milestones = [] });
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
    public async Task Health_opens_to_the_points_that_make_it_up_and_to_other_plans_from_five_others_on()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var terms = PlanWorld.Terms(
            world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20), new TargetTerm("t2", Side.Partner, "sell.revenue-won", Cadence.Quarter, 0, 10),
            new TargetTerm("t3", Side.Vendor, "sell.sla-met", Cadence.EveryTime, 95, 5)) with
        { Milestones = [new("m1", "Kick-off", Side.Vendor, world.LastMonth.AddDays(1))] };
        var id = await world.Agreed(partner, manager, terms);
        await world.Follow();
        async Task<ShowHealth.View> Opened() => (await app.Run((ShowHealth.Handler h) => h.Run(new ShowHealth { Plan = id }, partner, Ct))).Value;

        // w·k·a over Σ w·k: 20 of nothing reached, 10 results at half weight all reached, 15 of milestones missed; what has no case is left out.
        var found = await Opened();
        Assert.Equal([("t1", 0.0), ("t2", 12.5), ("t3", 0.0), ("m", 0.0)], found.Lines.Select((l, i) => (i < 3 ? $"t{i + 1}" : "m", Math.Round(l.Points, 9))));
        Assert.Equal(found.Health!.Value, found.Lines.Sum(l => l.Points), 9);
        Assert.Equal(100 - found.Health.Value, found.Lines.Sum(l => l.Lost), 9);
        Assert.Null(found.Lines[2].Share);
        Assert.Equal((0.5, 1.0), (found.Lines[1].Factor, found.Lines[0].Factor));

        await app.Db(db => db.Plans().Where(p => p.Id != id).ExecuteUpdateAsync(set => set.SetProperty(p => p.State, PlanState.Closed), Ct));
        for (var others = 0; others < 5; others++)
        {
            Assert.Null((await Opened()).Peers);
            await world.Agreed(await world.Sell.Seller(), manager, PlanWorld.Terms(world.LastMonth, new TargetTerm("t1", Side.Partner, "sell.stalls", Cadence.Quarter, 0, 10)) with { Milestones = [] });
            await world.Follow();
        }

        Assert.True((await Opened()).Peers is { Plans: >= 5 });
        Assert.Equal("kernel/not-found", (await app.Run(async (ShowHealth.Handler h) => await h.Run(new ShowHealth { Plan = id }, await world.Sell.Seller(), Ct))).Refusal?.Code);
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
            world.LastMonth, new TargetTerm("t1", Side.Vendor, "sell.sla-met", Cadence.EveryTime, 95, 20), new TargetTerm("t2", Side.Partner, "sell.win-rate", Cadence.Quarter, 40, 20),
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
        Assert.Empty(found.Behind);

        // The number opens to its plans.
        var opened = (await app.Run((Calibration.Handler h) => h.Run(new Calibration { At = 50, Said = Track.OffTrack }, manager, Ct))).Value;
        Assert.Equal(found.Calls.Single(c => c is { At: 0.5, Track: Track.OffTrack }), opened.Opened);
        Assert.Equal(opened.Opened!.Plans, opened.Behind.Count);
        Assert.Equal(new Calibration.PlanBehind(id, opened.Behind.Single(p => p.Plan == id).Title, partner.OrganisationName, starts, starts.AddDays(80), Kept: false), opened.Behind.Single(p => p.Plan == id));

        // One other firm's closed plan would be told apart by this partner.
        var rival = await world.Sell.Seller();
        var told = (await app.Run((Calibration.Handler h) => h.Run(new Calibration { At = 50, Said = Track.OffTrack }, rival, Ct))).Value;
        Assert.Equal((0, 0, 0), (told.Plans, told.Opened?.Plans ?? 0, told.Behind.Count));
    }

    public sealed class OnSqlite(SqliteApp app) : PlanHealthTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PlanHealthTests(app), IClassFixture<PostgresApp>;
}
