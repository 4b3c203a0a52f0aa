using Tandem.Approvals;
using Tandem.Kernel;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>What happens to a deal of the demo when its day has come: a reviewer decides, a seller answers, appeals, works or closes it.</summary>
internal sealed class DemoActs(DemoHand hand, DemoMarket market, DateOnly day, Random random)
{
    private static readonly string[] NextSteps =
    [
        "Technical workshop with the production team", "Send the revised quote", "Site visit and line survey", "Proof of concept review",
        "Reference call with a customer in the same trade", "Contract review with procurement", "Demo for the board", "Clarify the integration with their ERP",
    ];

    private static readonly string[] LossReasons = ["price", "competitor", "no-budget", "no-decision", "timing", "product-fit"];

    public Task Act(DemoDeal deal, CancellationToken ct)
    {
        hand.At(day, 13 + random.Next(4), random.Next(60));
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
        var draw = random.NextDouble();
        var ask = draw switch
        {
            _ when !deal.First && draw < 0.8 => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Reject, Code = RejectionCode.CustomerAlreadyEngaged },
            < 0.1 => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.NeedsInfo, Text = "Who decides at the customer, and is the budget approved?" },
            < 0.2 when deal.Partner.Skill < 0.45 => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Reject, Code = RejectionCode.NotQualified },
            _ => new DecideRegistration { Deal = deal.Id, Verdict = Verdict.Approve },
        };
        var decided = await hand.Try<DecideRegistration.Handler, DealChanged>(h => h.Run(ask, deal.Partner.Manager, ct));
        if (!decided.Ok || decided.Value.Status == DealStatus.InReview)
            decided = await hand.Try<DecideRegistration.Handler, DealChanged>(h => h.Run(ask, market.World.Chief, ct));
        Follow(deal, decided.Ok ? decided.Value.Status : DealStatus.Withdrawn, decided);
    }

    private void Follow(DemoDeal deal, DealStatus status, Outcome<DealChanged> decided)
    {
        switch (status)
        {
            case DealStatus.Open:
                market.Foresee(deal, day, decided.Value.ProtectedUntil!.Value);
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
        var answered = await hand.Try<AnswerInfoRequest.Handler, DealChanged>(h => h.Run(
            new AnswerInfoRequest { Deal = deal.Id, Text = "The project is budgeted for this fiscal year; the plant manager sponsors it and we have met twice." }, deal.Seller, ct));
        (deal.Step, deal.NextOn) = answered.Ok ? (DemoStep.Review, day.AddDays(1)) : (DemoStep.Done, day);
    }

    private async Task Appeal(DemoDeal deal, CancellationToken ct)
    {
        var appealed = await hand.Try<AppealRejection.Handler, DealChanged>(h => h.Run(
            new AppealRejection { Deal = deal.Id, Evidence = "We have worked with this site since last year and can share the meeting notes and the signed survey." }, deal.Seller, ct));
        (deal.Step, deal.NextOn) = appealed.Ok ? (DemoStep.DecideAppeal, day.AddDays(1 + random.Next(3))) : (DemoStep.Done, day);
    }

    private async Task Judge(DemoDeal deal, CancellationToken ct)
    {
        var verdict = random.Next(5) < 2 ? AppealVerdict.Overturn : AppealVerdict.Uphold;
        var judged = await hand.Try<DecideAppeal.Handler, DealChanged>(h => h.Run(new DecideAppeal { Deal = deal.Id, Verdict = verdict }, market.World.Chief, ct));
        Follow(deal, judged.Ok ? judged.Value.Status : DealStatus.Rejected, judged);
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
            var extended = await hand.Try<RequestExtension.Handler, DealChanged>(h => h.Run(
                new RequestExtension { Deal = deal.Id, Reason = "The customer moved the decision to the next board meeting." }, deal.Seller, ct));
            deal.Extended = true;
            if (extended.Ok && extended.Value.ProtectedUntil <= deal.ProtectedUntil)
                extended = await hand.Try<DecideExtension.Handler, DealChanged>(h => h.Run(new DecideExtension { Deal = deal.Id, Grant = true }, deal.Partner.Manager, ct));
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
        await hand.Try<UpdateDeal.Handler, DealChanged>(h => h.Run(
            new UpdateDeal { Deal = deal.Id, Plan = new PlanInput { NextStep = Names.Pick(NextSteps, random), Due = day.AddDays(3 + random.Next(15)) } }, deal.Seller, ct));
        string[] stages = ["qualified", "discovery", "proposal", "negotiation"];
        var share = (day.DayNumber - deal.Approved.DayNumber) / (double)Math.Max(1, deal.Ends.DayNumber - deal.Approved.DayNumber);
        var target = Math.Min(3, (int)(((share + 0.12) * (deal.Wins ? 4.2 : 3.2)) + 0.35));
        while (deal.Stage < target)
        {
            var moved = await hand.Try<MoveStage.Handler, DealChanged>(h => h.Run(new MoveStage { Deal = deal.Id, Stage = stages[deal.Stage + 1] }, deal.Seller, ct));
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
            await hand.Try<WinDeal.Handler, DealChanged>(h => h.Run(new WinDeal { Deal = deal.Id, Amount = final, On = day }, deal.Seller, ct));
        }
        else
        {
            await hand.Try<LoseDeal.Handler, DealChanged>(h => h.Run(new LoseDeal { Deal = deal.Id, Reason = Names.Pick(LossReasons, random), On = day }, deal.Seller, ct));
        }

        deal.Step = DemoStep.Done;
    }
}
