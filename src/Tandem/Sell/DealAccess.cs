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
        return deal is null ? null : new Sight(
            new Ref(Kind, id), deal.PartnerId, deal.Name.Length > 0 ? $"{deal.Name} ({deal.Reference})" : deal.Reference, $"/deals/{id}")
        {
            // A draft may be thrown away: nothing that outlives it is laid beside it.
            Conversation = deal.Status != DealStatus.Draft && (reader.IsVendor || reader.May(SellPermissions.Amounts)),
        };
    }
}
