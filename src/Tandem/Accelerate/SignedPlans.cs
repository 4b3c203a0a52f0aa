using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;

namespace Tandem.Accelerate;

/// <summary>One version of a plan as both sides signed it.</summary>
internal sealed record SignedPlan(Id<Organisation> Partner, Guid Plan, int Number, DateTimeOffset Agreed, DateTimeOffset? Closed, PlanTerms Terms);

/// <summary>Every version that was ever signed, so that what was promised can be seen as it stood on a day.</summary>
internal static class SignedPlans
{
    /// <param name="partners">Some partners; null for all.</param>
    public static async Task<List<SignedPlan>> Read(TandemDb db, List<Id<Organisation>>? partners, CancellationToken ct)
    {
        var plans = partners is null ? db.Plans() : db.Plans().Where(p => partners.Contains(p.PartnerId));
        var signed = await plans.AsNoTracking().Join(db.PlanVersions().Where(v => v.Agreed != null), p => p.Id, v => v.PlanId, (p, v) => new { p.PartnerId, Plan = p.Id, p.Closed, v.Id, v.Number, v.Agreed }).ToListAsync(ct);
        List<Id<PlanVersion>> versions = [.. signed.Select(s => s.Id)];
        var terms = versions.Count == 0 ? [] : (await db.PlanProposals().AsNoTracking().Where(p => versions.Contains(p.VersionId)).ToListAsync(ct))
            .GroupBy(p => p.VersionId).ToDictionary(g => g.Key, g => g.MaxBy(p => p.Number)!.Terms);
        return [.. signed.Where(s => terms.ContainsKey(s.Id)).Select(s => new SignedPlan(s.PartnerId, s.Plan.Value, s.Number, s.Agreed!.Value, s.Closed, terms[s.Id]))];
    }
}
