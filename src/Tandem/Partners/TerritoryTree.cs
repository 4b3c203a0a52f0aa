using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The territories in use by their names, parents before children: what the filter of a list offers.</summary>
public sealed class TerritoryTree(TandemDb db, Kept<Territory> kept)
{
    private const int Deepest = 20;

    public async Task<IReadOnlyList<Node>> InUse(Actor by, CancellationToken ct)
    {
        if (!by.IsVendor || !by.May(PartnersPermissions.Read))
            return [];
        var below = (await kept.All(db, ct)).OrderBy(t => t.Name, StringComparer.CurrentCulture).ToLookup(t => t.ParentId);
        return [.. Of(below, parent: null, depth: 0)];
    }

    private static IEnumerable<Node> Of(ILookup<Id<Territory>?, Territory> below, Id<Territory>? parent, int depth)
    {
        foreach (var territory in depth < Deepest ? below[parent] : [])
        {
            if (territory.Active)
                yield return new Node(territory.Id, territory.Name, depth);
            foreach (var node in Of(below, territory.Id, depth + 1))
                yield return node;
        }
    }

    public sealed record Node(Id<Territory> Id, string Name, int Depth);
}
