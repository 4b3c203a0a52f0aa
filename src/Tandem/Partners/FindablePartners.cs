using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Search;

namespace Tandem.Partners;

/// <summary>Partner firms are found by name, place, website and number; by the vendor only.</summary>
public sealed class FindablePartners : ISearchSource
{
    public string Kind => "partner";

    public string Group => "Partners";

    public string Icon => "building-store";

    public string Permission => PartnersPermissions.Read;

    public async Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct)
    {
        var wanted = ids.Select(id => new Id<Organisation>(id)).ToList();
        var partners = await db.Partners().AsNoTracking().Where(p => wanted.Contains(p.Id))
            .Select(p => new { p.Id, p.Organisation.Name, p.City, p.Country, p.Website, p.ExternalId, p.Tier, p.Organisation.Created }).ToListAsync(ct);
        return
        [
            .. partners.Select(p => new SearchText(
                p.Id.Value, p.Name, PartnersWords.Join(" · ", p.City, p.Country, p.Tier), PartnersWords.Join(" ", p.Website, p.ExternalId),
                $"/partners/{p.Id}", SearchReaders.Vendor, p.Created)),
        ];
    }

    public async Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct)
    {
        var edge = new Id<Organisation>(last);
        return await db.Partners().Where(p => p.Id.CompareTo(edge) > 0).OrderBy(p => p.Id).Take(take).Select(p => p.Id.Value).ToListAsync(ct);
    }
}

/// <summary>End customers are found by name, place, domain and number; by the vendor only.</summary>
public sealed class FindableAccounts : ISearchSource
{
    public string Kind => "account";

    public string Group => "Accounts";

    public string Icon => "building";

    public string Permission => PartnersPermissions.Read;

    public async Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct)
    {
        var wanted = ids.Select(id => new Id<Account>(id)).ToList();
        var accounts = await db.Accounts().AsNoTracking().Where(a => wanted.Contains(a.Id))
            .Select(a => new { a.Id, a.Name, a.City, a.Country, a.Domain, a.Sector, a.ExternalId, a.Created }).ToListAsync(ct);
        return
        [
            .. accounts.Select(a => new SearchText(
                a.Id.Value, a.Name, PartnersWords.Join(" · ", a.City, a.Country, a.Sector), PartnersWords.Join(" ", a.Domain, a.ExternalId),
                $"/accounts/{a.Id}", SearchReaders.Vendor, a.Created)),
        ];
    }

    public async Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct)
    {
        var edge = new Id<Account>(last);
        return await db.Accounts().Where(a => a.Id.CompareTo(edge) > 0).OrderBy(a => a.Id).Take(take).Select(a => a.Id.Value).ToListAsync(ct);
    }
}

/// <summary>Joins what is known of a record, leaving out what is not.</summary>
internal static class PartnersWords
{
    public static string Join(string between, params string?[] parts) => string.Join(between, parts.Where(part => !string.IsNullOrEmpty(part)));
}
