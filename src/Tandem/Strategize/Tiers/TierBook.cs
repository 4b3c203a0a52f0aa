using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Tiers;

/// <summary>What a partner's tier gives it today: the one place where other pillars ask for margin, protection, leads, funds and support.</summary>
public sealed class TierBook(TandemDb db, PolicyBook policies, TimeProvider clock)
{
    public async Task<TierBenefits> BenefitsOf(Id<Organisation> partner, CancellationToken ct) =>
        (await BenefitsOf([partner], ct)).GetValueOrDefault(partner) ?? new TierBenefits();

    /// <summary>Of many partners with one query.</summary>
    public async Task<IReadOnlyDictionary<Id<Organisation>, TierBenefits>> BenefitsOf(IReadOnlyCollection<Id<Organisation>> partners, CancellationToken ct)
    {
        List<Id<Organisation>> ids = [.. partners];
        var now = clock.GetUtcNow();
        var found = await db.Partners().AsNoTracking().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Type, p.Tier }).ToListAsync(ct);
        var benefits = new Dictionary<Id<Organisation>, TierBenefits>();
        foreach (var partner in found)
        {
            var ladder = (await policies.Current<TiersPolicy>(now, ct, partner.Id)).Rules.For(partner.Type.ToString());
            benefits[partner.Id] = ladder?.RankOf(partner.Tier) is { } rank and >= 0 ? ladder.Tiers[rank].Benefits : new TierBenefits();
        }

        return benefits;
    }
}
