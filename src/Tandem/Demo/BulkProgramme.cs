using Microsoft.EntityFrameworkCore;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>A partner firm of the large programme, as its deals need it.</summary>
public sealed record BulkPartner(Id<Organisation> Id, Id<Person> Seller, Land Land, Id<Territory> Territory, double Skill);

/// <summary>
/// A programme of millions of records, for measuring: written into the tables set-wise with what the use cases would have left
/// behind (match index, registrations, events), because a million runs of a use case take hours.
/// </summary>
public sealed class BulkProgramme(IServiceProvider services, TandemDb db, BulkSize size, DateTimeOffset now)
{
    private const int Batch = 5_000;

    /// <summary>Keys go in sorted by so many: an index that is filled in order is written once.</summary>
    private const int SortedKeys = 1_000_000;
    private readonly Random random = new(size.Seed);
    private readonly List<CustomerKey> keys = [];

    public static Refusal NotEmpty { get; } = Refusal.Conflict("demo/not-empty", "This database is not empty. Name a new one in TANDEM_DATABASE.");

    public async Task<Outcome<Done>> Fill(Action<string, int> progress, CancellationToken ct)
    {
        if (await db.Organisations().AnyAsync(ct))
            return NotEmpty;
        Chance.Seed(size.Seed);
        await using (var hurry = new Hurry())
        await using (await hurry.Let(db, ct))
            await Write(progress, ct);
        await Hurry.SettleOnDisk(db, ct);
        return default(Done);
    }

    private async Task Write(Action<string, int> progress, CancellationToken ct)
    {
        if (!db.IsPostgres)
            await db.Database.ExecuteSqlRawAsync("PRAGMA cache_size=-600000", ct);
        var world = new DemoWorld(db, services.GetRequiredService<PermissionTable>(), signIns: null, random);
        await world.Create(partners: 0, now.AddYears(-3), ct);
        AddRates();
        await db.SaveChangesAsync(ct);

        var partners = await WritePartners(world, progress, ct);
        var accounts = await WriteAccounts(progress, ct);
        await WriteDeals(new BulkDeals(world, partners, accounts, size.Deals, now, random), progress, ct);
        foreach (var subscriber in services.GetServices<ISubscriber>())
        {
            // What lies in the past is no news: nobody is notified of a million old deals.
            var place = new Subscription(subscriber.Name);
            place.ReadTo(size.Deals);
            db.Add(place);
        }

        await db.SaveChangesAsync(ct);
        progress("statistics", 0);
        await db.Database.ExecuteSqlRawAsync("ANALYZE", ct);
    }

