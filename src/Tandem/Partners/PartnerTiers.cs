using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>Writes onto partners' records the tiers that the programme's rules, or a person with a reason, decided.</summary>
/// <remarks>Whoever decides records the event; the record holds the one truth that filters, rights and benefits read.</remarks>
public sealed class PartnerTiers(TandemDb db)
{
    public async Task Write(IReadOnlyDictionary<Id<Organisation>, string> tiers, CancellationToken ct)
    {
        if (tiers.Count == 0)
            return;
        List<Id<Organisation>> ids = [.. tiers.Keys];
        foreach (var partner in await db.Partners().Where(p => ids.Contains(p.Id)).ToListAsync(ct))
            partner.MoveToTier(tiers[partner.Id]);
    }
}
