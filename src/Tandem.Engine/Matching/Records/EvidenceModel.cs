namespace Tandem.Engine.Matching.Records;

/// <summary>How much each level of agreement says for or against a match, learned from the pairs without labels.</summary>
/// <remarks>
/// Fellegi and Sunter (1969): weight of a level = ln(m / u), m and u its shares among matches and non-matches, found by
/// expectation maximisation (Winkler 1988). Expected shares count as a few pairs seen before; a higher level never weighs
/// less than a lower one; where a record has one partner at most, its candidates compete in the expectation step.
/// </remarks>
internal sealed class EvidenceModel
{
    private const int Rounds = 60;
    private const double PriorMatches = 12;
    private const double PriorNonMatches = 12;
    private const double MostWeight = 7;

    /// <summary>Evidence of text levels where a single field leaves nothing to learn from.</summary>
    private static readonly double[] Alone = [-6, -3.5, -1.5, 0.9, 2.6, 5];

    private readonly FieldComparison[] _comparisons;
    private readonly double[][] _weights;

    private EvidenceModel(FieldComparison[] comparisons, double[][] weights) => (_comparisons, _weights) = (comparisons, weights);

    /// <summary>Log-odds before any field is looked at.</summary>
    public double Base { get; private set; }

    public double Weight(int field, byte level) => level == Comparisons.Missing ? 0 : _weights[field][level];

    public double Odds(ReadOnlySpan<byte> levels)
    {
        var odds = Base;
        for (var f = 0; f < levels.Length; f++) odds += Weight(f, levels[f]);
        return odds;
    }

    public static EvidenceModel Learn(FieldComparison[] comparisons, PairTable pairs, double[][] atRandom, int smaller, bool oneToOne)
    {
        var model = new EvidenceModel(comparisons, [.. comparisons.Select(c => new double[c.Levels])]);
        if (comparisons.Length == 1)
        {
            model._weights[0] = comparisons[0].Known ?? (comparisons[0].Levels == Alone.Length ? Alone : Spread(comparisons[0].Levels));
            return model;
        }
        var share = Math.Clamp(0.4 * smaller / Math.Max(1, pairs.Count), 0.001, 0.5);
        model.Base = Math.Log(share / (1 - share));
        for (var f = 0; f < comparisons.Length; f++)
            model._weights[f] = Monotone(comparisons[f].Expected, atRandom[f], comparisons[f].Expected, atRandom[f]);
        var match = new double[pairs.Count];
        for (var round = 0; round < Rounds; round++)
        {
            var before = model.Base;
            model.Expect(pairs, match, oneToOne);
            model.Maximise(pairs, match, atRandom);
            if (round > 8 && Math.Abs(before - model.Base) < 1e-4) break;
        }
        return model;
    }

    private void Expect(PairTable pairs, double[] match, bool oneToOne)
    {
        for (var p = 0; p < pairs.Count; p++) match[p] = Odds(pairs.Levels(p)) + pairs.Rarity[p];
        Probabilities(pairs, match, oneToOne);
    }

    /// <summary>Turns log-odds into probabilities; with one partner at most: odds / (1 + all odds of either record).</summary>
    public static void Probabilities(PairTable pairs, double[] odds, bool oneToOne)
    {
        if (!oneToOne)
        {
            for (var p = 0; p < odds.Length; p++) odds[p] = 1 / (1 + Math.Exp(-odds[p]));
            return;
        }
        var (lefts, rights) = (new double[pairs.LeftCount], new double[pairs.RightCount]);
        for (var p = 0; p < odds.Length; p++)
        {
            odds[p] = Math.Exp(Math.Clamp(odds[p], -60, 60));
            lefts[pairs.Left[p]] += odds[p];
            rights[pairs.Right[p]] += odds[p];
        }
        for (var p = 0; p < odds.Length; p++)
        {
            var others = Math.Max(0, lefts[pairs.Left[p]] - odds[p]) + Math.Max(0, rights[pairs.Right[p]] - odds[p]);
            odds[p] /= 1 + odds[p] + others;
        }
    }

    private void Maximise(PairTable pairs, double[] match, double[][] atRandom)
    {
        var total = 0.0;
        for (var f = 0; f < _weights.Length; f++)
        {
            var (expected, levels) = (_comparisons[f].Expected, _comparisons[f].Levels);
            var m = Array.ConvertAll(expected, e => e * PriorMatches);
            var u = Array.ConvertAll(atRandom[f], e => e * PriorNonMatches);
            for (var p = 0; p < pairs.Count; p++)
            {
                var level = pairs.Levels(p)[f];
                if (level == Comparisons.Missing) continue;
                m[level] += match[p];
                u[level] += 1 - match[p];
            }
            var (allM, allU) = (m.Sum(), u.Sum());
            var weights = Monotone([.. m.Select(x => x / allM)], [.. u.Select(x => x / allU)], m, u);
            if (_comparisons[f].Known is { } known)
                for (var l = 0; l < levels; l++) weights[l] = (weights[l] * Math.Min(m[l], u[l]) + known[l] * 20) / (Math.Min(m[l], u[l]) + 20);
            _weights[f] = weights;
        }
        for (var p = 0; p < match.Length; p++) total += match[p];
        var share = Math.Clamp((total + 0.5) / (match.Length + 1), 1e-6, 0.9);
        Base = Math.Log(share / (1 - share));
    }

    /// <summary>ln(m / u) per level, neighbours pooled until the weights rise (pool adjacent violators).</summary>
    private static double[] Monotone(double[] m, double[] u, double[] countM, double[] countU)
    {
        var blocks = new List<(double M, double U, double Count, int Size)>();
        for (var l = 0; l < m.Length; l++)
        {
            blocks.Add((m[l], u[l], countM[l] + countU[l], 1));
            while (blocks.Count > 1 && blocks[^2].M / blocks[^2].U > blocks[^1].M / blocks[^1].U)
            {
                var (a, b) = (blocks[^2], blocks[^1]);
                blocks.RemoveRange(blocks.Count - 2, 2);
                blocks.Add((a.M + b.M, a.U + b.U, a.Count + b.Count, a.Size + b.Size));
            }
        }
        return [.. blocks.SelectMany(b => Enumerable.Repeat(Math.Clamp(Math.Log(b.M / b.U), -MostWeight, MostWeight), b.Size))];
    }

    private static double[] Spread(int levels) => [.. Enumerable.Range(0, levels).Select(l => -5 + (10.0 * l / (levels - 1)))];
}
