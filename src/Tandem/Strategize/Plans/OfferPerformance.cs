using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;

namespace Tandem.Strategize.Plans;

/// <summary>Whose performance the vendor's people can choose to look at.</summary>
public sealed record OfferPerformance
{
    private const int Most = 500;

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<Offer>> Run(OfferPerformance ask, Actor by, CancellationToken ct) => !by.IsVendor || !by.May(PlanPermissions.See)
            ? Refusal.NotFound
            : new Offer(
                await db.Partners().AsNoTracking().Where(p => p.Organisation.Active).OrderBy(p => p.Organisation.Name).Take(Most).Select(p => new Choice(p.Id.Value, p.Organisation.Name)).ToListAsync(ct),
                await db.Territories().AsNoTracking().Where(t => t.Active).OrderBy(t => t.Name).Take(Most).Select(t => new Choice(t.Id.Value, t.Name)).ToListAsync(ct));
    }

    public sealed record Choice(Guid Id, string Name);

    public sealed record Offer(IReadOnlyList<Choice> Partners, IReadOnlyList<Choice> Regions);
}

/// <summary>The partners whose performance a page shows, for the cards that modules above put on it.</summary>
public sealed record PerformanceScope(IReadOnlyList<Id<Organisation>> Partners);
