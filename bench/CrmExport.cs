using System.Globalization;
using Tandem.Demo;

namespace Tandem.Bench;

/// <summary>
/// A CRM's export of any size, with the dirt that real ones have: opportunities without an account or with one that the accounts do not
/// know, products and sectors a letter off, dates as Americans write them.
/// </summary>
internal static class CrmExport
{
    private static readonly (string Name, string Series, int Price)[] Products =
    [
        ("Axis Controller S", "Controllers", 1_450), ("Axis Controller M", "Controllers", 3_900), ("Axis Controller XL", "Controllers", 11_800),
        ("Iris Vision Sensor", "Vision", 2_250), ("Iris Line Inspector", "Vision", 38_000), ("Edge Gateway", "Edge", 890), ("Orchestrate Suite", "Software", 22_000),
    ];

    private static readonly string[] Sectors = ["technology", "technolgy", "medical", "retail", "software", "entertainment", "finance", "services"];
    private static readonly string[] Offices = ["Central", "East", "West"];

    /// <summary>What the opportunities refer to goes to one folder, the opportunities to another.</summary>
    public static void Write(string known, string opportunities, int rows)
    {
        var random = new Random(7);
        var sellers = Distinct(Math.Clamp(rows / 3_000, 30, 2_000), number => $"{Names.Person(Names.Lands[number % Names.Lands.Count], random)} {number}");
        var names = new BulkNames(random);
        var accounts = Distinct(Math.Max(100, rows / 10), number => names.Firm(Names.Lands[number % Names.Lands.Count]).Name);

        Table(known, "products.csv", "product,series,sales_price", Products.Select(p => $"{p.Name},{p.Series},{p.Price}"));
        Table(known, "sales_teams.csv", "sales_agent,manager,regional_office", sellers.Select((seller, i) => $"{seller},Manager {i % 40},{Offices[i % 3]}"));
        Table(
            known, "accounts.csv", "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
            accounts.Select((account, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{account},{Sectors[random.Next(Sectors.Length)]},{1950 + random.Next(70)},{random.Next(10_000_000) / 100m},{random.Next(20_000)},United States,{(i % 7 == 6 ? accounts[i - 6] : "")}")));
        Table(
            opportunities, "sales_pipeline.csv", "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
            Enumerable.Range(0, rows).Select(number => Opportunity(number, sellers, accounts, names, random)));
    }

    private static string Opportunity(int number, List<string> sellers, List<string> accounts, BulkNames names, Random random)
    {
        var product = Products[random.Next(Products.Length)];
        var account = random.Next(100) switch
        {
            < 14 => "",
            < 16 => names.Firm(Names.Lands[number % Names.Lands.Count]).Name,
            _ => accounts[random.Next(accounts.Count)],
        };
        var stage = random.Next(100) switch { < 43 => "Won", < 67 => "Lost", < 92 => "Engaging", _ => "Prospecting" };
        var opened = new DateOnly(2023, 1, 1).AddDays(random.Next(1_300));
        var closed = stage is "Won" or "Lost" ? Day(opened.AddDays(5 + random.Next(200))) : "";
        var value = stage switch { "Won" => (product.Price * (80 + random.Next(40)) / 100).ToString(CultureInfo.InvariantCulture), "Lost" => "0", _ => "" };
        return $"{Key(number)},{sellers[random.Next(sellers.Count)]},{(random.Next(5) == 0 ? product.Name.Replace(" ", "", StringComparison.Ordinal) : product.Name)},{account},{stage},{Day(opened)},{closed},{value}";
    }

    /// <summary>Eight letters in no order that shows, each row another.</summary>
    private static string Key(int number) => ((long)number * 1_000_003_019 % 2_821_109_907_456).ToString("X10", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("M/d/yyyy", CultureInfo.InvariantCulture);

    private static List<string> Distinct(int count, Func<int, string> make)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var number = 0; seen.Count < count; number++)
            seen.Add(make(number));
        return [.. seen];
    }

    private static void Table(string folder, string name, string header, IEnumerable<string> rows)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, name), rows.Prepend(header));
    }
}
