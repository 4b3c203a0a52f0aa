using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;

namespace Tandem.Demo;

/// <summary>
/// The business reviews of the demo: each is held when its day comes; those of the last quarter have packs, decisions and minutes, and one
/// is to come this week.
/// </summary>
internal sealed class DemoReviews(DemoWorld world, StoppedClock clock, DateOnly today)
{
    /// <summary>So many of the last quarter's reviews are told in full: packs take time to compute.</summary>
    private const int MostTold = 6;

    private static readonly string[] Minutes =
    [
        "Both sides went through the pack. The numbers of the quarter hold; two deals stand still because the customers wait for their budgets.\n\nThe partner wants an engineer on the next two demonstrations. We agreed on dates.",
        "Registrations came late in the quarter. Kim explained that two sellers were new; they are trained now.\n\nWe looked at the deals that stand still one by one and wrote down a next step for each.",
        "A good quarter. We spoke about what works: joint visits in the first week after a registration.\n\nThe vendor's answers were slow in the holidays. From now on one person looks after this partner's registrations.",
    ];

    private readonly List<(DateOnly Day, Id<JourneyStep> Step, Actor By)> promised = [];
    private int told;
    private IServiceProvider services = null!;
    private TandemDb db = null!;
    private DemoHand hand = null!;

    /// <summary>What the day brings for reviews, in the transaction of the day.</summary>
    public async Task Live(IServiceProvider services, TandemDb db, DateOnly day, bool last)
    {
        (this.services, this.db, hand) = (services, db, new DemoHand(services, db, clock, TimeSpan.FromMinutes(2)));
        if (day.DayOfWeek == DayOfWeek.Monday || last)
            await Follow();
        foreach (var done in promised.Where(p => p.Day == day).ToList())
            await hand.Do((FinishStep.Handler h) => h.Run(new FinishStep { Step = done.Step, Evidence = "Done as agreed." }, done.By, default));
        var end = new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);

        // The firm whom newcomers sign in as comes first: few reviews are told in full.
        var own = world.Partners[0].Id;
        foreach (var id in await db.Qbrs().AsNoTracking().Where(q => q.State == QbrState.Scheduled && q.Starts < end).OrderBy(q => q.PartnerId == own ? 0 : 1).ThenBy(q => q.Starts).ThenBy(q => q.Id).Select(q => q.Id).ToListAsync())
            await Hold(id, day);
        if (last)
            await Arrange(day);
    }

    /// <summary>Plans that began have their reviews in the calendar; listeners do that by themselves once Tandem runs.</summary>
    private async Task Follow()
    {
        var calendar = services.GetRequiredService<QbrCalendar>();
        foreach (var plan in await db.Plans().Where(p => p.State == PlanState.Active && !db.Qbrs().Any(q => q.PlanId == p.Id)).OrderBy(p => p.Id).ToListAsync())
            await calendar.Follow(plan, default);
        await db.SaveChangesAsync();
        db.Forget();
    }

    private async Task Hold(Id<Qbr> id, DateOnly day)
    {
        var partner = await PartnerOf(id);
        if (day > today.AddDays(-90) && told < MostTold)
        {
            await hand.Do((MakePack.Handler h) => h.Run(new MakePack { Qbr = id }, partner.Manager, default));
            var theirs = await Decide(id, partner, Side.Partner, "Agree the next step of every deal that stands still", day.AddDays(60 + told));
            var ours = await Decide(id, partner, Side.Vendor, "Put an engineer on the next two demonstrations", day.AddDays(21 + told));
            promised.Add((day.AddDays(12 + told), ours.Task, partner.Manager));
            if (told % 2 == 0)
                promised.Add((day.AddDays(20 + told), theirs.Task, partner.Sellers[0]));
            told++;
        }

        await hand.Do((HoldQbr.Handler h) => h.Run(new HoldQbr { Qbr = id, Minutes = Minutes[(day.DayNumber + told) % Minutes.Length] }, partner.Manager, default));
    }

    private Task<Decided> Decide(Id<Qbr> id, DemoPartner partner, Side side, string what, DateOnly due) => hand.Do((DecideInQbr.Handler h) => h.Run(
        new DecideInQbr { Qbr = id, Title = what, Side = side, Person = (side == Side.Vendor ? partner.Manager : partner.Sellers[0]).Person, Due = due }, partner.Manager, default));

    /// <summary>One more review beside the plan, this week.</summary>
    private async Task Arrange(DateOnly day)
    {
        var plan = await db.Plans().AsNoTracking().Where(p => p.State == PlanState.Active).OrderBy(p => p.Health ?? 100).ThenBy(p => p.Id).Select(p => new { p.Id, p.PartnerId }).FirstOrDefaultAsync();
        if (plan is null)
            return;
        var on = day.AddDays(4);
        on = on.AddDays(on.DayOfWeek switch { DayOfWeek.Saturday => 2, DayOfWeek.Sunday => 1, _ => 0 });
        await hand.Do((ScheduleQbr.Handler h) => h.Run(
            new ScheduleQbr { Plan = plan.Id, Day = on, At = new TimeOnly(14, 0), Place = "Video call" }, world.Partners.Single(p => p.Id == plan.PartnerId).Manager, default));
    }

    private async Task<DemoPartner> PartnerOf(Id<Qbr> id)
    {
        var partner = await db.Qbrs().Where(q => q.Id == id).Select(q => q.PartnerId).SingleAsync();
        return world.Partners.Single(p => p.Id == partner);
    }
}
