using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>One working day of the demo: its jobs, who signs in, what partners register, and the deals whose day has come.</summary>
internal sealed class DemoDay(
    IServiceProvider services, TandemDb db, DemoMarket market, StoppedClock clock, DateOnly day, Random random)
{
    private readonly DemoHand hand = new(services, db, clock, TimeSpan.Zero);

    private bool Weekend => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public async Task Run(CancellationToken ct)
    {
        if (Weekend)
            return;
        hand.At(day, 5, 30);
        await Jobs(ct);
        await SignIn(ct);
        foreach (var partner in market.World.Partners)
        {
            for (var n = market.Registrations(partner, day); n > 0; n--)
                await Register(partner, ct);
        }

        hand.At(day, 13, 0);
        await hand.Try<AnnounceAutomaticApprovals.Handler, int>(h => h.Run(Actor.System, ct));
        await Ask(ct);
        var acts = new DemoActs(hand, market, day, random);
        foreach (var deal in market.Deals.Where(d => d.NextOn <= day).ToList())
            await acts.Act(deal, ct);
        market.Deals.RemoveAll(d => d.Step == DemoStep.Done);
    }

    private async Task Jobs(CancellationToken ct)
    {
        await hand.Try<ExpireRegistrations.Handler, int>(h => h.Run(Actor.System, ct));
        await hand.Try<RemindOfExpiry.Handler, int>(h => h.Run(Actor.System, ct));
        if (day.DayOfWeek == DayOfWeek.Monday)
            await hand.Try<NudgeStalledDeals.Handler, int>(h => h.Run(Actor.System, ct));
        await hand.Try<EscalateOverdueReviews.Handler, int>(h => h.Run(Actor.System, ct));
    }

    /// <summary>Who cares for the partnership looks in more often. The dice are its own, so that the story does not depend on it.</summary>
    private async Task SignIn(CancellationToken ct)
    {
        hand.At(day, 6, 30);
        var dice = new Random(day.DayNumber);
        var now = clock.GetUtcNow();
        var came = from partner in market.World.Partners
                   from seller in partner.Sellers
                   where dice.NextDouble() < 0.05 + (0.2 * partner.Care)
                   let at = now.AddMinutes(dice.Next(90))
                   select Event.Of(seller, new Ref(Person.Kind, seller.Person!.Value.Value), seller.Partner, new SignedIn(Id<Session>.New(at)), at, at, imported: false);
        await db.InsertMany([.. came], ct);
    }

    private async Task Register(DemoPartner partner, CancellationToken ct)
    {
        hand.At(day, 7 + random.Next(5), random.Next(60));
        var seller = Names.Pick(partner.Sellers, random);
        var (ask, customer, contested) = market.Opportunity(partner, day);
        var registered = await hand.Try<RegisterDeal.Handler, Registered>(h => h.Run(ask, seller, ct));
        if (!registered.Ok)
            return;
        market.Claim(customer, partner);
        await DemoTouches.Leave(db, registered.Value.Id, ask, partner, seller, day, clock.GetUtcNow(), ct);
        market.Deals.Add(new DemoDeal
        {
            Id = registered.Value.Id,
            Partner = partner,
            Seller = seller,
            Amount = ask.Amount!.Value,
            Currency = ask.Currency!,
            Contested = contested,
            Step = DemoStep.AwaitRule,
            NextOn = day,
        });
    }

    /// <summary>Today's submissions that no rule approved go to a reviewer, who usually answers within the clock.</summary>
    private async Task Ask(CancellationToken ct)
    {
        var waiting = market.Deals.Where(d => d.Step == DemoStep.AwaitRule).ToDictionary(d => d.Id);
        var ids = waiting.Keys.ToList();
        var now = await db.Deals().AsNoTracking().Where(d => ids.Contains(d.Id))
            .Select(d => new { d.Id, d.Status, d.Registration!.ProtectedUntil, d.Registration.First }).ToListAsync(ct);
        foreach (var row in now.OrderBy(r => waiting[r.Id].Amount).ThenBy(r => r.Id))
        {
            var deal = waiting[row.Id];
            deal.First = row.First;
            if (row.Status == DealStatus.Open)
            {
                market.Foresee(deal, day, row.ProtectedUntil!.Value);
                continue;
            }

            (deal.Step, deal.NextOn) = (DemoStep.Review, day.AddDays(random.Next(20) switch { < 16 => 0, < 19 => 1, _ => 3 }));
        }
    }
}
