using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Partners;

/// <summary>
/// A sales team by file: each seller becomes a partner firm with that one person, its manager the vendor's account manager
/// of the firm, its office the territory.
/// </summary>
public sealed class SellerImport(TandemDb db, PolicyBook policies) : IImportable
{
    public const string Partners = "partner";
    public const string Sellers = "seller";

    private static readonly ImportField Seller = new("seller", "Seller", FieldKind.Text)
    {
        Aliases = ["sales agent", "agent", "sales rep", "salesperson", "rep", "partner", "owner"],
        Required = true,
        IsKey = true,
        Sample = "Anna Snelling",
        MaxLength = 120,
    };

    private static readonly ImportField Manager = new("manager", "Manager", FieldKind.Text) { Aliases = ["account manager", "partner manager", "sales manager"], Sample = "Dustin Brinkmann", MaxLength = 120 };
    private static readonly ImportField Office = new("office", "Regional office", FieldKind.Text) { Aliases = ["region", "office", "territory", "area"], Sample = "Central", MaxLength = 80 };

    public string Kind => "partners.sellers";

    public string Title => "Sales teams";

    public string Subject => "partner";

    public int Order => 30;

    public IReadOnlyList<ImportField> Fields { get; } = [Seller, Manager, Office];

    public async Task Decide(ImportBatch batch, CancellationToken ct)
    {
        var rows = batch.Open.ToList();
        await Know(db, batch, ct);
        var territories = await Territories(batch, rows, ct);
        var managers = await Managers(batch, rows, ct);
        var keys = rows.Select(row => row.Text(Seller)!).ToList();
        var standing = (await db.Partners().Include(p => p.Organisation).Where(p => keys.Contains(p.ExternalId!)).ToListAsync(ct))
            .ToDictionary(p => p.ExternalId!, StringComparer.OrdinalIgnoreCase);
        var workedOn = await db.WorkedOn(standing.Values.Select(p => p.Id.Value), ct);
        foreach (var row in rows)
        {
            var name = row.Text(Seller)!;
            Id<Territory>? territory = row.Text(Office) is { } office ? territories[CodeOf(office)] : null;
            Id<Person>? manager = row.Text(Manager) is { } boss ? managers[boss] : null;
            if (standing.TryGetValue(name, out var partner))
            {
                partner.Assign(row.Has(Office) ? territory : partner.TerritoryId, row.Has(Manager) ? manager : partner.ManagerId);
                partner.Organisation.Reopen();
                row.Settle(db, partner.Id.Value, db.Entry(partner).State == EntityState.Modified ? partner : partner.Organisation, workedOn);
                if (row.Fate == RowFate.Changed)
                    batch.Record(partner.Ref, partner.Id, new PartnerImported(batch.File.Value, New: false));
                continue;
            }

            row.IsNew((await Join(batch, name, territory, manager, ct)).Value);
        }
    }

    /// <summary>A new firm of one person who may do all its work; nobody can sign in until the firm gives a real address.</summary>
    private async Task<Id<Organisation>> Join(ImportBatch batch, string name, Id<Territory>? territory, Id<Person>? manager, CancellationToken ct)
    {
        var now = batch.Terms.Now;
        var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
        var firm = Organisation.Partner(name, now);
        var seller = Person.Join(firm, name, Address(name, firm.Id.Value), [Role.PartnerAdmin, Role.Seller], now, $"seller:{name}");
        var profile = PartnerProfile.Of(firm, PartnerType.Reseller, territory, manager, batch.Terms.Currency, programme.DateOf(now), name);
        batch.Insert(firm, seller, profile);
        batch.Record(profile.Ref, firm.Id, new PartnerImported(batch.File.Value, New: true));
        batch.Book(Partners).Learn(name, firm.Id.Value);
        batch.Book(Sellers).Learn(name, seller.Id.Value);
        return firm.Id;
    }

