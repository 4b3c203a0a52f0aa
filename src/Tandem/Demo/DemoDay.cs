using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>One working day of the demo: what partners register, what reviewers decide, how deals move.</summary>
internal sealed class DemoDay(
    IServiceProvider services, TandemDb db, DemoMarket market, StoppedClock clock, DateOnly day, Random random)
{
    private static readonly string[] NextSteps =
    [
        "Technical workshop with the production team", "Send the revised quote", "Site visit and line survey", "Proof of concept review",
        "Reference call with a customer in the same trade", "Contract review with procurement", "Demo for the board", "Clarify the integration with their ERP",
    ];

    private static readonly string[] LossReasons = ["price", "competitor", "no-budget", "no-decision", "timing", "product-fit"];

    private bool Weekend => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    public async Task Run(CancellationToken ct)
    {
        At(5, 30);
        await Jobs(ct);
        if (Weekend)
            return;
        await SignIn(ct);
        foreach (var partner in market.World.Partners)
        {
            for (var n = market.Registrations(partner, day); n > 0; n--)
                await Register(partner, ct);
        }

        At(13, 0);
        await Do<AnnounceAutomaticApprovals.Handler, int>(h => h.Run(Actor.System, ct));
        await Ask(ct);
        foreach (var deal in market.Deals.Where(d => d.NextOn <= day).ToList())
            await Act(deal, ct);
        market.Deals.RemoveAll(d => d.Step == DemoStep.Done);
    }

    private async Task Jobs(CancellationToken ct)
    {
        await Do<ExpireRegistrations.Handler, int>(h => h.Run(Actor.System, ct));
        await Do<RemindOfExpiry.Handler, int>(h => h.Run(Actor.System, ct));
        if (day.DayOfWeek == DayOfWeek.Monday)
            await Do<NudgeStalledDeals.Handler, int>(h => h.Run(Actor.System, ct));
        await Do<EscalateOverdueReviews.Handler, int>(h => h.Run(Actor.System, ct));
    }

    /// <summary>Who cares for the partnership looks in more often. The dice are its own, so that the story does not depend on it.</summary>
    private async Task SignIn(CancellationToken ct)
    {
        At(6, 30);
        var dice = new Random(day.DayNumber);
        var now = clock.GetUtcNow();
        var came = from partner in market.World.Partners
                   from seller in partner.Sellers
                   where dice.NextDouble() < 0.1 + (0.35 * partner.Care)
                   let at = now.AddMinutes(dice.Next(90))
                   select Event.Of(seller, new Ref(Person.Kind, seller.Person!.Value.Value), seller.Partner, new SignedIn(Id<Session>.New(at)), at, at, imported: false);
        await db.InsertMany([.. came], ct);
    }

    private async Task Register(DemoPartner partner, CancellationToken ct)
    {
        At(7 + random.Next(5), random.Next(60));
        var seller = Names.Pick(partner.Sellers, random);
        var (ask, customer, contested) = market.Opportunity(partner, day);
        var registered = await Do<RegisterDeal.Handler, Registered>(h => h.Run(ask, seller, ct));
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
            if (row.Status == DealStatus.Open)
            {
                market.Foresee(deal, day, row.ProtectedUntil!.Value);
                continue;
            }

            (deal.Step, deal.NextOn) = (DemoStep.Review, day.AddDays(random.Next(20) switch { < 16 => 0, < 19 => 1, _ => 3 }));
        }
    }

    private Task Act(DemoDeal deal, CancellationToken ct)
    {
        At(13 + random.Next(4), random.Next(60));
        return deal.Step switch
        {
            DemoStep.Review => Review(deal, ct),
            DemoStep.AnswerInfo => Answer(deal, ct),
            DemoStep.Appeal => Appeal(deal, ct),
            DemoStep.DecideAppeal => Judge(deal, ct),
            DemoStep.Work => Work(deal, ct),
            _ => Task.CompletedTask,
        };
    }

    private async Task Review(DemoDeal deal, CancellationToken ct)
    {
        var first = await db.Registrations().AsNoTracking().Where(r => r.Id == deal.Id).Select(r => r.First).SingleAsync(ct);
        var draw = random.NextDouble();
        var ask = draw switch
        {
            _ when !first && draw < 0.8 => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Reject, Code = RejectionCode.CustomerAlreadyEngaged },
            < 0.1 => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.NeedsInfo, Text = "Who decides at the customer, and is the budget approved?" },
            < 0.2 when deal.Partner.Skill < 0.45 => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Reject, Code = RejectionCode.NotQualified },
            _ => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Approve },
        };
        var decided = await Do<DecideRegistration.Handler, DealChanged>(h => h.Run(ask, deal.Partner.Manager, ct));
        if (!decided.Ok || decided.Value.Status == DealStatus.InReview)
            decided = await Do<DecideRegistration.Handler, DealChanged>(h => h.Run(ask, market.World.Chief, ct));
        await Follow(deal, decided.Ok ? decided.Value.Status : DealStatus.Withdrawn, ct);
    }

    private async Task Follow(DemoDeal deal, DealStatus status, CancellationToken ct)
    {
        switch (status)
        {
            case DealStatus.Open:
                var until = await db.Registrations().Where(r => r.Id == deal.Id).Select(r => r.ProtectedUntil).SingleAsync(ct);
                market.Foresee(deal, day, until!.Value);
                break;
            case DealStatus.NeedsInfo:
                (deal.Step, deal.NextOn) = (DemoStep.AnswerInfo, day.AddDays(1 + random.Next(deal.Partner.Care > 0.5 ? 3 : 9)));
                break;
            case DealStatus.Rejected when deal.Step == DemoStep.Review && random.Next(5) == 0:
                (deal.Step, deal.NextOn) = (DemoStep.Appeal, day.AddDays(1 + random.Next(4)));
                break;
            default:
                deal.Step = DemoStep.Done;
                break;
        }
    }

    private async Task Answer(DemoDeal deal, CancellationToken ct)
    {
        var answered = await Do<AnswerInfoRequest.Handler, DealChanged>(h => h.Run(
            new AnswerInfoRequest { Deal = deal.Id, Text = "The project is budgeted for this fiscal year; the plant manager sponsors it and we have met twice." }, deal.Seller, ct));
        (deal.Step, deal.NextOn) = answered.Ok ? (DemoStep.Review, day.AddDays(1)) : (DemoStep.Done, day);
    }

    private async Task Appeal(DemoDeal deal, CancellationToken ct)
    {
        var appealed = await Do<AppealRejection.Handler, DealChanged>(h => h.Run(
            new AppealRejection { Deal = deal.Id, Evidence = "We have worked with this site since last year and can share the meeting notes and the signed survey." }, deal.Seller, ct));
        (deal.Step, deal.NextOn) = appealed.Ok ? (DemoStep.DecideAppeal, day.AddDays(1 + random.Next(3))) : (DemoStep.Done, day);
    }

    private async Task Judge(DemoDeal deal, CancellationToken ct)
    {
        var verdict = random.Next(5) < 2 ? AppealVerdict.Overturn : AppealVerdict.Uphold;
        var judged = await Do<DecideAppeal.Handler, DealChanged>(h => h.Run(new DecideAppeal { Deal = deal.Id, Verdict = verdict }, market.World.Chief, ct));
        await Follow(deal, judged.Ok ? judged.Value.Status : DealStatus.Rejected, ct);
    }

    /// <summary>A visit to an open deal: ask for time, close it when its day has come, or bring it a step further.</summary>
    private async Task Work(DemoDeal deal, CancellationToken ct)
    {
        if (deal.Stalls)
        {
            // The owner does nothing; the protection will run out. Half of them admit the loss first.
            (deal.Step, deal.NextOn) = (DemoStep.Done, day);
            if (random.Next(2) == 0)
                (deal.Step, deal.Wins, deal.Stalls, deal.NextOn, deal.Ends) = (DemoStep.Work, false, false, deal.ProtectedUntil.AddDays(-random.Next(1, 20)), deal.Approved);
            return;
        }

        if (!deal.Extended && deal.Ends > deal.ProtectedUntil && day >= deal.ProtectedUntil.AddDays(-14))
        {
            var extended = await Do<RequestExtension.Handler, DealChanged>(h => h.Run(
                new RequestExtension { Deal = deal.Id, Reason = "The customer moved the decision to the next board meeting." }, deal.Seller, ct));
            deal.Extended = true;
            if (extended.Ok && extended.Value.ProtectedUntil <= deal.ProtectedUntil)
                extended = await Do<DecideExtension.Handler, DealChanged>(h => h.Run(new DecideExtension { Deal = deal.Id, Grant = true }, deal.Partner.Manager, ct));
            deal.ProtectedUntil = extended.Ok ? extended.Value.ProtectedUntil ?? deal.ProtectedUntil : deal.ProtectedUntil;
        }

        if (day >= deal.Ends)
            await Close(deal, ct);
        else
            await Progress(deal, ct);
        deal.NextOn = day.AddDays(Math.Max(2, (int)((15 + random.Next(24)) * (1.6 - deal.Partner.Care))));
        if (deal.NextOn > deal.Ends)
            deal.NextOn = deal.Ends > day ? deal.Ends : day.AddDays(1);
    }

    private async Task Progress(DemoDeal deal, CancellationToken ct)
    {
        await Do<UpdateDeal.Handler, DealChanged>(h => h.Run(
            new UpdateDeal { Deal = deal.Id, Plan = new PlanInput { NextStep = Names.Pick(NextSteps, random), Due = day.AddDays(3 + random.Next(15)) } }, deal.Seller, ct));
        string[] stages = ["qualified", "discovery", "proposal", "negotiation"];
        var share = (day.DayNumber - deal.Approved.DayNumber) / (double)Math.Max(1, deal.Ends.DayNumber - deal.Approved.DayNumber);
        var target = Math.Min(3, (int)(((share + 0.12) * (deal.Wins ? 4.2 : 3.2)) + 0.35));
        while (deal.Stage < target)
        {
            var moved = await Do<MoveStage.Handler, DealChanged>(h => h.Run(new MoveStage { Deal = deal.Id, Stage = stages[deal.Stage + 1] }, deal.Seller, ct));
            if (!moved.Ok)
                break;
            deal.Stage++;
        }
    }

    private async Task Close(DemoDeal deal, CancellationToken ct)
    {
        if (deal.Wins)
        {
            var final = Math.Round(deal.Amount * (decimal)(0.88 + (random.NextDouble() * 0.2)) / 10) * 10;
            await Do<WinDeal.Handler, DealChanged>(h => h.Run(new WinDeal { Deal = deal.Id, Amount = final, On = day }, deal.Seller, ct));
        }
        else
        {
            await Do<LoseDeal.Handler, DealChanged>(h => h.Run(new LoseDeal { Deal = deal.Id, Reason = Names.Pick(LossReasons, random), On = day }, deal.Seller, ct));
        }

        deal.Step = DemoStep.Done;
    }

    private void At(int hour, int minute)
    {
        var moment = new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, minute)), TimeSpan.Zero);
        if (moment > clock.GetUtcNow())
            clock.MoveTo(moment);
        else
            clock.Advance(TimeSpan.FromSeconds(20));
    }

    private async Task<Outcome<T>> Do<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull
    {
        var outcome = await run(services.GetRequiredService<THandler>());
        // A refusal leaves what it loaded behind; the next use case must not save it.
        db.ChangeTracker.Clear();
        return outcome;
    }
}
