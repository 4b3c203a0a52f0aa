using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>Who wants to buy what, who registers it, and how it will go: the causes behind the demo's numbers.</summary>
public sealed class DemoMarket(DemoWorld world, Random random)
{
    private static readonly string[] Needs =
    [
        "Replaces ageing controllers on two packaging lines; wants a pilot before the next shutdown.",
        "Quality inspection is manual today and misses defects; budget approved for this fiscal year.",
        "New plant goes live next spring and needs monitoring from day one.",
        "Energy costs have doubled; looks for edge data collection across six sites.",
        "Current vendor stops support in nine months. Decision by the operations board.",
        "Wants one platform for all lines after an acquisition; IT and operations both at the table.",
        "Follow-up of our workshop at the trade fair; technical champion identified.",
    ];

    private static readonly string[] Titles = ["Head of Production", "Plant Manager", "COO", "Automation Engineer", "Head of Quality", "IT Lead"];

    public DemoWorld World { get; } = world;

    public List<DemoDeal> Deals { get; } = [];

    private readonly Dictionary<DemoCustomer, DemoPartner> claimed = [];

    /// <summary>Little happens in August and at Christmas, much at the end of a quarter.</summary>
    public static double Season(DateOnly day) => day.Month switch
    {
        8 => 0.6,
        12 when day.Day > 18 => 0.25,
        1 => 0.8,
        3 or 6 or 9 or 11 => 1.2,
        _ => 1,
    };

    /// <summary>How many registrations the partner makes today.</summary>
    public int Registrations(DemoPartner partner, DateOnly day)
    {
        if (day < partner.Joins)
            return 0;
        var ramp = Math.Min(1, 0.2 + ((day.DayNumber - partner.Joins.DayNumber) / 150.0));
        var fade = partner.Fades is { } fades && day > fades ? 0.08 : 1;
        var rate = partner.Drive * Season(day) * ramp * fade;
        var count = 0;
        for (var p = random.NextDouble(); p < rate; p += random.NextDouble() + 0.3)
            count++;
        return count;
    }

    /// <summary>What the partner's seller types.</summary>
    /// <param name="rival">Whether it names a customer that another partner already works; null: one in fourteen does.</param>
    public (RegisterDeal Ask, DemoCustomer Customer, bool Contested) Opportunity(DemoPartner partner, DateOnly day, bool? rival = null)
    {
        var contested = rival ?? (claimed.Count > 30 && random.Next(14) == 0);
        var customer = contested
            ? Names.Pick(claimed.Where(c => c.Value != partner && c.Key.Land.Territory == partner.Land.Territory).Select(c => c.Key).DefaultIfEmpty(Names.Pick(World.Customers, random)).ToList(), random)
            : Fresh(partner);
        var family = Names.Pick(World.Products, random).Family;
        var products = World.Products.Where(p => p.Family == family).Concat(World.Products.Where(_ => random.Next(9) == 0)).DistinctBy(p => p.Id)
            .OrderBy(_ => random.Next()).Take(1 + random.Next(3)).ToList();
        var rate = partner.Land.Currency switch { "USD" => 1.09m, "GBP" => 0.86m, _ => 1m };
        var lines = products.Select(p => (Product: p, Quantity: p.ListPrice.Amount > 9000 ? 1 + random.Next(3) : 2 + random.Next(12))).ToList();
        var discount = 0.72m + (decimal)(random.NextDouble() * 0.28);
        var amount = Math.Round(lines.Sum(l => l.Product.ListPrice.Amount * l.Quantity) * discount * rate / 50) * 50;
        var contact = Names.Person(customer.Land, random);
        return (new RegisterDeal
        {
            CustomerName = contested ? Names.Respell(customer.Name, customer.Land, random) : customer.Name,
            CustomerDomain = random.Next(5) < 3 ? customer.Domain : null,
            CustomerCountry = customer.Land.Code,
            CustomerCity = Names.Pick(customer.Land.Cities, random),
            ContactName = contact,
            ContactEmail = random.Next(6) == 0 ? null : Names.Mail(contact, customer.Domain),
            ContactTitle = Names.Pick(Titles, random),
            Lines = [.. lines.Select(l => new LineInput { ProductId = l.Product.Id, Quantity = l.Quantity })],
            Amount = Math.Max(500, amount),
            Currency = partner.Land.Currency,
            CloseDate = day.AddDays(30 + random.Next(120)),
            Description = Names.Pick(Needs, random),
        }, customer, contested);
    }

    public void Claim(DemoCustomer customer, DemoPartner partner) => claimed.TryAdd(customer, partner);

    /// <summary>Draws the future of an approved deal: skill wins and shortens, carelessness stalls, ends gather at quarter ends.</summary>
    public void Foresee(DemoDeal deal, DateOnly approved, DateOnly protectedUntil)
    {
        var partner = deal.Partner;
        var odds = 0.10 + (0.55 * partner.Skill) - (deal.Amount > 150_000 ? 0.08 : 0);
        var days = Math.Exp(4.25 + (0.45 * Normal()) - (0.45 * partner.Skill) + (deal.Amount > 80_000 ? 0.3 : 0));
        deal.Wins = random.NextDouble() < odds;
        deal.Stalls = random.NextDouble() < 0.4 * (1 - partner.Care) || (partner.Fades is { } fades && approved.AddDays(30) > fades);
        var ends = approved.AddDays((int)Math.Clamp(days * (deal.Wins ? 1 : 0.8), 6, 260));
        deal.Ends = deal.Wins && random.Next(3) == 0 ? QuarterEnd(ends) : ends;
        (deal.Approved, deal.ProtectedUntil, deal.Step) = (approved, protectedUntil, DemoStep.Work);
        deal.NextOn = approved.AddDays(2 + random.Next(8));
    }

    private DemoCustomer Fresh(DemoPartner partner)
    {
        for (var i = 0; i < 40; i++)
        {
            var customer = Names.Pick(World.Customers, random);
            if (customer.Land.Territory == partner.Land.Territory && (!claimed.TryGetValue(customer, out var owner) || owner == partner))
                return customer;
        }

        return Names.Pick(World.Customers, random);
    }

    private static DateOnly QuarterEnd(DateOnly day) =>
        new DateOnly(day.Year, (((day.Month - 1) / 3) * 3) + 1, 1).AddMonths(3).AddDays(-1 - (day.Day % 5));

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
