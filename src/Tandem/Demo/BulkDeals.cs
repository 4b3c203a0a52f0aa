using Tandem.Approvals;
using Tandem.Engine;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>An end customer of the large programme.</summary>
public sealed record BulkAccount(Id<Account> Id, CustomerIdentity Identity, Land Land);

/// <summary>A deal of the large programme, with what stands beside it.</summary>
public sealed record BulkDeal(Deal Deal, ApprovalRequest? Request, Event Event);

/// <summary>Draws the deals of three years in the order they were opened; the last day's wait for review, older ones ended or move.</summary>
public sealed class BulkDeals(DemoWorld world, IReadOnlyList<BulkPartner> partners, IReadOnlyList<BulkAccount> accounts, int count, DateTimeOffset now, Random random)
{
    private static readonly TimeSpan Span = TimeSpan.FromDays(1095);
    private static readonly StagesPolicy Stages = new();
    private static readonly IReadOnlyList<ApprovalLevel> Levels = [new("Regional manager", SellPermissions.Review, 24)];
    private readonly ILookup<Land, BulkAccount> byLand = accounts.ToLookup(a => a.Land);
    private readonly Dictionary<Land, BulkAccount[]> market = [];

    public static decimal PerEuro(string currency) => currency switch { "USD" => 1.09m, "GBP" => 0.855m, _ => 1m };

    public BulkDeal Draw(int number)
    {
        var opened = now - Span + (Span * ((double)number / count));
        var life = TimeSpan.FromDays(Math.Exp(4.2 + (0.6 * Normal())));

        // A few partners bring most of the deals; one deal in seven is the vendor's own.
        var partner = partners[(int)(partners.Count * Math.Pow(random.NextDouble(), 2.2))];
        var direct = random.Next(7) == 0;
        var customer = Names.Pick(MarketOf(partner.Land), random);
        var reference = Reference.Nth('D', number);
        var rep = world.SalesReps[random.Next(world.SalesReps.Count)];
        var deal = direct
            ? Deal.InPipeline(partner: null, rep.Person, customer.Id, Stages.First.Code, reference, opened)
            : Deal.Draft(partner.Id, partner.Seller, reference, opened);
        Describe(deal, partner, customer, opened + life);
        var request = direct ? null : Register(deal, partner, customer, opened);
        if (request is null)
            Live(deal, partner, opened, life);
        return new BulkDeal(deal, request, Opening(deal, number, opened));
    }

    private BulkAccount[] MarketOf(Land land)
    {
        if (!market.TryGetValue(land, out var firms))
            market[land] = firms = byLand[land].ToArray() is { Length: > 0 } own ? own : [.. accounts];
        return firms;
    }

    private void Describe(Deal deal, BulkPartner partner, BulkAccount customer, DateTimeOffset end)
    {
        var land = partner.Land;
        var amount = Money.Of(Math.Round((decimal)Math.Exp(9.8 + (1.1 * Normal())), 0), land.Currency);
        var named = customer.Identity;
        var name = random.Next(3) == 0 ? Names.Respell(named.Name, land, random) : named.Name;
        var person = Names.Person(land, random);
        deal.Describe(
            new Customer { Name = name, Domain = random.Next(3) == 0 ? null : named.Domain, Country = named.Country, City = named.City },
            new Contact { Name = person, Email = Names.Mail(person, named.Domain ?? "mail.example") },
            amount, (long)(amount.Minor / PerEuro(land.Currency)), Day(end > now ? end : now.AddDays(random.Next(90))), "Modernises a line this year.");
        deal.Sell([(Names.Pick(world.Products, random).Id, 1 + random.Next(8), null)]);
        deal.PlaceIn(partner.Territory);
    }

    /// <summary>The open request when it is too young to be decided.</summary>
    private ApprovalRequest? Register(Deal deal, BulkPartner partner, BulkAccount customer, DateTimeOffset opened)
    {
        var registration = Registration.Submit(deal, partner.Id, policy: 0, first: true, [], RegistrationRoute.AutomaticReason, opened);
        deal.Submit(registration, opened);
        if (now - opened < TimeSpan.FromHours(20))
            return ApprovalRequest.Open(RequestKind.Registration, deal.Ref, partner.Id, partner.Territory.Value, deal.Amount, Levels, opened, opened.AddHours(24));
        var manager = world.Managers[partner.Land.Territory];
        var decided = opened.AddHours(1 + random.Next(18));
        if (random.NextDouble() < 0.1 - (0.08 * partner.Skill))
        {
            registration.Reject(RejectionCode.NotQualified, manager, decided);
            deal.Reject(decided);
            return null;
        }

        // Nothing runs out in the next weeks: a measurement is not disturbed by reminders.
        registration.Approve(Day(opened.AddDays(90) > now ? now.AddDays(40 + random.Next(50)) : opened.AddDays(90)), manager, decided);
        deal.Approve(customer.Id, Stages.First.Code, decided);
        return null;
    }

    private void Live(Deal deal, BulkPartner partner, DateTimeOffset opened, TimeSpan life)
    {
        if (deal.Status == DealStatus.Rejected)
            return;
        var age = now - opened;
        var reached = age < life ? age / life : 0.4 + (0.6 * random.NextDouble());
        var stage = Stages.Stages[Math.Min(Stages.Stages.Count - 1, (int)(reached * Stages.Stages.Count))].Code;
        if (age < life)
        {
            deal.MoveTo(stage, Later(opened, now.AddDays(-random.Next(8))));
            deal.Registration?.Protect(Day(now.AddDays(40 + random.Next(50))));
            return;
        }

        var ended = opened + life;
        deal.MoveTo(stage, ended - (life / 4));
        switch (random.NextDouble() / (0.6 + (0.8 * partner.Skill)))
        {
            case < 0.38:
                deal.Win(deal.Amount, deal.SortAmount, Day(ended), ended);
                break;
            case < 0.85:
                deal.Lose(Names.Pick(Stages.LossReasons, random), Day(ended), ended);
                break;
            case < 1.05 when deal.Registration is not null:
                deal.Expire(ended);
                break;
            default:
                deal.Lose("no-decision", Day(ended), ended);
                break;
        }
    }

    private static Event Opening(Deal deal, int number, DateTimeOffset opened)
    {
        IFact fact = deal.PartnerId is null
            ? new DirectDealAdded(deal.Amount.Minor, deal.Amount.Currency, 0)
            : new RegistrationSubmitted(deal.Amount.Minor, deal.Amount.Currency, 0);
        var entry = Event.Of(Actor.System, deal.Ref, deal.PartnerId, fact, opened, opened, imported: true);
        entry.Place(number + 1);
        return entry;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateOnly Day(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