    private async Task<Dictionary<string, Id<Territory>>> Territories(ImportBatch batch, List<ImportRow> rows, CancellationToken ct)
    {
        var names = rows.Select(row => row.Text(Office)).OfType<string>().DistinctBy(CodeOf).ToDictionary(CodeOf);
        var codes = names.Keys.ToList();
        var found = await db.Territories().Where(t => codes.Contains(t.Code)).ToDictionaryAsync(t => t.Code, t => t.Id, ct);
        var pending = batch.Book("territory");
        foreach (var (code, name) in names.Where(n => !found.ContainsKey(n.Key)))
        {
            if (pending.Find(code) is { } learnt)
            {
                found[code] = new Id<Territory>(learnt);
                continue;
            }

            var territory = Territory.Of(code, name, parent: null, [], batch.Terms.Now);
            batch.Insert(territory);
            pending.Learn(code, territory.Id.Value);
            found[code] = territory.Id;
        }

        return found;
    }

    private async Task<Dictionary<string, Id<Person>>> Managers(ImportBatch batch, List<ImportRow> rows, CancellationToken ct)
    {
        var names = rows.Select(row => row.Text(Manager)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var keys = names.ConvertAll(name => $"manager:{name}");
        var found = (await db.People().Where(p => keys.Contains(p.ExternalId!)).Select(p => new { p.ExternalId, p.Id }).ToListAsync(ct))
            .ToDictionary(p => p.ExternalId!["manager:".Length..], p => p.Id, StringComparer.OrdinalIgnoreCase);
        var pending = batch.Book("manager");
        foreach (var name in names.Where(name => !found.ContainsKey(name)))
        {
            if (pending.Find(name) is { } learnt)
            {
                found[name] = new Id<Person>(learnt);
                continue;
            }

            var vendor = await Vendor(batch, ct);
            var manager = Person.Join(vendor, name, Address(name, Guid.CreateVersion7()), [Role.PartnerManager], batch.Terms.Now, $"manager:{name}");
            batch.Insert(manager);
            pending.Learn(name, manager.Id.Value);
            found[name] = manager.Id;
        }

        return found;
    }

    private async Task<Organisation> Vendor(ImportBatch batch, CancellationToken ct)
    {
        if (batch.Made<Organisation>().FirstOrDefault(o => o.IsVendor) is { } made)
            return made;
        if (await db.Organisations().AsNoTracking().OrderBy(o => o.Id).FirstOrDefaultAsync(o => o.IsVendor, ct) is { } vendor)
            return vendor;
        var programme = (await policies.Current<ProgrammePolicy>(batch.Terms.Now, ct)).Rules;
        vendor = Organisation.Vendor(programme.Name, batch.Terms.Now);
        batch.Insert(vendor);
        return vendor;
    }

    /// <summary>The partner firms and their sellers by the name they have in the CRM.</summary>
    public static async Task Know(TandemDb db, ImportBatch batch, CancellationToken ct)
    {
        await batch.Book(Partners).Know([], async (_, most) =>
            [.. (await db.Partners().AsNoTracking().Where(p => p.ExternalId != null).OrderBy(p => p.Id).Take(most)
                .Select(p => new { p.ExternalId, p.Id }).ToListAsync(ct)).Select(p => (p.ExternalId!, p.Id.Value))]);
        await batch.Book(Sellers).Know([], async (_, most) =>
            [.. (await db.People().AsNoTracking().Where(p => p.ExternalId!.StartsWith("seller:")).OrderBy(p => p.Id).Take(most)
                .Select(p => new { p.ExternalId, p.Id }).ToListAsync(ct)).Select(p => (p.ExternalId!["seller:".Length..], p.Id.Value))]);
    }

    private static string CodeOf(string office) => Spelling.Bare(office);

    /// <summary>Unique, and of a domain that by RFC 2606 no mail ever reaches.</summary>
    private static string Address(string name, Guid id) => $"{Spelling.Bare(name)}.{id.ToString("N")[^6..]}@imported.invalid";

    public async Task<IReadOnlyCollection<Guid>> TakeBack(IReadOnlyCollection<Guid> records, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var ids = records.Select(id => new Id<Organisation>(id)).ToList();
        var partners = await db.Partners().Include(p => p.Organisation).Where(p => ids.Contains(p.Id) && p.Version == 0 && p.Organisation.Version == 0).ToListAsync(ct);
        foreach (var partner in partners)
            partner.Organisation.Close();
        return partners.ConvertAll(p => p.Id.Value);
    }
}
