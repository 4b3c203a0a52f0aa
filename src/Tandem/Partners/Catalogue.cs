using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>What the vendor sells, as every registration asks for it.</summary>
public sealed class Catalogue(TandemDb db, Kept<Product> kept)
{
    /// <summary>Those of the products that may be sold.</summary>
    public async Task<Dictionary<Id<Product>, Product>> OnSale(IReadOnlyCollection<Id<Product>> ids, CancellationToken ct)
    {
        var known = await Of(ids, ct);
        return known.Values.Where(p => p.Active).ToDictionary(p => p.Id);
    }

    /// <summary>All that may be sold, by family and name.</summary>
    public async Task<IReadOnlyList<Product>> OnSale(CancellationToken ct) =>
        [.. (await kept.All(db, ct)).Where(p => p.Active).OrderBy(p => p.Family, StringComparer.CurrentCulture).ThenBy(p => p.Name, StringComparer.CurrentCulture)];

    /// <summary>The products, on sale or not.</summary>
    public async Task<Dictionary<Id<Product>, Product>> Of(IReadOnlyCollection<Id<Product>> ids, CancellationToken ct)
    {
        var all = await kept.All(db, ct);
        if (ids.Any(id => !all.Any(p => p.Id == id)))
        {
            // Not known here: it may be new.
            kept.Forget();
            all = await kept.All(db, ct);
        }

        return all.Where(p => ids.Contains(p.Id)).ToDictionary(p => p.Id);
    }

    /// <summary>The products and all others of their families, on sale or not.</summary>
    public async Task<HashSet<Id<Product>>> Families(IReadOnlyCollection<Product> products, CancellationToken ct)
    {
        var families = products.Select(p => p.Family).ToHashSet();
        return [.. products.Select(p => p.Id), .. (await kept.All(db, ct)).Where(p => families.Contains(p.Family)).Select(p => p.Id)];
    }
}
