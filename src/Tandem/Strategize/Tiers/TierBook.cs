using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Strategize.Tiers;

/// <summary>What a partner's tier gives it today: the one place where other pillars ask for margin, protection, leads, funds and support.</summary>
public sealed class TierBook(TandemDb db, PolicyBook policies, TimeProvider clock)
{
    // Every approval asks.
    private static readonly Prepared<Func<TandemDb, Id<Organisation>, CancellationToken, Task<Standing?>>> Stands = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Organisation> partner, CancellationToken ct) => db.Set<PartnerProfile>()
            .Where(p => p.Id == partner).Select(p => new Standing(p.Type, p.Tier)).SingleOrDefault()));

    public async Task<TierBenefits> BenefitsOf(Id<Organisation> partner, CancellationToken ct)
    {
        if (await Stands.On(db)(db, partner, ct) is not { } standing)
            return new TierBenefits();
        var ladder = (await policies.Current<TiersPolicy>(clock.GetUtcNow(), ct, partner)).Rules.For(standing.Type.ToString());
        return ladder?.RankOf(standing.Tier) is { } rank and >= 0 ? ladder.Tiers[rank].Benefits : new TierBenefits();
    }

    private sealed record Standing(PartnerType Type, string Tier);
}
