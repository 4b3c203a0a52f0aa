using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;
using Tandem.Tests.Sell;

namespace Tandem.Tests.Strategize;

/// <summary>Plans to test with.</summary>
public sealed class PlanWorld(TestApp app)
{
    public SellWorld Sell { get; } = new(app);

    /// <summary>Its first day.</summary>
    public DateOnly LastMonth => new DateOnly(app.Now.Year, app.Now.Month, 1).AddMonths(-1);

    public static PlanTerms Terms(DateOnly? starts = null, params TargetTerm[] targets) => new()
    {
        Starts = starts ?? new DateOnly(2026, 1, 1),
        Ends = (starts ?? new DateOnly(2026, 1, 1)).AddYears(1).AddDays(-1),
        Goal = "Grow together.",
        Targets = targets.Length > 0 ? targets :
        [
            new("t1", Side.Partner, "sell.registrations", Cadence.Month, 2, 20),
            new("t2", Side.Vendor, "sell.sla-met", Cadence.EveryTime, 90, 10),
        ],
        Milestones = [new("m1", "Kick-off", Side.Vendor, (starts ?? new DateOnly(2026, 1, 1)).AddDays(30)), new("m2", "Name the sellers", Side.Partner, (starts ?? new DateOnly(2026, 1, 1)).AddDays(200))],
    };

    public Task<Outcome<PlanChanged>> Do<THandler>(Func<THandler, Task<Outcome<PlanChanged>>> run) where THandler : notnull => app.Run(run);

    public async Task<Id<Plan>> Draft(Actor partner, Actor manager, PlanTerms terms)
    {
        var id = (await Do((DraftPlan.Handler h) => h.Run(new DraftPlan { Partner = partner.Partner, Starts = terms.Starts }, manager, default))).Value.Id;
        var proposed = await Propose(id, 1, terms, manager);
        if (!proposed.Ok)
            throw new InvalidOperationException(proposed.Refusal!.Code);
        return id;
    }

    public Task<Outcome<PlanChanged>> Propose(Id<Plan> plan, int from, PlanTerms terms, Actor by) =>
        Do((ProposeTerms.Handler h) => h.Run(new ProposeTerms { Plan = plan, Proposal = from, Terms = terms }, by, default));

    public async Task<Id<Plan>> OnTable(Actor partner, Actor manager, PlanTerms terms)
    {
        var id = await Draft(partner, manager, terms);
        await Do((OpenNegotiation.Handler h) => h.Run(new OpenNegotiation { Plan = id }, manager, default));
        return id;
    }

    public async Task<Outcome<PlanChanged>> Sign(Id<Plan> plan, Actor by) =>
        await Do((SignPlan.Handler h) => h.Run(new SignPlan { Plan = plan, Hash = "", Agree = true }, by, default)) is { Refusal.Code: "signatures/other-text" }
            ? await SignText(plan, (await Show(plan, by)).Table!.Text!.Hash, by)
            : throw new InvalidOperationException("A text is signed only by who has seen it.");

    public Task<Outcome<PlanChanged>> SignText(Id<Plan> plan, string hash, Actor by) =>
        Do((SignPlan.Handler h) => h.Run(new SignPlan { Plan = plan, Hash = hash, Agree = true }, by, default));

    /// <summary>A plan that both have signed.</summary>
    public async Task<Id<Plan>> Agreed(Actor partner, Actor manager, PlanTerms terms)
    {
        var id = await OnTable(partner, manager, terms);
        await Sign(id, partner);
        await Sign(id, manager);
        return id;
    }

    public async Task<PlanView> Show(Id<Plan> plan, Actor by) =>
        (await app.Run((ShowPlan.Handler h) => h.Run(new ShowPlan { Plan = plan }, by, default))).Value;

    public Task<Outcome<int>> Follow() => app.Run((FollowPlans.Handler h) => h.Run(Actor.System, default));
}
