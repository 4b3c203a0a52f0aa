namespace Tandem.Engine.Matching.Records;

/// <summary>Groups the records of one file that are the same thing: joined from the surest pair down.</summary>
/// <remarks>
/// Two groups join over a pair only if the evidence between them is on average for it (average linkage on a sample of
/// their pairs), so that one wrong bridge does not melt two groups into one.
/// </remarks>
internal static class Clusters
{
    private const int Sampled = 24;

    /// <summary>The groups of two and more, each with the strength by which it holds together.</summary>
    public static List<List<int>> Of(int records, List<(int Left, int Right, double Odds)> pairs, Func<int, int, double> odds)
    {
        var group = new List<int>?[records];
        var of = Enumerable.Range(0, records).ToArray();
        for (var i = 0; i < records; i++) group[i] = [i];
        foreach (var (left, right, _) in pairs.OrderByDescending(p => p.Odds))
        {
            var (a, b) = (of[left], of[right]);
            if (a == b || (group[a]!.Count + group[b]!.Count > 2 && Average(group[a]!, group[b]!, odds) <= 0)) continue;
            if (group[a]!.Count < group[b]!.Count) (a, b) = (b, a);
            foreach (var member in group[b]!) of[member] = a;
            group[a]!.AddRange(group[b]!);
            group[b] = null;
        }
        return [.. group.Where(g => g is { Count: > 1 }).Select(g => g!)];
    }

    private static double Average(List<int> a, List<int> b, Func<int, int, double> odds)
    {
        var all = (long)a.Count * b.Count;
        var step = Math.Max(1, all / Sampled);
        var (sum, count) = (0.0, 0);
        for (var i = 0L; i < all; i += step, count++)
            sum += Math.Clamp(odds(a[(int)(i % a.Count)], b[(int)(i / a.Count % b.Count)]), -6, 6);
        return sum / count;
    }
}
