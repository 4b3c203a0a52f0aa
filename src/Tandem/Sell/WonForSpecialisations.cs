using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Strategize.Specialisations;

namespace Tandem.Sell;

/// <summary>What Sell tells of the deals that partners won, for those who judge what they are specialised in: the products' families and the customer's sector.</summary>
internal static class WonForSpecialisations
{
    public static async Task<IReadOnlyList<WonDeal>> Read(IServiceProvider services, IReadOnlyCollection<Id<Organisation>> partners, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var db = services.GetRequiredService<TandemDb>();
        List<Id<Organisation>?> ids = [.. partners];
        var won = db.Deals().AsNoTracking().Where(d => d.PartnerId != null && EF.Parameter(ids).Contains(d.PartnerId) && d.Status == DealStatus.Won && d.ClosedOn >= from && d.ClosedOn <= to);
        var families = (await won.SelectMany(d => d.Lines, (d, line) => new { d.Id, line.ProductId })
            .Join(db.Products(), l => l.ProductId, p => p.Id, (l, p) => new { l.Id, p.Family }).Distinct().ToListAsync(ct)).ToLookup(l => l.Id, l => l.Family);
        var deals = await won.Select(d => new
        {
            d.Id,
            d.PartnerId,
            d.Reference,
            d.Customer.Name,
            d.ClosedOn,
            Sector = db.Accounts().Where(a => a.Id == d.AccountId).Select(a => a.Sector).FirstOrDefault(),
        }).ToListAsync(ct);
        return deals.ConvertAll(d => new WonDeal(d.PartnerId!.Value, d.Id.Value, d.Reference, d.Name, d.ClosedOn!.Value, [.. families[d.Id]], d.Sector));
    }
}
