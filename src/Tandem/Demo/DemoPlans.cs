using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Signatures;
using Tandem.Strategize.Plans;
using Tandem.Threads;

namespace Tandem.Demo;

/// <summary>
/// The plans of the demo: a third of its partners negotiate and sign one for the year, some had one before, others are at it for
/// the next quarter. What comes of them follows from how the partners work, not from here.
/// </summary>
internal sealed class DemoPlans
{
    private readonly DemoWorld world;
    private readonly StoppedClock clock;
    private readonly DateOnly today;
    private readonly List<(DateOnly Day, Func<Task> Act)> diary = [];
    private readonly Dictionary<Id<Organisation>, DemoPartner> firms;
    private readonly List<Bargain> signed = [];

    // Dice of their own, so that the story of the deals does not depend on the plans.
    private readonly Random dice;
    private (Period Quarter, FigureTable Figures)? past;
    private IServiceProvider services = null!;
    private TandemDb db = null!;
    private DemoHand hand = null!;

    public DemoPlans(DemoWorld world, StoppedClock clock, DateOnly start, DateOnly today, int seed)
    {
        (this.world, this.clock, this.today, dice) = (world, clock, today, new Random(seed));
        firms = world.Partners.ToDictionary(p => p.Id);
        At(start, () => DemoPlanTerms.Publish(services, world.Operations));
        var starts = Year(start);
        var cast = world.Partners.Where((p, n) => n % 3 == 0 && p.Joins < starts).ToList();
        var earlier = starts.AddMonths(-6);
        if (earlier >= start.AddDays(26))
        {
            foreach (var (partner, n) in cast.Where((_, n) => n % 3 == 0).Select((p, n) => (p, n)))
                Negotiate(new Bargain(partner, "start", earlier) { Pushes = n % 2 == 1 }, earlier.AddDays(-22 + (n % 4)));
            At(earlier, Follow);
            At(starts.AddDays(15), Close);
        }

        foreach (var (partner, n) in cast.Select((p, n) => (p, n)))
        {
            var bargain = new Bargain(partner, partner.Tier == "gold" ? "strategic" : "growth", starts) { Pushes = n % 4 == 2, Haggles = n % 3 != 1 };
            Negotiate(bargain, starts.AddDays(-22 + (n % 4)));
            if (n == 0)
                Revise(bargain);
        }

        At(starts, Follow);
        At(Workday(starts.AddDays(3)), Objectives);
        Next();
        for (var day = start; day < today; day = day.AddDays(1))
        {
            if (day.DayOfWeek == DayOfWeek.Monday && (day.Day - 1) / 7 % 2 == 0)
                At(day, Finish);
        }

        diary = [.. diary.OrderBy(entry => entry.Day)];
    }

    /// <summary>What the day brings for plans, in the transaction of the day.</summary>
    public async Task Live(IServiceProvider services, TandemDb db, DateOnly day)
    {
        (this.services, this.db, hand) = (services, db, new DemoHand(services, db, clock, TimeSpan.FromMinutes(2)));
        foreach (var (_, act) in diary.TakeWhile(entry => entry.Day <= day).ToList())
        {
            await act();
            diary.RemoveAt(0);
        }
    }

    /// <summary>The calendar year if enough of it has passed to look at, else the half-year before; a short demo takes the month it can get.</summary>
    private DateOnly Year(DateOnly start)
    {
        var year = new DateOnly(today.Year, 1, 1);
        var starts = today.DayNumber - year.DayNumber >= 100 ? year : year.AddMonths(-6);
        return starts >= start.AddDays(26) ? starts : new DateOnly(start.Year, start.Month, 1).AddMonths(start.Day > 5 ? 2 : 1);
    }

    private void At(DateOnly day, Func<Task> act) => diary.Add((day, act));

    private void Negotiate(Bargain bargain, DateOnly from)
    {
        At(Workday(from), () => Draft(bargain));
        At(Workday(from.AddDays(2)), () => Open(bargain));
        if (bargain.Haggles)
        {
            At(Workday(from.AddDays(5)), () => Counter(bargain));
            At(Workday(from.AddDays(8)), () => Meet(bargain));
        }

        At(Workday(from.AddDays(11)), () => Sign(bargain, bargain.Admin));
        At(Workday(from.AddDays(13)), () => Sign(bargain, bargain.Manager));
        At(Workday(from.AddDays(13)), () =>
        {
            signed.Add(bargain);
            return Task.CompletedTask;
        });
    }

