using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Partners.Kpis;

/// <summary>The partners that are measured: every firm with a profile.</summary>
public sealed class PartnerRegister(TandemDb db) : IPartnerRegister
{
    private const int MostDepth = 20;

    public async Task<IReadOnlyList<MeasuredPartner>> Read(IReadOnlyCollection<Id<Organisation>>? only, CancellationToken ct)
    {
        var partners = db.Partners().AsNoTracking();
        if (only is not null)
        {
            List<Id<Organisation>> ids = [.. only];
            partners = partners.Where(p => EF.Parameter(ids).Contains(p.Id));
        }

        var rows = await partners.OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.Organisation.Name, p.Type, p.Tier, p.TerritoryId, p.ManagerId, p.Since, p.Organisation.Active }).ToListAsync(ct);
        return rows.ConvertAll(p => new MeasuredPartner(p.Id, p.Name, p.Type.ToString(), p.Tier, p.TerritoryId?.Value, p.ManagerId, p.Since, p.Active));
    }

    public async Task<IReadOnlyList<MeasuredTerritory>> Territories(CancellationToken ct)
    {
        var children = (await db.Territories().AsNoTracking().Where(t => t.Active).OrderBy(t => t.Name).Select(t => new { t.Id, t.Name, t.ParentId }).ToListAsync(ct)).ToLookup(t => t.ParentId);
        return Below(null, depth: 0);

        List<MeasuredTerritory> Below(Id<Territory>? parent, int depth) => depth >= MostDepth ? [] : [.. children[parent].SelectMany(t =>
        {
            var below = Below(t.Id, depth + 1);
            return below.Prepend(new MeasuredTerritory(t.Id.Value, t.Name, depth, below.Select(b => b.Id).Append(t.Id.Value).ToHashSet()));
        })];
    }
}
