using Tandem.Engine.Matching.Records;
using Tandem.Engine.Tabular;

namespace Tandem.Engine.Matching;

/// <summary>How records of two files, or within one, are matched.</summary>
/// <param name="Threshold">The least probability of a pair that is returned.</param>
/// <param name="OneToOne">Whether a record has one partner at most.</param>
/// <param name="Id">The column that names a record and says nothing else; null: one called id, if there is one.</param>
public sealed record LinkageOptions(double Threshold = 0.5, bool OneToOne = false, string? Id = null);

/// <summary>Two rows taken for the same thing, how surely, and what spoke for and against it.</summary>
public sealed record LinkedPair(int Left, int Right, double Probability, string Reasons);

/// <summary>The pairs found, and what was read from which columns.</summary>
public sealed record LinkResult(IReadOnlyList<LinkedPair> Pairs, IReadOnlyList<string> Fields, int Compared);

/// <summary>Finds the records of two files, or of one, that mean the same thing, without being shown an example.</summary>
/// <remarks>See README.md for the steps and their sources. The result does not depend on the order of columns.</remarks>
public static class RecordLinkage
{
    public static LinkResult Link(Table left, Table? right, LinkageOptions options)
    {
        var pairs = right is null
            ? ColumnPairing.Of(left, IdColumn(left, options.Id))
            : ColumnPairing.Of(left, right, IdColumn(left, options.Id), IdColumn(right, options.Id));
        var fields = pairs.ConvertAll(p => FieldData.Of(p, left, right));
        fields.RemoveAll(f => f.Known == 0 || f.Comparison.Count < 2);
        var names = fields.ConvertAll(f => $"{f.Pair.Name}: {f.Pair.Kind}");
        if (fields.Count == 0 || left.RowCount == 0 || right?.RowCount == 0) return new LinkResult([], names, 0);
        if (right is null) return Within(fields, left.RowCount, names, options.Threshold);
        var evidence = new Evidence(fields, left.RowCount, right.RowCount, oneFile: false, options.OneToOne);
        return new LinkResult(options.OneToOne ? Assigned(evidence, options.Threshold) : Likely(evidence, options.Threshold), names, evidence.Pairs.Count);
    }

    /// <summary>The position of the column that names the records, or −1.</summary>
    public static int IdColumn(Table table, string? id) => id is null ? table.IndexOf("id") : table.Find(id);

    private static List<LinkedPair> Likely(Evidence evidence, double threshold)
    {
        var (pairs, p) = (evidence.Pairs, evidence.Odds());
        EvidenceModel.Probabilities(pairs, p, oneToOne: false);
        return [.. Enumerable.Range(0, pairs.Count).Where(i => p[i] >= threshold).OrderBy(i => pairs.Left[i]).ThenBy(i => pairs.Right[i])
            .Select(i => new LinkedPair(pairs.Left[i], pairs.Right[i], p[i], evidence.Reasons(pairs.Left[i], pairs.Right[i])))];
    }

    private static List<LinkedPair> Assigned(Evidence evidence, double threshold)
    {
        const double worthALook = -4;
        var (pairs, odds) = (evidence.Pairs, evidence.Odds());
        var p = (double[])odds.Clone();
        EvidenceModel.Probabilities(pairs, p, oneToOne: true);
        var chance = new Dictionary<(int, int), double>();
        for (var i = 0; i < pairs.Count; i++) chance[(pairs.Left[i], pairs.Right[i])] = p[i];
        var worth = Enumerable.Range(0, pairs.Count).Where(i => odds[i] > worthALook)
            .Select(i => (pairs.Left[i], pairs.Right[i], odds[i] - worthALook)).ToList();
        return [.. Assignment.Of(worth).Where(c => chance[c] >= threshold).OrderBy(c => c.Left)
            .Select(c => new LinkedPair(c.Left, c.Right, chance[c], evidence.Reasons(c.Left, c.Right)))];
    }

    /// <summary>Rows that say the same are one record to begin with; every pair of each group is listed in the end.</summary>
    private static LinkResult Within(List<FieldData> fields, int rows, List<string> names, double threshold)
    {
        var same = Enumerable.Range(0, rows).GroupBy(r => string.Join(' ', fields.Select(f => f.Left[r]))).Select(g => g.ToArray()).ToArray();
        var distinct = fields.ConvertAll(f => f.Only([.. same.Select(g => g[0])]));
        var evidence = new Evidence(distinct, same.Length, same.Length, oneFile: true, oneToOne: false);
        var found = new List<LinkedPair>();
        foreach (var group in Clusters.Of(distinct, same.Length, evidence, threshold))
        {
            var members = group.SelectMany(i => same[i].Select(row => (Row: row, Record: i))).OrderBy(m => m.Row).ToArray();
            if (group.Count == 1 && (members.Length < 2 || Evidence.Chance(evidence.Odds(group[0], group[0])) < threshold)) continue;
            for (var i = 0; i < members.Length; i++)
            {
                for (var j = i + 1; j < members.Length; j++)
                {
                    var (a, b) = (members[i].Record, members[j].Record);
                    found.Add(new LinkedPair(members[i].Row, members[j].Row, Math.Max(threshold, Evidence.Chance(evidence.Odds(a, b))), evidence.Reasons(a, b)));
                }
            }
        }
        return new LinkResult([.. found.OrderBy(p => p.Left).ThenBy(p => p.Right)], names, evidence.Pairs.Count);
    }
}