    /// <summary>Plans for the next quarter: a counter-proposal waits for an answer, another is signed, a third only begun.</summary>
    private void Next()
    {
        var quarter = Period.Of(today, PeriodKind.Quarter).Next.Start;
        var (asked, agreed, begun) = (world.Partners[1], world.Partners[4], world.Partners[7]);
        var waiting = new Bargain(asked, "growth", quarter) { Pushes = true };
        At(Workday(today.AddDays(-20)), () => Draft(waiting));
        At(Workday(today.AddDays(-17)), () => Open(waiting));
        At(Workday(today.AddDays(-13)), () => Counter(waiting));
        At(Workday(today.AddDays(-9)), () => Meet(waiting));
        At(Workday(today.AddDays(-4)), () => CounterAgain(waiting));
        Negotiate(new Bargain(agreed, "growth", quarter), today.AddDays(-24));
        At(Workday(today.AddDays(-6)), () => Draft(new Bargain(begun, "start", quarter)));
    }

    /// <summary>The vendor signed other words for the rest of the year; the partner has not yet.</summary>
    private void Revise(Bargain bargain)
    {
        At(Workday(today.AddDays(-13)), async () =>
        {
            await hand.Do((RevisePlan.Handler h) => h.Run(new RevisePlan { Plan = bargain.Plan, Reason = "The framework contract came earlier than both expected." }, bargain.Manager, default));
            bargain.Proposal = 1;
        });
        At(Workday(today.AddDays(-11)), () => Propose(bargain, DemoPlanTerms.Revised(bargain.Terms, today), bargain.Manager, "As discussed on Tuesday: more on the revenue, and the second demo line is on us."));
        At(Workday(today.AddDays(-9)), () => Say(bargain, bargain.Admin, "Thank you. Our board looks at it this week; I expect a yes."));
        At(Workday(today.AddDays(-5)), () => Sign(bargain, bargain.Manager));
    }

    private async Task Draft(Bargain bargain)
    {
        var made = await hand.Do((DraftPlan.Handler h) => h.Run(new DraftPlan { Partner = bargain.Partner.Id, Template = bargain.Template, Starts = bargain.Starts }, bargain.Manager, default));
        bargain.Plan = made.Id;
        bargain.Terms = (await db.PlanProposals().AsNoTracking().SingleAsync(p => db.PlanVersions().Any(v => v.Id == p.VersionId && v.PlanId == made.Id))).Terms;
        bargain.Proposal = 1;
        var terms = DemoPlanTerms.For(
            bargain.Terms, bargain.Partner, await Usual(bargain.Partner, DemoPlanTerms.Registrations), await Usual(bargain.Partner, DemoPlanTerms.Pipeline),
            bargain.Pushes ? 2.4 : 1.6, world.Customers.Where(c => c.Land.Territory == bargain.Partner.Land.Territory).ToList(), dice);
        await Propose(bargain, terms, bargain.Manager, note: null);
    }

