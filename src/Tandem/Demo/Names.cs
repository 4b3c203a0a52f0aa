namespace Tandem.Demo;

/// <summary>A country the demo programme trades in, with how its people and companies are called.</summary>
public sealed record Land(
    string Code, string Currency, string Territory, string[] Cities, string[] First, string[] Last, string[] Roots, string[] LegalForms);

/// <summary>Invented names that sound like their countries; any likeness to a real company or person is chance.</summary>
public static class Names
{
    public static IReadOnlyList<Land> Lands { get; } =
    [
        new("DE", "EUR", "dach", ["Hamburg", "München", "Köln", "Leipzig", "Stuttgart", "Nürnberg"],
            ["Anna", "Jonas", "Lena", "Felix", "Katharina", "Moritz", "Sophie", "Tobias"],
            ["Brandt", "Köhler", "Vogel", "Lindner", "Hartmann", "Seidel", "Ritter", "Kessler"],
            ["Brenner", "Falkenau", "Lohmar", "Rheinwerk", "Nordhafen", "Steinfurt", "Waldkirch", "Eichental", "Marwitz", "Ostergrund"],
            ["GmbH", "AG", "GmbH & Co. KG", "SE"]),
        new("AT", "EUR", "dach", ["Wien", "Graz", "Linz", "Salzburg"],
            ["Eva", "Lukas", "Theresa", "Stefan"], ["Gruber", "Moser", "Steiner", "Huber"],
            ["Donaufeld", "Alpstein", "Kaiserwerk", "Murtal", "Traunsee"], ["GmbH", "AG"]),
        new("GB", "GBP", "uki", ["London", "Leeds", "Bristol", "Manchester", "Edinburgh"],
            ["Olivia", "Harry", "Amelia", "George", "Isla", "Callum"], ["Ashworth", "Fletcher", "Kendall", "Prescott", "Walsh", "Hargreaves"],
            ["Harrowgate", "Kestrel", "Pennine", "Thornbury", "Oakmere", "Wexcombe", "Saltmarsh", "Calder"], ["Ltd", "plc", "LLP"]),
        new("IE", "EUR", "uki", ["Dublin", "Cork", "Galway"],
            ["Aoife", "Conor", "Niamh", "Sean"], ["Byrne", "Doyle", "Kavanagh", "Nolan"],
            ["Liffeyside", "Ardmore", "Glenbeg", "Kilbride"], ["Ltd", "DAC"]),
        new("FR", "EUR", "france", ["Lyon", "Nantes", "Lille", "Toulouse", "Paris"],
            ["Camille", "Hugo", "Léa", "Antoine", "Chloé", "Julien"], ["Marchand", "Lefort", "Beaumont", "Garnier", "Roussel", "Chevalier"],
            ["Valmont", "Clairvaux", "Rivière", "Montclar", "Beauregard", "Aiglemont", "Durance"], ["SAS", "SA", "SARL"]),
        new("SE", "EUR", "nordics", ["Stockholm", "Göteborg", "Malmö", "Uppsala"],
            ["Elsa", "Oskar", "Maja", "Nils", "Freja"], ["Lindqvist", "Sandberg", "Ekström", "Nyström", "Holmgren"],
            ["Norrvik", "Björkholm", "Sundvall", "Älvsjö", "Granheim", "Kronäng"], ["AB"]),
        new("DK", "EUR", "nordics", ["København", "Aarhus", "Odense"],
            ["Ida", "Emil", "Clara", "Magnus"], ["Kjær", "Holm", "Bruun", "Dahl"],
            ["Vesterhavn", "Søgaard", "Limfjord", "Nyborg"], ["A/S", "ApS"]),
        new("ES", "EUR", "iberia", ["Madrid", "Valencia", "Bilbao", "Sevilla"],
            ["Lucía", "Mateo", "Carmen", "Pablo", "Elena"], ["Navarro", "Ortega", "Iglesias", "Campos", "Serrano"],
            ["Sierrablanca", "Montalvo", "Ribera", "Costamar", "Albariza"], ["S.L.", "S.A."]),
        new("US", "USD", "us-east", ["Boston", "Atlanta", "New York", "Charlotte", "Chicago"],
            ["Emma", "Liam", "Ava", "Noah", "Mia", "Ethan", "Harper", "Logan"],
            ["Coleman", "Barrett", "Sutton", "Marsh", "Whitaker", "Delgado", "Pruitt", "Langley"],
            ["Blue Ridge", "Harborlight", "Keystone", "Stonebridge", "Fairmont", "Cedar Point", "Ironwood", "Lakeshore"], ["Inc.", "LLC", "Corp."]),
        new("US", "USD", "us-west", ["Denver", "Seattle", "Portland", "San Diego", "Phoenix"],
            ["Zoe", "Mason", "Chloe", "Lucas", "Nora", "Owen"], ["Reyes", "Hollis", "Nakamura", "Bishop", "Castillo", "Tran"],
            ["Red Mesa", "Cascade", "Sierra Vista", "Golden Bay", "Summit", "Juniper", "Coyote Creek"], ["Inc.", "LLC", "Corp."]),
        new("CA", "USD", "canada", ["Toronto", "Calgary", "Montréal", "Ottawa"],
            ["Charlotte", "William", "Léonie", "Thomas"], ["Tremblay", "Macdonald", "Bouchard", "Fraser"],
            ["Maple Hollow", "Rideau", "Prairie Wind", "Bowline"], ["Inc.", "Ltd."]),
    ];

