using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Demo;

/// <summary>One partner firm of the demo with the character that drives what it does.</summary>
/// <param name="Skill">0 to 1: how well it qualifies and closes. The one hidden cause behind most of its numbers.</param>
/// <param name="Drive">Registrations per working day.</param>
/// <param name="Care">0 to 1: how steadily it works its deals; a careless partner lets them stall.</param>
public sealed record DemoPartner(
    Id<Organisation> Id, string Name, Land Land, string Tier, double Skill, double Drive, double Care, DateOnly Joins, DateOnly? Fades,
    IReadOnlyList<Actor> Sellers, Actor Manager);

/// <summary>An end customer of the demo's market.</summary>
public sealed record DemoCustomer(string Name, string Domain, Land Land, int Size);

/// <summary>Everybody and everything that exists before the first day of the demo.</summary>
public sealed class DemoWorld(TandemDb db, PermissionTable permissions, DemoPeople? signIns, Random random)
{
    public const string Vendor = "Halden Controls";
    private const string VendorDomain = "halden.example";

    private Organisation vendor = null!;

    public List<DemoPartner> Partners { get; } = [];

    public List<DemoCustomer> Customers { get; } = [];

    public List<Product> Products { get; } = [];

    public Actor Chief { get; private set; } = null!;

    public Actor Operations { get; private set; } = null!;

    public List<Actor> SalesReps { get; } = [];

    /// <summary>The reviewer of each territory by its code.</summary>
    public Dictionary<string, Actor> Managers { get; } = [];

    private Dictionary<string, Territory> Territories { get; } = [];

    public async Task Create(int partners, DateTimeOffset start, CancellationToken ct)
    {
        CreateVendor(start);
        CreateTerritories(start);
        CreateProducts(start);
        CreateMarket(partners * 22);
        for (var i = 0; i < partners; i++)
            Partners.Add(CreatePartner(i, start));
        await db.SaveChangesAsync(ct);
    }

    private void CreateVendor(DateTimeOffset start)
    {
        vendor = Organisation.Vendor(Vendor, start);
        db.Add(vendor);
        VendorPerson("Ingrid Halden", start, signIn: true, Role.Executive);
        Chief = VendorPerson("Marcus Feld", start, signIn: true, Role.ChannelManager);
        Operations = VendorPerson("Priya Raman", start, signIn: true, Role.Operations);
        VendorPerson("Samuel Okafor", start, signIn: false, Role.SalesEngineer);
        VendorPerson("Greta Nyman", start, signIn: false, Role.VendorMarketer);
        VendorPerson("Paul Renner", start, signIn: false, Role.VendorFinance);
        foreach (var name in new[] { "Dana Whitlock", "Oliver Brandes", "Marie Fontaine", "Tomás Vidal" })
            SalesReps.Add(VendorPerson(name, start, signIn: name == "Dana Whitlock", Role.SalesRep));
    }

    private Actor VendorPerson(string name, DateTimeOffset start, bool signIn, params Role[] roles)
    {
        var person = Person.Join(vendor, name, Names.Mail(name, VendorDomain), roles, start);
        db.Add(person);
        if (signIn)
            signIns?.Give(person, vendor);
        return permissions.ActorFor(person, vendor);
    }

    private void CreateTerritories(DateTimeOffset start)
    {
        (string Code, string Name, string? Parent, string Countries, string? Lead)[] map =
        [
            ("emea", "EMEA", null, "", null),
            ("americas", "Americas", null, "", null),
            ("dach", "DACH", "emea", "DE,AT,CH", "Clara Weiss"),
            ("uki", "UK & Ireland", "emea", "GB,IE", "Rory Campbell"),
            ("france", "France", "emea", "FR,BE", "Julie Armand"),
            ("nordics", "Nordics", "emea", "SE,DK,NO,FI", "Astrid Lund"),
            ("iberia", "Iberia", "emea", "ES,PT", "Inés Robles"),
            ("us-east", "US East", "americas", "US", "Grace Holloway"),
            ("us-west", "US West", "americas", "US", "Ben Takeda"),
            ("canada", "Canada", "americas", "CA", "Noémie Gagnon"),
        ];
        foreach (var (code, name, parent, countries, lead) in map)
        {
            var territory = Territory.Of(code, name, parent is null ? null : Territories[parent].Id, countries.Split(',', StringSplitOptions.RemoveEmptyEntries), start);
            if (lead is not null)
            {
                Managers[code] = VendorPerson(lead, start, signIn: code == "dach", Role.PartnerManager);
                territory.Change(name, territory.ParentId, territory.CountryCodes, Managers[code].Person);
            }

            Territories[code] = territory;
            db.Add(territory);
        }
    }

