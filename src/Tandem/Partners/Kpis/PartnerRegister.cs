using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Partners.Kpis;

/// <summary>The partners that are measured: every firm with a profile.</summary>
public sealed class PartnerRegister(TandemDb db, TerritoryTree territories) : IPartnerRegister
{
    public async Task<IReadOnlyList<MeasuredPartner>> Read(IReadOnlyCollection<Id<Organisation>>? only, CancellationToken ct)
    {
        var partners = db.Partners().AsNoTracking();
        if (only is not null)
        {
            List<Id<Organisation>> ids = [.. only];
            partners = partners.Where(p => ids.Contains(p.Id));
        }

        var rows = await partners.OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.Organisation.Name, p.Type, p.Tier, p.TerritoryId, p.ManagerId, p.Since, p.Organisation.Active }).ToListAsync(ct);
        return rows.ConvertAll(p => new MeasuredPartner(p.Id, p.Name, p.Type.ToString(), p.Tier, p.TerritoryId?.Value, p.ManagerId, p.Since, p.Active));
    }

    public string TypeName(string code) => Enum.TryParse<PartnerType>(code, out var type) ? type.NameOf() : code;

    public async Task<IReadOnlyList<MeasuredTerritory>> Territories(CancellationToken ct)
    {
        // What lies in a territory follows it in the tree until one as high as it comes.
        var tree = await territories.All(ct);
        return [.. tree.Select((t, at) => (Territory: t, Within: tree.Skip(at + 1).TakeWhile(below => below.Depth > t.Depth).Append(t))).Where(t => t.Territory.Active)
            .Select(t => new MeasuredTerritory(t.Territory.Id.Value, t.Territory.Name, t.Territory.Depth, t.Within.Select(below => below.Id.Value).ToHashSet()))];
    }
}
