using System.Globalization;
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
        var rightCount = (right ?? left).RowCount;
        if (fields.Count == 0 || left.RowCount == 0 || rightCount == 0) return new LinkResult([], names, 0);
        var candidates = Candidates.Of(fields, left.RowCount, rightCount, right is null);
        var comparisons = new Comparisons(fields, left.RowCount + (right is null ? 0 : rightCount));
        var compared = new PairTable(candidates, comparisons, left.RowCount, rightCount);
        var atRandom = comparisons.AtRandom(left.RowCount, rightCount, right is null);
        var model = EvidenceModel.Learn([.. fields.Select(f => f.Comparison)], compared, atRandom,
            right is null, options.OneToOne && right is not null);
        var run = new Run(fields, comparisons, compared, model, options);
        return new LinkResult(right is null ? run.Grouped() : options.OneToOne ? run.Assigned() : run.Likely(), names, compared.Count);
    }

    /// <summary>The position of the column that names the records, or −1.</summary>
    public static int IdColumn(Table table, string? id) => id is null ? table.IndexOf("id") : table.Find(id);

    private sealed class Run(List<FieldData> fields, Comparisons comparisons, PairTable pairs, EvidenceModel model, LinkageOptions options)
    {
        public List<LinkedPair> Likely()
        {
            var p = Odds();
            EvidenceModel.Probabilities(pairs, p, oneToOne: false);
            return [.. Enumerable.Range(0, pairs.Count).Where(i => p[i] >= options.Threshold).OrderBy(i => pairs.Left[i]).ThenBy(i => pairs.Right[i])
                .Select(i => new LinkedPair(pairs.Left[i], pairs.Right[i], p[i], Reasons(pairs.Left[i], pairs.Right[i])))];
        }

        public List<LinkedPair> Assigned()
        {
            var odds = Odds();
            var p = (double[])odds.Clone();
            EvidenceModel.Probabilities(pairs, p, oneToOne: true);
            var chance = new Dictionary<(int, int), double>();
            for (var i = 0; i < pairs.Count; i++) chance[(pairs.Left[i], pairs.Right[i])] = p[i];
            var worth = Enumerable.Range(0, pairs.Count).Where(i => odds[i] > -4).Select(i => (pairs.Left[i], pairs.Right[i], odds[i] + 4)).ToList();
            return [.. Assignment.Of(worth).Where(c => chance[c] >= options.Threshold).OrderBy(c => c.Left)
                .Select(c => new LinkedPair(c.Left, c.Right, chance[c], Reasons(c.Left, c.Right)))];
        }

        public List<LinkedPair> Grouped()
        {
            var odds = Odds();
            var least = Math.Log(options.Threshold / Math.Max(1e-12, 1 - options.Threshold));
            var likely = Enumerable.Range(0, pairs.Count).Where(i => odds[i] >= least).Select(i => (pairs.Left[i], pairs.Right[i], odds[i])).ToList();
            var found = new List<LinkedPair>();
            foreach (var group in Clusters.Of(pairs.LeftCount, likely, OddsOf))
            {
                group.Sort();
                for (var i = 0; i < group.Count; i++)
                    for (var j = i + 1; j < group.Count; j++)
                        found.Add(new LinkedPair(group[i], group[j], Math.Max(options.Threshold, Chance(OddsOf(group[i], group[j]))), Reasons(group[i], group[j])));
            }
            return [.. found.OrderBy(p => p.Left).ThenBy(p => p.Right)];
        }

        private double[] Odds()
        {
            var odds = new double[pairs.Count];
            for (var i = 0; i < odds.Length; i++) odds[i] = model.Odds(pairs.Levels(i)) + pairs.Rarity[i];
            return odds;
        }

        private double OddsOf(int left, int right)
        {
            Span<byte> levels = stackalloc byte[fields.Count];
            comparisons.Levels(left, right, levels);
            return model.Odds(levels) + comparisons.Rarity(left, right, levels);
        }

        /// <summary>"phone same +6.2; name alike +3.1; city differs -1.0": log-odds that each field adds, strongest first.</summary>
        private string Reasons(int left, int right)
        {
            Span<byte> levels = stackalloc byte[fields.Count];
            comparisons.Levels(left, right, levels);
            var reasons = new List<(double Weight, string Text)>();
            for (var f = 0; f < fields.Count; f++)
            {
                if (levels[f] == Comparisons.Missing) continue;
                var weight = model.Weight(f, levels[f]) + comparisons.Rarity(f, left, right, levels[f]);
                reasons.Add((weight, string.Create(CultureInfo.InvariantCulture,
                    $"{fields[f].Pair.Name} {fields[f].Comparison.Called(levels[f])} {weight:+0.0;-0.0;0.0}")));
            }
            return string.Join("; ", reasons.OrderByDescending(r => Math.Abs(r.Weight)).Select(r => r.Text));
        }

        private static double Chance(double odds) => 1 / (1 + Math.Exp(-odds));
    }
}
