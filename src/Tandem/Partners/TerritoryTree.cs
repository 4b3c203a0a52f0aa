using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>The map of the market as a tree: territories by their names, parents before what lies in them.</summary>
public sealed class TerritoryTree(TandemDb db, Kept<Territory> kept)
{
    private const int Deepest = 20;

    /// <summary>What the filter of a list offers.</summary>
    public async Task<IReadOnlyList<Node>> InUse(Actor by, CancellationToken ct) =>
        by.IsVendor && by.May(PartnersPermissions.Read) ? [.. (await All(ct)).Where(t => t.Active)] : [];

    /// <summary>Those that are not in use any more too: partners may still be in them.</summary>
    public async Task<IReadOnlyList<Node>> All(CancellationToken ct)
    {
        var below = (await kept.All(db, ct)).OrderBy(t => t.Name, StringComparer.CurrentCulture).ToLookup(t => t.ParentId);
        return [.. Of(below, parent: null, depth: 0)];
    }

    private static IEnumerable<Node> Of(ILookup<Id<Territory>?, Territory> below, Id<Territory>? parent, int depth)
    {
        foreach (var territory in depth < Deepest ? below[parent] : [])
        {
            yield return new Node(territory.Id, territory.Name, depth, territory.Active);
            foreach (var node in Of(below, territory.Id, depth + 1))
                yield return node;
        }
    }

    public sealed record Node(Id<Territory> Id, string Name, int Depth, bool Active);
}
