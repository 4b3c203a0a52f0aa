namespace Tandem.Engine.Matching.Records;

/// <summary>Chooses pairs so that each record is in one at most and the sum of their evidence is greatest.</summary>
/// <remarks>Exact per group of connected records (Kuhn 1955, by shortest augmenting paths) up to 400 a side; greedy beyond.</remarks>
internal static class Assignment
{
    private const int MostExact = 400;

    /// <param name="pairs">Pairs of records with a positive worth each.</param>
    public static List<(int Left, int Right)> Of(List<(int Left, int Right, double Worth)> pairs)
    {
        var chosen = new List<(int, int)>();
        foreach (var group in Groups(pairs))
        {
            var lefts = group.Select(p => p.Left).Distinct().ToArray();
            var rights = group.Select(p => p.Right).Distinct().ToArray();
            if (group.Count == 1) chosen.Add((group[0].Left, group[0].Right));
            else if (lefts.Length > MostExact || rights.Length > MostExact) Greedy(group, chosen);
            else Exact(group, lefts, rights, chosen);
        }
        return chosen;
    }

    private static IEnumerable<List<(int Left, int Right, double Worth)>> Groups(List<(int Left, int Right, double Worth)> pairs)
    {
        var sets = new DisjointSets(pairs.Count == 0 ? 0 : pairs.Max(p => p.Left) + pairs.Max(p => p.Right) + 2);
        var offset = pairs.Count == 0 ? 0 : pairs.Max(p => p.Left) + 1;
        foreach (var (left, right, _) in pairs) sets.Join(left, offset + right);
        return pairs.GroupBy(p => sets.Find(p.Left)).Select(g => g.ToList());
    }

    private static void Greedy(List<(int Left, int Right, double Worth)> group, List<(int, int)> chosen)
    {
        var (lefts, rights) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (left, right, _) in group.OrderByDescending(p => p.Worth))
        {
            if (lefts.Contains(left) || rights.Contains(right)) continue;
            lefts.Add(left);
            rights.Add(right);
            chosen.Add((left, right));
        }
    }

    private static void Exact(List<(int Left, int Right, double Worth)> group, int[] lefts, int[] rights, List<(int, int)> chosen)
    {
        var (rows, columns) = (lefts.Length, lefts.Length + rights.Length);
        var rowOf = lefts.Select((l, i) => (l, i)).ToDictionary(x => x.l, x => x.i);
        var columnOf = rights.Select((r, i) => (r, i)).ToDictionary(x => x.r, x => x.i);
        var cost = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < rights.Length; j++) cost[i, j] = 1e6;
        foreach (var (left, right, worth) in group)
            cost[rowOf[left], columnOf[right]] = Math.Min(cost[rowOf[left], columnOf[right]], -worth);
        foreach (var (row, column) in Cheapest(cost, rows, columns))
            if (column < rights.Length && cost[row, column] < 0) chosen.Add((lefts[row], rights[column]));
    }

    /// <summary>The Hungarian method with potentials, rows ≤ columns; the spare columns cost nothing: a record may stay alone.</summary>
    private static IEnumerable<(int Row, int Column)> Cheapest(double[,] cost, int rows, int columns)
    {
        var (u, v) = (new double[rows + 1], new double[columns + 1]);
        var (owner, way) = (new int[columns + 1], new int[columns + 1]);
        for (var i = 1; i <= rows; i++)
        {
            owner[0] = i;
            var at = 0;
            var least = Enumerable.Repeat(double.PositiveInfinity, columns + 1).ToArray();
            var used = new bool[columns + 1];
            do
            {
                used[at] = true;
                var (row, delta, next) = (owner[at], double.PositiveInfinity, 0);
                for (var j = 1; j <= columns; j++)
                {
                    if (used[j]) continue;
                    var reduced = cost[row - 1, j - 1] - u[row] - v[j];
                    if (reduced < least[j]) (least[j], way[j]) = (reduced, at);
                    if (least[j] < delta) (delta, next) = (least[j], j);
                }
                for (var j = 0; j <= columns; j++)
                {
                    if (used[j])
                    {
                        u[owner[j]] += delta;
                        v[j] -= delta;
                    }
                    else least[j] -= delta;
                }
                at = next;
            } while (owner[at] != 0);
            do
            {
                owner[at] = owner[way[at]];
                at = way[at];
            } while (at != 0);
        }
        return Enumerable.Range(1, columns).Where(j => owner[j] != 0).Select(j => (owner[j] - 1, j - 1));
    }
}