    /// <summary>Half of what the firm did last quarter and half of what firms do in the mean: one quarter alone says little. Zero before the first quarter.</summary>
    private async Task<double> Usual(DemoPartner partner, string kpi)
    {
        var last = Period.Of(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), PeriodKind.Quarter).Previous;
        if (past?.Quarter != last)
            past = (last, await services.GetRequiredService<Figures>().Values(firms.Keys, [DemoPlanTerms.Registrations, DemoPlanTerms.Pipeline], [last], asOf: null, default));
        var table = past.Value.Figures;
        return ((table[partner.Id, kpi, last].Value ?? 0) + firms.Keys.Average(firm => table[firm, kpi, last].Value ?? 0)) / 2;
    }

    private Task Open(Bargain bargain) => hand.Do((OpenNegotiation.Handler h) => h.Run(new OpenNegotiation { Plan = bargain.Plan }, bargain.Manager, default));

    private Task Counter(Bargain bargain) =>
        Propose(bargain, DemoPlanTerms.Lower(bargain.Terms, 0.8m), bargain.Admin, "We want this, but two of our sellers start in spring only. With an engineer from you we get there.");

    private Task Meet(Bargain bargain) =>
        Propose(bargain, DemoPlanTerms.WithHelp(DemoPlanTerms.Lower(bargain.Terms, 1.1m), bargain.Partner), bargain.Manager, "Fair. We meet in the middle and put an engineer in.");

    private Task CounterAgain(Bargain bargain) =>
        Propose(bargain, DemoPlanTerms.Lower(bargain.Terms, 0.9m) with { Goal = bargain.Terms.Goal + " Vision comes first, controllers follow." }, bargain.Admin,
            "Nearly there. A tenth less on the numbers, and let us say in the goal that vision comes first.");

    private async Task Propose(Bargain bargain, PlanTerms terms, Actor by, string? note)
    {
        await hand.Do((ProposeTerms.Handler h) => h.Run(new ProposeTerms { Plan = bargain.Plan, Proposal = bargain.Proposal, Terms = terms, Note = note }, by, default));
        (bargain.Terms, bargain.Proposal) = (terms, bargain.Proposal + 1);
    }

    private Task Say(Bargain bargain, Actor by, string text) =>
        hand.Do((AddNote.Handler h) => h.Run(new Ref(Plan.Kind, bargain.Plan.Value), new AddNote.Input { Text = text }, by, default));

    private async Task Sign(Bargain bargain, Actor by)
    {
        var hash = await db.SignedTexts().Where(t => db.PlanVersions().Any(v => v.PlanId == bargain.Plan && v.Agreed == null && v.Over == null && v.TextId == t.Id)).Select(t => t.Hash).SingleAsync();
        await hand.Do((SignPlan.Handler h) => h.Run(new SignPlan { Plan = bargain.Plan, Hash = hash, Agree = true }, by, default));
    }

    private Task Follow() => hand.Do((FollowPlans.Handler h) => h.Run(Actor.System, default));

    /// <summary>Plans whose last day has passed, as their last night saw them.</summary>
    private async Task Close()
    {
        var now = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (var plan in await db.Plans().Where(p => p.State == PlanState.Active && p.Ends < now).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync())
            await hand.Do((ClosePlan.Handler h) => h.Run(new ClosePlan { Plan = plan, Reason = "Its last day has passed." }, Actor.System, default));
    }

    /// <summary>The programme asks for a little more than its plans add up to, each half of the world for its share.</summary>
    private async Task Objectives()
    {
        var regions = await db.Territories().Where(t => t.Code == "emea" || t.Code == "americas").ToDictionaryAsync(t => t.Code, t => t.Id);
        var running = signed.Where(b => b.Starts == signed[^1].Starts).ToList();
        var (starts, ends) = (running[0].Starts, running[0].Terms.Ends);
        foreach (var kpi in new[] { DemoPlanTerms.Pipeline, DemoPlanTerms.Revenue })
        {
            await Set(kpi, null, running);
            foreach (var half in running.GroupBy(b => b.Partner.Land.Territory is "us-east" or "us-west" or "canada" ? "americas" : "emea").OrderBy(g => g.Key))
                await Set(kpi, regions[half.Key], half);
        }

        async Task Set(string kpi, Id<Territory>? region, IEnumerable<Bargain> of)
        {
            var sum = of.SelectMany(b => b.Terms.Targets).Where(t => t.Kpi == kpi).Sum(t => t.Amount * 4);
            await hand.Do((SetObjective.Handler h) => h.Run(
                new SetObjective { Kpi = kpi, Territory = region, Starts = starts, Ends = ends, Amount = Math.Ceiling(sum * 1.12m / 50_000) * 50_000 }, world.Chief, default));
        }
    }

    /// <summary>Steps whose day has come: who cares for the partnership does them in time, the others some weeks later.</summary>
    private async Task Finish()
    {
        var soon = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(2);
        var open = await db.Steps().AsNoTracking()
            .Where(s => s.Status == StepStatus.Open && s.Due <= soon && (s.Journey.Kind == Plan.Kind || s.Journey.Kind == "intervention"))
            .OrderBy(s => s.Due).ThenBy(s => s.Id).Select(s => new { s.Id, s.Side, s.Title, s.Journey.PartnerId }).ToListAsync();
        foreach (var step in open)
        {
            var partner = firms[step.PartnerId!.Value];
            if (dice.NextDouble() < (step.Side == Side.Vendor ? 0.7 : 0.1 + (0.7 * partner.Care)))
            {
                await hand.Do((FinishStep.Handler h) => h.Run(
                    new FinishStep { Step = step.Id, Evidence = DemoPlanTerms.Evidence(step.Title, dice) }, step.Side == Side.Vendor ? partner.Manager : partner.Sellers[0], default));
            }
        }
    }

    private static DateOnly Workday(DateOnly day) => day.AddDays(day.DayOfWeek switch { DayOfWeek.Saturday => 2, DayOfWeek.Sunday => 1, _ => 0 });
}