    private void CreateProducts(DateTimeOffset start)
    {
        (string Sku, string Name, string Family, decimal Price)[] range =
        [
            ("HC-100", "Axis Controller S", "Controllers", 1_450), ("HC-300", "Axis Controller M", "Controllers", 3_900),
            ("HC-900", "Axis Controller XL", "Controllers", 11_800), ("HV-1", "Iris Vision Sensor", "Vision", 2_250),
            ("HV-2", "Iris Vision Cell", "Vision", 14_500), ("HV-L", "Iris Line Inspector", "Vision", 38_000),
            ("HE-G", "Edge Gateway", "Edge", 890), ("HE-C", "Edge Cluster", "Edge", 9_600),
            ("HS-P", "Pulse Monitoring, per year", "Software", 4_800), ("HS-O", "Orchestrate Suite, per year", "Software", 22_000),
            ("HS-A", "Assure Maintenance, per year", "Services", 6_500), ("HS-T", "Commissioning Package", "Services", 8_200),
        ];
        foreach (var (sku, name, family, price) in range)
        {
            var product = Product.Of(sku, name, family, Money.Of(price, "EUR"), start);
            Products.Add(product);
            db.Add(product);
        }
    }

    private void CreateMarket(int customers)
    {
        var seen = new HashSet<string>();
        while (Customers.Count < customers)
        {
            var land = Names.Lands[random.Next(Names.Lands.Count)];
            var name = Names.Customer(land, random);
            if (seen.Add(string.Join(' ', name.Split(' ').SkipLast(1))))
                Customers.Add(new DemoCustomer(name, Names.Domain(name), land, 20 + (int)Math.Exp(random.NextDouble() * 6.5)));
        }
    }

    private DemoPartner CreatePartner(int number, DateTimeOffset start)
    {
        var land = Names.Lands[number % Names.Lands.Count];
        // The first is the firm whom newcomers sign in as: a good one, with plenty to see.
        var drawn = Math.Clamp(0.5 + 0.22 * Normal(), 0.05, 0.98);
        var skill = number == 0 ? 0.82 : drawn;
        var name = Names.Partner(land, number / Names.Lands.Count, random);
        if (Partners.Exists(p => p.Name == name))
            name = $"{Names.Pick(land.Cities, random)} {name}";
        var firm = Organisation.Partner(name, start);
        var tier = skill > 0.72 ? "gold" : skill > 0.45 ? "silver" : "registered";
        var joins = number < 40 ? DateOnly.FromDateTime(start.UtcDateTime).AddDays(-random.Next(100, 900)) : DateOnly.FromDateTime(start.UtcDateTime).AddDays(random.Next(20, 380));
        var type = (PartnerType)(random.Next(10) switch { < 5 => 0, < 7 => 1, < 9 => 2, _ => 3 });
        var manager = Managers[land.Territory];
        var profile = PartnerProfile.Of(firm, type, Territories[land.Territory].Id, manager.Person, land.Currency, joins);
        var domain = Names.Domain(name);
        profile.Describe(type, "https://" + domain, land.Code, Names.Pick(land.Cities, random), land.Currency);
        profile.MoveToTier(tier);
        db.Add(firm);
        db.Add(profile);

        var sellers = new List<Actor>();
        for (var i = 0; i < 2 + random.Next(3); i++)
            sellers.Add(PartnerPerson(firm, land, domain, start, signIn: number == 0 && i < 2, i == 0 ? [Role.PartnerAdmin, Role.Signatory, Role.Seller] : [Role.Seller]));
        if (number < 3)
        {
            PartnerPerson(firm, land, domain, start, signIn: false, Role.Marketer);
            PartnerPerson(firm, land, domain, start, signIn: false, Role.Technician);
        }

        // One partner in eight loses interest half-way: something to notice before it shows in revenue.
        DateOnly? fades = number % 8 == 5 ? DateOnly.FromDateTime(start.UtcDateTime).AddDays(random.Next(220, 400)) : null;
        return new DemoPartner(
            firm.Id, name, land, tier, skill, Drive: 0.027 + 0.098 * skill * (0.6 + random.NextDouble()), Care: Math.Clamp(skill + 0.25 * Normal(), 0.1, 0.98),
            joins, fades, sellers, manager);
    }

    private Actor PartnerPerson(Organisation firm, Land land, string domain, DateTimeOffset start, bool signIn, params Role[] roles)
    {
        string name, mail;
        do
        {
            name = Names.Person(land, random);
            mail = Names.Mail(name, domain);
        }
        while (!taken.Add(mail));
        var person = Person.Join(firm, name, mail, roles, start);
        db.Add(person);
        if (signIn)
            signIns?.Give(person, firm);
        return permissions.ActorFor(person, firm);
    }

    private readonly HashSet<string> taken = [];

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
