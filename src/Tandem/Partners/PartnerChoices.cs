using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Partners;

/// <summary>What a form or a filter about partners and accounts offers to choose from.</summary>
public sealed record PartnerChoices
{
    /// <summary>Sectors and countries are gathered from the newest accounts: no filter reads a million rows.</summary>
    private const int Sample = 3000;

    private const int MostManagers = 500;

    public sealed class Handler(TandemDb db, TerritoryList.Handler territories, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Choices>> Run(PartnerChoices ask, Actor by, CancellationToken ct)
        {
            var map = await territories.Run(new TerritoryList(), by, ct);
            if (!map.Ok)
                return map.Refusal!;
            var managers = await db.People().AsNoTracking().Where(p => p.Organisation.IsVendor && p.Active).OrderBy(p => p.Name).Take(MostManagers)
                .Select(p => new VendorPerson(p.Id, p.Name, db.Partners().Any(x => x.ManagerId == p.Id))).ToListAsync(ct);
            var tiers = await db.Partners().AsNoTracking().Select(p => p.Tier).Distinct().OrderBy(t => t).ToListAsync(ct);
            var newest = db.Accounts().AsNoTracking().OrderByDescending(a => a.Id).Take(Sample);
            var sectors = await newest.Where(a => a.Sector != null).GroupBy(a => a.Sector!).Select(g => g.Key).ToListAsync(ct);
            var countries = await newest.Where(a => a.Country != null).GroupBy(a => a.Country!).Select(g => g.Key).ToListAsync(ct);
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
            sectors.Sort(StringComparer.Ordinal);
            countries.Sort(StringComparer.Ordinal);
            return new Choices(map.Value, managers, tiers, sectors, countries, programme.Currencies, programme.Currency);
        }
    }

    /// <summary>A person of the vendor who could look after partners, and whether they do.</summary>
    public sealed record VendorPerson(Id<Person> Id, string Name, bool HasPartners);

    public sealed record Choices(
        IReadOnlyList<TerritoryList.Row> Territories, IReadOnlyList<VendorPerson> Managers, IReadOnlyList<string> Tiers, IReadOnlyList<string> Sectors,
        IReadOnlyList<string> Countries, IReadOnlyList<string> Currencies, string Currency);
}
