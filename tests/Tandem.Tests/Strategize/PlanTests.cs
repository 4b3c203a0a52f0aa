using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Signatures;
using Tandem.Strategize.Plans;
using Xunit;

namespace Tandem.Tests.Strategize;

public abstract class PlanTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanWorld world = new(app);

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
    public async Task The_odds_of_a_target_rest_on_what_the_partner_did()
    {
        var (partner, manager) = (await world.Sell.Seller(), await world.Sell.Reviewer());
        var id = await world.OnTable(partner, manager, PlanWorld.Terms());
        var odds = (await world.Show(id, manager)).Odds["t1"];

        Assert.Equal((0, 8), (odds.OwnHits, odds.OwnPeriods));
        Assert.InRange(odds.Chance, 0, 0.1);
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
    public async Task An_objective_comes_down_to_regions_by_what_their_partners_did_a_year_before_and_to_the_plans_they_sign()
    {
        var (operations, strong, weak) = (await world.Sell.Reviewer(), await world.Sell.Seller(), await world.Sell.Seller());
        var (top, north, south) = (Territory.Of("share-top", "Top", null, [], app.Now), Territory.Of("share-a", "A north", null, [], app.Now), Territory.Of("share-b", "B south", null, [], app.Now));
        await app.Db(async db =>
        {
            db.AddRange(top, north, south);
            north.Change(north.Name, top.Id, [], null);
            south.Change(south.Name, top.Id, [], null);
            foreach (var (partner, region) in new[] { (strong, north), (weak, south) })
                (await db.Partners().SingleAsync(p => p.Id == partner.Partner, Ct)).Assign(region.Id, null);
            await db.SaveChangesAsync(Ct);
        });
        for (var i = 0; i < 4; i++)
            await world.Sell.Registered(world.Sell.Input(await world.Sell.Product()), i < 3 ? strong : weak);
        await app.Drain();
        var quarter = Period.Of(DateOnly.FromDateTime(app.Now.UtcDateTime), PeriodKind.Quarter);
        var (starts, ends) = (quarter.Start.AddYears(1), quarter.End.AddYears(1).AddDays(-1));
        async Task Set(string kpi, Territory region, decimal amount) =>
            Assert.Null((await app.Run((SetObjective.Handler h) => h.Run(new SetObjective { Kpi = kpi, Territory = region.Id, Starts = starts, Ends = ends, Amount = amount }, operations, Ct))).Refusal);
        async Task<List<ObjectiveBoard.Row>> Rows(string kpi, Actor? partner = null) =>
            [.. (await app.Run((ObjectiveBoard.Handler h) => h.Run(new ObjectiveBoard { Kpi = kpi, Partner = partner?.Partner }, operations, Ct))).Value.Objectives.Where(o => o.Starts == starts)];
        async Task<string?> Share(string kpi, Actor? by = null)
        {
            var objective = (await Rows(kpi)).Single(r => r.Territory == top.Id).Id;
            return (await app.Run((ShareOutObjective.Handler h) => h.Run(new ShareOutObjective { Objective = objective }, by ?? operations, Ct))).Refusal?.Code;
        }

        await Set("sell.registrations", top, 13);
        Assert.Equal(2, (await Rows("sell.registrations")).Single().Unset);
        Assert.Equal("strategize/not-allowed", await Share("sell.registrations", strong));
        Assert.Null(await Share("sell.registrations"));
        var shared = await Rows("sell.registrations");
        Assert.Equal([("A north", 10.0), ("B south", 3.0), ("Top", 13.0)], shared.Select(r => (r.Region!, r.Amount)).Order());
        Assert.Equal((13.0, 0), shared.Single(r => r.Territory == top.Id) is var whole ? (whole.SumOfRegions!.Value, whole.Unset) : default);
        Assert.Equal("strategize/regions-set", await Share("sell.registrations"));

        // What a region has of its own stays; the other takes what is left. A rate is asked of each alike.
        await Set("sell.qualified-registrations", top, 12);
        await Set("sell.qualified-registrations", south, 5);
        Assert.Null(await Share("sell.qualified-registrations"));
        Assert.Equal([("A north", 7.0), ("B south", 5.0)], (await Rows("sell.qualified-registrations")).Where(r => r.Territory != top.Id).Select(r => (r.Region!, r.Amount)).Order());
        await Set("sell.win-rate", top, 40);
        Assert.Null(await Share("sell.win-rate"));
        Assert.All(await Rows("sell.win-rate"), r => Assert.Equal(0.4, r.Amount, 9));
        await Set("sell.expiries", top, 4);
        await Set("sell.expiries", south, 4);
        Assert.Equal("strategize/nothing-left", await Share("sell.expiries"));

        Assert.Equal(["A north", "Top"], (await Rows("sell.registrations", strong)).Select(r => r.Region).Order());
        var plan = await world.Draft(strong, operations, PlanWorld.Terms(starts, new TargetTerm("t1", Side.Partner, "sell.registrations", Cadence.Quarter, 3, 20)));
        var manager = await app.As(await app.Given.VendorPerson());
        var page = (await manager.Page($"/plans/{plan}/edit")).Body!.TextContent;
        Assert.Contains("What the programme asks", page, StringComparison.Ordinal);
        Assert.Contains("A north", page, StringComparison.Ordinal);
        Assert.DoesNotContain("B south", page, StringComparison.Ordinal);
        Assert.Contains("A north", (await manager.Page("/objectives?q=north")).QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
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