    private static readonly string[] Trades =
        ["Logistics", "Foods", "Energy", "Pharma", "Textiles", "Packaging", "Marine", "Optics", "Robotics", "Chemicals", "Mobility", "Ceramics",
         "Steel", "Paper", "Aerospace", "Dairy", "Beverages", "Instruments", "Timber", "Glass", "Medical", "Plastics", "Agri", "Rail"];

    private static readonly string[] Partners =
        ["Consulting", "Systems", "Networks", "Digital", "Integration", "Solutions", "Cloud", "Technologies", "Data", "Automation"];

    public static string Person(Land land, Random random) => $"{Pick(land.First, random)} {Pick(land.Last, random)}";

    /// <summary>A company that buys: root, trade, sometimes a number of its kind, and a legal form.</summary>
    public static string Customer(Land land, Random random) =>
        $"{Compound(land, random)} {Pick(Trades, random)} {Pick(land.LegalForms, random)}";

    /// <summary>A company that sells.</summary>
    public static string Partner(Land land, int number, Random random) =>
        $"{land.Roots[number % land.Roots.Length]} {Partners[(number * 7 + random.Next(3)) % Partners.Length]}";

    public static string Sector(string customer) => Trades.FirstOrDefault(customer.Contains) ?? "Industry";

    /// <summary>The company's web domain: its first two words run together, under a top domain that never exists.</summary>
    public static string Domain(string company) =>
        string.Concat(company.Split(' ').Take(2).SelectMany(w => w.ToLowerInvariant()).Select(Plain)) + ".example";

    public static string Mail(string person, string domain) =>
        string.Concat(person.ToLowerInvariant().Replace(' ', '.').Select(Plain)) + "@" + domain;

    /// <summary>The same company as somebody in a hurry types it: another legal form, a slip, a place added.</summary>
    public static string Respell(string company, Land land, Random random)
    {
        var words = company.Split(' ').ToList();
        return random.Next(4) switch
        {
            0 => string.Join(' ', words.SkipLast(1)),
            1 => string.Join(' ', words.SkipLast(1)) + " " + Pick(land.LegalForms, random),
            2 => string.Join(' ', words.SkipLast(1)) + " " + Pick(land.Cities, random),
            _ => Slip(string.Join(' ', words), random),
        };
    }

    public static T Pick<T>(IReadOnlyList<T> of, Random random) => of[random.Next(of.Count)];

    private static string Compound(Land land, Random random)
    {
        var root = Pick(land.Roots, random);
        return random.Next(3) == 0 ? $"{root}-{Pick(land.Last, random)}" : $"{Pick(land.Last, random)} {root}";
    }

    private static string Slip(string text, Random random)
    {
        var at = 1 + random.Next(Math.Max(1, Math.Min(6, text.Length - 3)));
        return text[at] == ' ' ? text : string.Concat(text.AsSpan(0, at), text.AsSpan(at + 1, 1), text.AsSpan(at, 1), text.AsSpan(at + 2));
    }

    private static char Plain(char c) => c switch
    {
        'ä' or 'å' or 'á' or 'à' or 'â' or 'æ' => 'a',
        'ö' or 'ø' or 'ó' or 'ô' => 'o',
        'ü' or 'ú' or 'û' => 'u',
        'é' or 'è' or 'ê' or 'ë' => 'e',
        'í' or 'ï' or 'î' => 'i',
        'ß' => 's',
        'ç' => 'c',
        'ñ' => 'n',
        >= 'a' and <= 'z' or >= '0' and <= '9' or '.' => c,
        _ => '-',
    };
}
