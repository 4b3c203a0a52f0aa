namespace Tandem.Engine.Matching.Records;

/// <summary>Groups the records of one file that are the same thing: joined from the surest pair down.</summary>
/// <remarks>
/// Two groups join over a pair only if the evidence between them is on average for it (average linkage on a sample of
/// their pairs), so that one wrong bridge does not melt two groups into one. Then one or two of each group look for
/// candidates again, as long as groups join: a firm spelled in hundreds of ways has more near ones than a record keeps.
/// </remarks>
internal static class Clusters
{
    private const int Sampled = 24;
    private const int Rounds = 5;

    /// <summary>All groups, also those of one record.</summary>
    public static List<List<int>> Of(List<FieldData> fields, int records, Evidence evidence, double threshold)
    {
        var least = Math.Log(threshold / Math.Max(1e-12, 1 - threshold));
        var groups = new Groups(records, evidence);
        var (pairs, odds) = (evidence.Pairs, evidence.Odds());
        groups.Join(Enumerable.Range(0, pairs.Count).Where(i => odds[i] >= least).Select(i => (pairs.Left[i], pairs.Right[i], odds[i])));
        for (var round = 0; round < Rounds; round++)
        {
            var spokesmen = groups.Spokesmen();
            if (spokesmen.Length == records) break;
            var again = Candidates.Of(fields.ConvertAll(f => f.Only(spokesmen)), spokesmen.Length, spokesmen.Length, oneFile: true)
                .Select(p => (spokesmen[p.Left], spokesmen[p.Right])).Where(p => !groups.Together(p.Item1, p.Item2))
                .Select(p => (p.Item1, p.Item2, evidence.Odds(p.Item1, p.Item2))).Where(p => p.Item3 >= least);
            if (!groups.Join([.. again])) break;
        }
        return groups.All();
    }

    private sealed class Groups
    {
        private readonly List<int>?[] _members;
        private readonly int[] _of;
        private readonly Evidence _evidence;

        public Groups(int records, Evidence evidence)
        {
            _evidence = evidence;
            _of = [.. Enumerable.Range(0, records)];
            _members = [.. Enumerable.Range(0, records).Select(i => new List<int> { i })];
        }

        public List<List<int>> All() => [.. _members.Where(g => g is not null).Select(g => g!)];

        public bool Together(int a, int b) => _of[a] == _of[b];

        public int[] Spokesmen() => [.. All().SelectMany(g => g.Count <= 2 ? g.Take(1) : [g[0], g[g.Count / 2]])];

        public bool Join(IEnumerable<(int Left, int Right, double Odds)> pairs)
        {
            var joined = false;
            foreach (var (left, right, _) in pairs.OrderByDescending(p => p.Odds))
            {
                var (a, b) = (_of[left], _of[right]);
                if (a == b || (_members[a]!.Count + _members[b]!.Count > 2 && Average(_members[a]!, _members[b]!) <= 0)) continue;
                if (_members[a]!.Count < _members[b]!.Count) (a, b) = (b, a);
                foreach (var member in _members[b]!) _of[member] = a;
                _members[a]!.AddRange(_members[b]!);
                _members[b] = null;
                joined = true;
            }
            return joined;
        }

        private double Average(List<int> a, List<int> b)
        {
            var all = (long)a.Count * b.Count;
            var step = Math.Max(1, all / Sampled);
            if (step % a.Count == 0) step++;
            var (sum, count) = (0.0, 0);
            for (var i = 0L; i < all; i += step, count++)
                sum += Math.Clamp(_evidence.Odds(a[(int)(i % a.Count)], b[(int)(i / a.Count)]), -4, 6);
            return sum / count;
        }
    }
}