    private void AddRates()
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var day in new[] { today.AddYears(-3).AddDays(-7), today.AddDays(-1) })
        {
            db.Add(new ExchangeRate(day, "USD", BulkDeals.PerEuro("USD")));
            db.Add(new ExchangeRate(day, "GBP", BulkDeals.PerEuro("GBP")));
        }
    }

    private async Task<List<BulkPartner>> WritePartners(DemoWorld world, Action<string, int> progress, CancellationToken ct)
    {
        var territories = await db.Territories().AsNoTracking().ToDictionaryAsync(t => t.Code, t => t.Id, ct);
        var made = new List<BulkPartner>(size.Partners);
        var names = new BulkNames(random);
        foreach (var numbers in Enumerable.Range(0, size.Partners).Chunk(Batch))
        {
            var (firms, profiles, people) = (new List<Organisation>(), new List<PartnerProfile>(), new List<Person>());
            foreach (var number in numbers)
            {
                var land = Names.Lands[number % Names.Lands.Count];
                var joined = now.AddDays(-1100 - random.Next(2000));
                var skill = random.NextDouble();
                var firm = Organisation.Partner(names.Firm(land).Name, joined);
                var profile = PartnerProfile.Of(
                    firm, (PartnerType)random.Next(6), territories[land.Territory], world.Managers[land.Territory].Person, land.Currency, DateOnly.FromDateTime(joined.UtcDateTime));
                profile.MoveToTier(skill > 0.8 ? "gold" : skill > 0.45 ? "silver" : "registered");
                var seller = Person.Join(firm, Names.Person(land, random), $"seller@partner-{number + 1}.example", [Role.PartnerAdmin, Role.Seller], joined);
                firms.Add(firm);
                profiles.Add(profile);
                people.AddRange([seller, Person.Join(firm, Names.Person(land, random), $"second@partner-{number + 1}.example", [Role.Seller], joined)]);
                made.Add(new BulkPartner(firm.Id, seller.Id, land, territories[land.Territory], skill));
            }

            await Write(ct, firms, profiles, people);
            progress("partners", made.Count);
        }

        return made;
    }

    private async Task<List<BulkAccount>> WriteAccounts(Action<string, int> progress, CancellationToken ct)
    {
        var made = new List<BulkAccount>(size.Accounts);
        var names = new BulkNames(random);
        foreach (var numbers in Enumerable.Range(0, size.Accounts).Chunk(Batch))
        {
            var (accounts, entries) = (new List<Account>(), new List<CustomerEntry>());
            foreach (var number in numbers)
            {
                var land = Names.Lands[random.Next(Names.Lands.Count)];
                var identity = names.Firm(land);
                var account = Account.Of(identity, now.AddDays(-1100).AddSeconds(number), $"A{number + 1}");
                account.Describe(Names.Sector(identity.Name), 10 + (int)Math.Exp(random.NextDouble() * 7), revenue: null, 1950 + random.Next(74));
                accounts.Add(account);
                entries.Add(Index(identity, account.Id, claim: null, account.Created));
                made.Add(new BulkAccount(account.Id, identity, land));
            }

            await Write(ct, accounts, entries);
            await WriteKeys(SortedKeys, ct);
            progress("accounts", made.Count);
        }

        await WriteKeys(1, ct);
        return made;
    }

    private async Task WriteDeals(BulkDeals source, Action<string, int> progress, CancellationToken ct)
    {
        foreach (var numbers in Enumerable.Range(0, size.Deals).Chunk(Batch))
        {
            var deals = numbers.Select(source.Draw).ToList();
            var registrations = deals.Select(d => d.Deal.Registration).OfType<Registration>().ToList();
            var requests = deals.Select(d => d.Request).OfType<Approvals.ApprovalRequest>().ToList();
            var claims = deals.Select(d => d.Deal).Where(d => d.IsLive && d.Registration is not null)
                .Select(d => Index(d.Customer.Identity, account: null, d.Id.Value, d.Created)).ToList();
            await Write(ct, deals.ConvertAll(d => d.Deal), deals.SelectMany(d => d.Deal.Lines).ToList(), registrations, requests, claims, deals.ConvertAll(d => d.Event));
            await WriteKeys(SortedKeys, ct);
            progress("deals", numbers[^1] + 1);
        }

        await WriteKeys(1, ct);
    }

    private CustomerEntry Index(CustomerIdentity identity, Id<Account>? account, Guid? claim, DateTimeOffset since)
    {
        var profile = CustomerProfile.Of(identity);
        var entry = CustomerEntry.Of(profile, account, claim, since);
        keys.AddRange(CustomerIndex.Hashes(profile).Select(hash => CustomerKey.Of(hash, entry)));
        return entry;
    }

    private async Task WriteKeys(int least, CancellationToken ct)
    {
        if (keys.Count < least)
            return;
        keys.Sort((a, b) => a.Hash.CompareTo(b.Hash));
        await Write(ct, keys);
        keys.Clear();
    }

    /// <summary>Writes rows of several tables in one transaction, in the order given.</summary>
    private async Task Write(CancellationToken ct, params IReadOnlyList<object>[] tables)
    {
        await using var write = await db.BeginWrite(ct);
        foreach (var rows in tables.Where(rows => rows.Count > 0))
            await db.InsertMany(rows[0].GetType(), rows, ct);
        await write.Commit(ct);
    }
}
