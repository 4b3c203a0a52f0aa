using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Search;

namespace Tandem.Sell;

/// <summary>Deals are found by customer, reference, place, contact and partner; drafts and amounts are not.</summary>
public sealed class FindableDeals : ISearchSource
{
    public string Kind => "deal";

    public string Group => "Deals";

    public string Icon => "briefcase";

    public bool OpenTo(Actor reader) => reader.May(reader.IsPartner ? SellPermissions.Own : SellPermissions.Pipeline);

    public async Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct)
    {
        var wanted = ids.Select(id => new Id<Deal>(id)).ToList();
        var deals = await db.Deals().AsNoTracking().Where(d => wanted.Contains(d.Id) && d.Status != DealStatus.Draft)
            .Select(d => new
            {
                d.Id,
                d.Reference,
                d.PartnerId,
                d.Customer,
                ContactName = d.Contact.Name,
                d.ExternalId,
                d.Touched,
                Partner = db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(),
            }).ToListAsync(ct);
        return
        [
            .. deals.Select(d => new SearchText(
                d.Id.Value,
                d.Customer.Name.Length > 0 ? d.Customer.Name : d.Reference,
                Join(" · ", d.Reference, d.Customer.City, d.Partner),
                Join(" ", d.Customer.Domain, d.Customer.Country, d.ContactName, d.ExternalId),
                $"/deals/{d.Id}",
                d.PartnerId is { } partner ? SearchReaders.Of(partner) : SearchReaders.Vendor,
                d.Touched)),
        ];
    }

    public async Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct)
    {
        var edge = new Id<Deal>(last);
        return await db.Deals().Where(d => d.Id.CompareTo(edge) > 0).OrderBy(d => d.Id).Take(take).Select(d => d.Id.Value).ToListAsync(ct);
    }

    private static string Join(string between, params string?[] parts) => string.Join(between, parts.Where(part => !string.IsNullOrEmpty(part)));
}
