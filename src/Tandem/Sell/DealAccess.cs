using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Who may open notes and files of a deal: whoever sees the deal, except those who see names and stage only.</summary>
public sealed class DealAccess : ISubjectAccess
{
    public string Kind => "deal";

    public async Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        var deal = await db.Deals().AsNoTracking().VisibleTo(reader)
            .Where(d => d.Id == new Id<Deal>(id))
            .Select(d => new { d.PartnerId, d.Customer.Name, d.Reference, d.Status })
            .FirstOrDefaultAsync(ct);
        return deal is null ? null : SightOf(id, deal.PartnerId, deal.Name, deal.Reference, deal.Status, reader);
    }

    /// <summary>What a reader sees of a deal that is his to see.</summary>
    internal static Sight SightOf(Guid id, Id<Organisation>? partner, string customer, string reference, DealStatus status, Actor reader) =>
        new(new Ref("deal", id), partner, customer.Length > 0 ? $"{customer} ({reference})" : reference, $"/deals/{id}")
        {
            // A draft may be thrown away: nothing that outlives it is laid beside it.
            Conversation = status != DealStatus.Draft && (reader.IsVendor || reader.May(SellPermissions.Amounts)),
        };
}
