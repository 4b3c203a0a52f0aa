using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>Customers by file: name, sector, country, size, and the company each belongs to.</summary>
public sealed class AccountImport(TandemDb db) : IImportable
{
    public const string Names = "account";

    private static readonly string[] Sectors =
    [
        "technology", "software", "hardware", "telecommunications", "medical", "healthcare", "pharmaceuticals", "biotechnology", "retail", "wholesale", "e-commerce",
        "entertainment", "media", "publishing", "marketing", "advertising", "finance", "banking", "insurance", "real estate", "employment", "services",
        "professional services", "consulting", "legal", "education", "government", "public sector", "nonprofit", "defense", "aerospace", "automotive", "manufacturing",
        "industrial", "chemicals", "construction", "engineering", "energy", "utilities", "oil and gas", "mining", "agriculture", "food and beverage", "hospitality",
        "travel", "transportation", "logistics", "consumer goods", "sports", "security",
    ];

    private static readonly string[] Countries =
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name).EnglishName).Distinct().Order(StringComparer.Ordinal)];

    private static readonly ImportField Id = new("id", "Account ID", FieldKind.Text) { Aliases = ["account number", "customer id", "customer number", "crm id"], IsKey = true, Sample = "A-1001" };

    private static readonly ImportField Name = new("name", "Account", FieldKind.Text)
    {
        Aliases = ["account name", "company", "company name", "customer", "customer name", "organisation", "organization", "name"],
        Required = true,
        IsKey = true,
        Sample = "Acme Corporation",
    };

    private static readonly ImportField Sector = new("sector", "Sector", FieldKind.Choice) { Aliases = ["industry", "branch", "vertical"], Choices = Sectors, Open = true, Sample = "technology", MaxLength = 100 };
    private static readonly ImportField Founded = new("founded", "Year established", FieldKind.Number) { Aliases = ["founded", "year founded", "established", "founding year"], Least = 1000, Most = 2200, Sample = "1996" };
    private static readonly ImportField Revenue = new("revenue", "Revenue", FieldKind.Money) { Aliases = ["annual revenue", "turnover", "sales"], Sample = "1100.04" };
    private static readonly ImportField Employees = new("employees", "Employees", FieldKind.Number) { Aliases = ["headcount", "number of employees", "staff", "size"], Least = 0, Most = 100_000_000, Sample = "2822" };
    private static readonly ImportField Country = new("country", "Country", FieldKind.Choice) { Aliases = ["office location", "location", "billing country", "headquarters"], Choices = Countries, Open = true, Sample = "United States", MaxLength = 100 };
    private static readonly ImportField City = new("city", "City", FieldKind.Text) { Aliases = ["town", "billing city"], Sample = "Springfield", MaxLength = 120 };
    private static readonly ImportField Domain = new("domain", "Web domain", FieldKind.Text) { Aliases = ["website", "web", "url", "homepage"], Sample = "acme.example" };
    private static readonly ImportField Parent = new("parent", "Subsidiary of", FieldKind.Reference) { Aliases = ["parent", "parent account", "parent company"], Sample = "" };

    public string Kind => "partners.accounts";

    public string Title => "Accounts";

    public string Subject => "account";

    public int Order => 10;

    public IReadOnlyList<ImportField> Fields { get; } = [Id, Name, Sector, Founded, Revenue, Employees, Country, City, Domain, Parent];

    public async Task Decide(ImportBatch batch, CancellationToken ct)
    {
        var rows = batch.Open.ToList();
        var names = batch.Book(Names);
        await names.Know(rows.Select(row => row.Text(Parent)), (asked, most) => Stored(db, asked, most, ct));
        var standing = await Standing(rows, ct);
        var workedOn = await db.WorkedOn(standing.Values.Select(a => a.Id.Value), ct);
        foreach (var row in rows)
        {
            if (ParentOf(row, names, batch.Last) is not { } parent)
                continue;
            var key = row.Text(Id) ?? row.Text(Name)!;
            if (standing.TryGetValue(key, out var account))
            {
                var before = account.Identity;
                Fill(account, row, parent.Id, batch.Terms.Currency);
                account.KnownAs(key);
                account.Restore();
                row.Settle(db, account.Id.Value, account, workedOn);
                if (row.Fate == RowFate.Changed)
                    Changed(batch, account, before != account.Identity, parent.Name);
            }
            else
            {
                account = Account.Of(IdentityOf(row, null), batch.Terms.Now, key);
                Fill(account, row, parent.Id, batch.Terms.Currency);
                row.IsNew(account.Id.Value);
                Index(batch, account, parent.Name);
                batch.Insert(account);
                batch.Record(account.Ref, partner: null, new AccountImported(batch.File.Value, New: true));
            }

            names.Learn(account.Name, account.Id.Value);
        }
    }

    public static async Task<List<(string, Guid)>> Stored(TandemDb db, IReadOnlyCollection<string>? asked, int most, CancellationToken ct)
    {
        var accounts = db.Accounts().AsNoTracking();
        if (asked is not null)
            accounts = accounts.Where(a => asked.Contains(a.Name));
        return [.. (await accounts.OrderBy(a => a.Id).Take(most).Select(a => new { a.Name, a.Id }).ToListAsync(ct)).Select(a => (a.Name, a.Id.Value))];
    }

    /// <summary>Accounts by the key of this import; one that people made under the very name is the same one.</summary>
    private async Task<Dictionary<string, Account>> Standing(List<ImportRow> rows, CancellationToken ct)
    {
        var keys = rows.Select(row => row.Text(Id) ?? row.Text(Name)!).ToList();
        var found = await db.Accounts().IgnoreQueryFilters()
            .Where(a => keys.Contains(a.ExternalId!) || (a.ExternalId == null && keys.Contains(a.Name))).ToListAsync(ct);
        var standing = new Dictionary<string, Account>(StringComparer.OrdinalIgnoreCase);
        foreach (var account in found.OrderBy(a => a.ExternalId is null))
            standing.TryAdd(account.ExternalId ?? account.Name, account);
        return standing;
    }

    /// <summary>Null while the parent stands further down in the file.</summary>
    private static (Id<Account>? Id, string? Name)? ParentOf(ImportRow row, NameBook names, bool last)
    {
        if (row.Text(Parent) is not { } name)
            return (null, null);
        if (name.Equals(row.Text(Name), StringComparison.OrdinalIgnoreCase))
        {
            row.Correct(Parent.Label, "A company cannot belong to itself; left out.");
            return (null, null);
        }

        if (names.Find(name) is { } id)
            return (new Id<Account>(id), name);
        if (!last)
        {
            row.Wait();
            return null;
        }

        if (row.Resolve(Parent, names) is { } guessed)
            return (new Id<Account>(guessed), name);
        row.Correct(Parent.Label, $"There is no account “{name}”; left out.");
        return (null, null);
    }

    private static void Fill(Account account, ImportRow row, Id<Account>? parent, string currency)
    {
        account.Identify(IdentityOf(row, account));
        account.Describe(
            row.Has(Sector) ? row.Text(Sector) : account.Sector,
            row.Has(Employees) ? (int?)row.Amount(Employees) : account.Employees,
            row.Has(Revenue) ? row.Money(Revenue, currency) : account.Revenue,
            row.Has(Founded) ? (int?)row.Amount(Founded) : account.Founded);
        account.Place(row.Has(Parent) ? parent : account.ParentId, account.TerritoryId);
    }

    private static CustomerIdentity IdentityOf(ImportRow row, Account? account) => new(
        row.Text(Name)!,
        row.Has(Domain) ? row.Text(Domain) : account?.Domain,
        row.Has(Country) ? CodeOf(row.Text(Country)) : account?.Country,
        row.Has(City) ? row.Text(City) : account?.City);

    /// <summary>The ISO code where the country is known, else what was written.</summary>
    private static string? CodeOf(string? country) =>
        CustomerProfile.Of(new CustomerIdentity("", null, country)).Country is { Length: 2 } code ? code : country;

    private static void Changed(ImportBatch batch, Account account, bool identity, string? parent)
    {
        batch.Record(account.Ref, partner: null, new AccountImported(batch.File.Value, New: false));
        if (!identity)
            return;
        batch.AlsoWrite((db, ct) => db.Unindex(account.Id, claim: null, ct));
        Index(batch, account, parent);
    }

    private static void Index(ImportBatch batch, Account account, string? parent)
    {
        var profile = CustomerProfile.Of(account.Identity with { ParentName = parent });
        var entry = CustomerEntry.Of(profile, account.Id, claim: null, batch.Terms.Now);
        batch.Insert(entry);
        batch.Insert([.. CustomerIndex.Hashes(profile).Select(hash => (object)CustomerKey.Of(hash, entry))]);
    }

    public async Task<IReadOnlyCollection<Guid>> TakeBack(IReadOnlyCollection<Guid> records, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var ids = records.Select(id => new Id<Account>(id)).ToList();
        var gone = await db.Accounts().Where(a => ids.Contains(a.Id) && a.Version == 0).Select(a => a.Id).ToListAsync(ct);
        await db.Accounts().Where(a => gone.Contains(a.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Archived, now).SetProperty(a => a.Version, a => a.Version + 1), ct);
        // An archived customer stands in nobody's way.
        await db.UnindexAccounts(gone, ct);
        return gone.ConvertAll(id => id.Value);
    }

    public async Task Restored(IReadOnlyCollection<Guid> records, DateTimeOffset now, CancellationToken ct)
    {
        var ids = records.Select(id => new Id<Account>(id)).ToList();
        await db.UnindexAccounts(ids, ct);
        foreach (var account in await db.Accounts().Where(a => ids.Contains(a.Id)).ToListAsync(ct))
            await db.Index(CustomerProfile.Of(account.Identity), account.Id, claim: null, now, ct);
    }
}
