using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The tables of Partners.</summary>
public static class PartnersSets
{
    public static DbSet<PartnerProfile> Partners(this TandemDb db) => db.Set<PartnerProfile>();

    public static DbSet<Account> Accounts(this TandemDb db) => db.Set<Account>();

    public static DbSet<Product> Products(this TandemDb db) => db.Set<Product>();

    public static DbSet<Territory> Territories(this TandemDb db) => db.Set<Territory>();

    public static DbSet<ExchangeRate> ExchangeRates(this TandemDb db) => db.Set<ExchangeRate>();

    /// <summary>A territory and all that lie in it; nullable as deals and partners hold them.</summary>
    public static async Task<List<Id<Territory>?>> TerritoriesWithin(this TandemDb db, Id<Territory> top, CancellationToken ct)
    {
        var children = (await db.Territories().AsNoTracking().Select(t => new { t.Id, t.ParentId }).ToListAsync(ct)).ToLookup(t => t.ParentId, t => t.Id);
        var found = new List<Id<Territory>?> { top };
        for (var i = 0; i < found.Count && found.Count < 10_000; i++)
            found.AddRange(children[found[i]].Where(t => !found.Contains(t)).Select(t => (Id<Territory>?)t));
        return found;
    }
}

/// <summary>Partners' own permissions.</summary>
public sealed class PartnersPermissions : IPermissions
{
    /// <summary>See partner firms, accounts, products and territories.</summary>
    public const string Read = "partners.read";

    /// <summary>Create and change partner firms and accounts.</summary>
    public const string Manage = "partners.manage";

    /// <summary>Change products, territories and rates.</summary>
    public const string Settings = "partners.settings";

    public IEnumerable<Grant> Grants =>
    [
        new(Read, [.. Roles.Vendor]),
        new(Manage, Role.Operations, Role.ChannelManager, Role.PartnerManager),
        new(Settings, Role.Operations, Role.ChannelManager),
    ];
}
