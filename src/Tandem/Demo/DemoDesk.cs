using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Threads;

namespace Tandem.Demo;

/// <summary>
/// The last afternoon at the desks of those whom a newcomer signs in as: something to decide, a question to answer, a draft to go on
/// with, tasks on both sides and a conversation.
/// </summary>
internal sealed class DemoDesk(IServiceProvider services, TandemDb db, DemoMarket market, StoppedClock clock, DateOnly day)
{
    /// <summary>So many other partners wait for a decision, every third for one about a customer that another has named before.</summary>
    private const int Waiting = 9;

    private readonly DemoPartner firm = market.World.Partners[0];
    private readonly DemoHand hand = new(services, db, clock, TimeSpan.FromMinutes(4));

    private Actor Admin => firm.Sellers[0];

    private Actor Seller => firm.Sellers[1];

    private Actor Manager => firm.Manager;

    public async Task Leave(CancellationToken ct)
    {
        foreach (var (partner, n) in market.World.Partners.Skip(1).Take(Waiting).Select((partner, n) => (partner, n)))
        {
            hand.At(day, 9 + n, 20);
            await Register(partner, partner.Sellers[0], 62_000 + (17_350 * n), rival: n % 3 == 1, ct);
        }

        // Too large for the rule: people decide.
        if (await Register(firm, Seller, 184_500, rival: false, ct) is { } waiting)
            await Talk(waiting, ct);
        if (await Register(firm, Seller, 96_000, rival: false, ct) is { } asked)
        {
            await hand.Try((DecideRegistration.Handler h) => h.Run(
                new DecideRegistration { Deal = asked, Verdict = Verdict.NeedsInfo, Text = "Which of the two plants is it for, and has their IT seen the plan?" }, Manager, ct));
        }

        var (draft, _, _) = market.Opportunity(firm, day);
        await hand.Try((SaveDraft.Handler h) => h.Run(
            new SaveDraft { CustomerName = draft.CustomerName, CustomerCountry = draft.CustomerCountry, ContactName = draft.ContactName, Currency = draft.Currency, Description = "Called after the trade fair; ask for line layout and number of stations." },
            Seller, ct));
        await Promise(ct);
    }

    private async Task<Id<Deal>?> Register(DemoPartner partner, Actor seller, decimal amount, bool rival, CancellationToken ct)
    {
        // A customer that the firm works on already is refused; the market has others.
        for (var tries = 0; tries < 5; tries++)
        {
            var (ask, customer, _) = market.Opportunity(partner, day, rival);
            var registered = await hand.Try((RegisterDeal.Handler h) => h.Run(ask with { Amount = amount }, seller, ct));
            if (!registered.Ok)
                continue;
            market.Claim(customer, partner);
            return registered.Value.Id;
        }

        return null;
    }

    private async Task Talk(Id<Deal> deal, CancellationToken ct)
    {
        var subject = new Ref("deal", deal.Value);
        await hand.Try((AddNote.Handler h) => h.Run(subject, new AddNote.Input
        {
            Text = "Good fit with what we want in this region. I look at it first thing tomorrow; add the survey if you have it by then.",
            Mentions = [Seller.Person!.Value],
        }, Manager, ct));
        await hand.Try((AddNote.Handler h) => h.Run(subject, new AddNote.Input { Text = "The survey is with their maintenance lead. I call him this afternoon." }, Seller, ct));
        await hand.Try((AddNote.Handler h) => h.Run(subject, new AddNote.Input
        {
            Text = "If this comes through we need a second engineer in spring.",
            Audience = Audience.Partner,
            Mentions = [Admin.Person!.Value],
        }, Seller, ct));
    }

    private async Task Promise(CancellationToken ct)
    {
        await Give(Manager, firm, Side.Partner, Seller, "Send the acceptance protocol of the pilot", 2, ct);
        await Give(Manager, firm, Side.Partner, Admin, "Name two engineers for the spring certification", 9, ct);
        await Give(Manager, firm, Side.Vendor, Manager, $"Bring a reference customer to {firm.Name}", 5, ct);
        await Give(market.World.Chief, firm, Side.Vendor, market.World.Chief, $"Prepare the quarterly review with {firm.Name}", 7, ct);
        await Give(Admin, firm, Side.Partner, Admin, "Agree next quarter's visits with the team", 4, ct);
        foreach (var (partner, days) in market.World.Partners.Skip(1).Take(6).Select((p, i) => (p, i + 1)))
            await Give(partner.Manager, partner, Side.Partner, partner.Sellers[0], "Update the next steps of deals that stand still", days, ct);
        var done = await Give(Manager, firm, Side.Partner, Admin, "Confirm the price list of this quarter", 1, ct);
        if (done.Ok)
            await hand.Try((FinishStep.Handler h) => h.Run(new FinishStep { Step = done.Value.Id, Evidence = "Confirmed by mail to all sellers." }, Admin, ct));
    }

    private Task<Outcome<AddTask.Added>> Give(Actor by, DemoPartner partner, Side side, Actor to, string title, int days, CancellationToken ct) =>
        hand.Try((AddTask.Handler h) => h.Run(
            new AddTask { Title = title, Partner = by.IsVendor ? partner.Id : null, Side = side, Person = to.Person, Due = day.AddDays(days) }, by, ct));
}
