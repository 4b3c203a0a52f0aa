using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Specialisations;

/// <summary>The product families and sectors there are, for whoever writes down what partners can be specialised in.</summary>
public sealed record OfferFields
{
    private const int Most = 200;

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<IReadOnlyList<string>>> Run(OfferFields ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Settings))
                return Refusal.NotFound;
            var families = await db.Products().AsNoTracking().Where(p => p.Active && p.Family != "").Select(p => p.Family).Distinct().OrderBy(f => f).Take(Most).ToListAsync(ct);
            var sectors = await db.Accounts().AsNoTracking().Where(a => a.Sector != null).Select(a => a.Sector!).Distinct().OrderBy(s => s).Take(Most).ToListAsync(ct);
            return (List<string>)[.. families, .. sectors.Except(families, StringComparer.OrdinalIgnoreCase)];
        }
    }
}
