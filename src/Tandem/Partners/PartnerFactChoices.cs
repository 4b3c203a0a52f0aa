using Microsoft.EntityFrameworkCore;
using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The values of facts about partners that rules can ask for: types, tiers, territories, managers.</summary>
public sealed class PartnerFactChoices(TandemDb db) : IFactChoices
{
    private const int Most = 200;

    public async Task<IReadOnlyList<FactChoice>> Read(CancellationToken ct)
    {
        var tiers = await db.Partners().AsNoTracking().Where(p => p.Tier != "").Select(p => p.Tier).Distinct().OrderBy(t => t).Take(Most).ToListAsync(ct);
        var territories = await db.Territories().AsNoTracking().OrderBy(t => t.Name).Take(Most).Select(t => new { t.Id, t.Name }).ToListAsync(ct);
        var managers = await db.People().AsNoTracking().Where(p => db.Partners().Any(x => x.ManagerId == p.Id)).OrderBy(p => p.Name).Take(Most).Select(p => new { p.Id, p.Name }).ToListAsync(ct);
        return
        [
            .. Enum.GetValues<PartnerType>().Select(t => new FactChoice("type", t.ToString(), t.NameOf())),
            .. tiers.Select(t => new FactChoice("tier", t, char.ToUpperInvariant(t[0]) + t[1..].Replace('-', ' '))),
            .. territories.Select(t => new FactChoice("territory", t.Id.ToString(), t.Name, IsWord: false)),
            .. managers.Select(m => new FactChoice("manager", m.Id.ToString(), m.Name, IsWord: false)),
            new FactChoice("active", "yes", "Yes"),
            new FactChoice("active", "no", "No"),
        ];
    }
}
