using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;

namespace Tandem.Tests.Strategize;

/// <summary>Plans with reviews to test with.</summary>
public sealed class QbrWorld(TestApp app)
{
    private static CancellationToken Ct => CancellationToken.None;

    public PlanWorld Plans { get; } = new(app);

    public DateOnly Today => DateOnly.FromDateTime(app.Now.UtcDateTime);

    public DateOnly Yesterday => Today.AddDays(-1);

    /// <summary>Terms of a plan that began with the quarter before, with reviews so many days from now.</summary>
    public PlanTerms Terms(params int[] reviews) => PlanWorld.Terms(new DateOnly(Today.Year, 1, 1)) with { Milestones = [], Reviews = [.. reviews.Select(Today.AddDays)] };

    /// <summary>A plan that both signed, with its reviews in the calendar.</summary>
    public async Task<(Actor Partner, Actor Manager, Id<Plan> Plan)> Agreed(PlanTerms terms)
    {
        var (partner, manager) = (await Plans.Sell.Seller(), await Plans.Sell.Reviewer());
        var plan = await Plans.Agreed(partner, manager, terms);
        await app.Drain();
        return (partner, manager, plan);
    }

    public Task<List<Qbr>> Of(Id<Plan> plan) => app.Db(db => db.Qbrs().AsNoTracking().Where(q => q.PlanId == plan).OrderBy(q => q.Planned).ThenBy(q => q.Id).ToListAsync(Ct));

    public async Task<Id<Qbr>> First(Id<Plan> plan) => (await Of(plan))[0].Id;

    /// <summary>A review arranged beside the plan, tomorrow.</summary>
    public async Task<Id<Qbr>> Scheduled(Id<Plan> plan, Actor by) =>
        (await Do((ScheduleQbr.Handler h) => h.Run(new ScheduleQbr { Plan = plan, Day = Today.AddDays(1) }, by, Ct))).Value.Id;

    public Task<Outcome<T>> Do<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull => app.Run(run);

    public Task<Outcome<PackMade>> Make(Id<Qbr> qbr, Actor by, DateOnly? day = null) => Do((MakePack.Handler h) => h.Run(new MakePack { Qbr = qbr, AsOf = day }, by, Ct));

    public async Task<PackDocument> Pack(Id<QbrPack> pack, Actor by) => (await Do((ShowPack.Handler h) => h.Run(new ShowPack { Pack = pack }, by, Ct))).Value.Document;

    public async Task<PackDocument> Made(Id<Qbr> qbr, Actor by, DateOnly? day = null)
    {
        var made = await Make(qbr, by, day);
        return made.Ok ? await Pack(made.Value.Id, by) : throw new InvalidOperationException(made.Refusal!.Code);
    }

    public async Task<QbrView> Show(Id<Qbr> qbr, Actor by) => (await Do((ShowQbr.Handler h) => h.Run(new ShowQbr { Qbr = qbr }, by, Ct))).Value;

    public async Task Register(Actor partner, int times)
    {
        for (var i = 0; i < times; i++)
            await Plans.Sell.Registered(Plans.Sell.Input(await Plans.Sell.Product()), partner);
        await app.Drain();
    }
}
