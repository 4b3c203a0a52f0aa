using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>The tables of Sell, and the one place that says which deals somebody may see.</summary>
public static class SellSets
{
    public static DbSet<Deal> Deals(this TandemDb db) => db.Set<Deal>();

    public static DbSet<Registration> Registrations(this TandemDb db) => db.Set<Registration>();

    /// <summary>A partner's people see all deals of their firm; the vendor's people see all but partners' drafts.</summary>
    public static IQueryable<Deal> VisibleTo(this IQueryable<Deal> deals, Actor reader)
    {
        if (reader.IsPartner)
        {
            var partner = reader.Partner;
            return deals.Where(d => d.PartnerId == partner);
        }

        return deals.Where(d => d.Status != DealStatus.Draft);
    }
}
