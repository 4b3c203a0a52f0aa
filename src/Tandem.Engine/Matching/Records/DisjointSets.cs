namespace Tandem.Engine.Matching.Records;

/// <summary>Sets that only ever grow together (union–find).</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parent = [.. Enumerable.Range(0, count)];

    public int Find(int item)
    {
        while (_parent[item] != item) item = _parent[item] = _parent[_parent[item]];
        return item;
    }

    public void Join(int a, int b)
    {
        var (x, y) = (Find(a), Find(b));
        if (x != y) _parent[Math.Max(x, y)] = Math.Min(x, y);
    }
}
