namespace Tandem.Engine.Matching.Records;

/// <summary>How much each level of agreement says for or against a match, learned from the pairs without labels.</summary>
/// <remarks>
/// Fellegi and Sunter (1969): weight of a level = ln(m / u), m and u its shares among matches and non-matches, found by
/// expectation maximisation (Winkler 1988). Expected shares count as a few pairs seen before; a higher level never weighs
/// less than a lower one; where a record has one partner at most, its candidates compete in the expectation step.
/// </remarks>
internal sealed class EvidenceModel
{
    private const int Rounds = 30;
    private const double PriorMatches = 12;
    private const double PriorNonMatches = 12;
    private const double PriorRefined = 30;
    private const double MostWeight = 8;
    private const double LeastShare = 0.007;
    private const double PriorKnown = 10;

    /// <summary>Known evidence speaks of a candidate pair as found by keys, of which about one in twenty is a match.</summary>
    private const double KnownBase = 3;

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

    /// <remarks>
    /// First against pairs drawn at random, which fixes what a match is; then, holding on to that, against the candidates that are
    /// none, which are far more alike than random pairs. A file without any match stays without.
    /// </remarks>
    public static EvidenceModel Learn(FieldComparison[] comparisons, PairTable pairs, double[][] atRandom, bool oneFile, bool oneToOne)
    {
        var model = new EvidenceModel(comparisons, [.. comparisons.Select(c => new double[c.Levels])]);
        if (comparisons.Length == 1)
        {
            model._weights[0] = comparisons[0].Known ?? (comparisons[0].Levels == Alone.Length ? Alone : Spread(comparisons[0].Levels));
            return model;
        }
        var match = new double[pairs.Count];
        var (expected, all) = (0.3 * Math.Min(pairs.LeftCount, pairs.RightCount), (double)pairs.LeftCount * pairs.RightCount / (oneFile ? 2 : 1));
        var m = Array.ConvertAll(comparisons, c => c.Expected);
        for (var round = 0; round < Rounds; round++)
        {
            var before = model.Base;
            model.Base = LogOdds(Math.Clamp(expected / all, 1e-12, 0.5));
            model.Weigh(m, atRandom, m, atRandom);
            model.Expect(pairs, match, oneToOne);
            expected = match.Sum(Likely) + 1;
            m = model.Shares(pairs, match, Likely, Array.ConvertAll(comparisons, c => c.Expected), PriorMatches, out _);
            if (round > 4 && Math.Abs(before - model.Base) < 1e-3) break;
        }
        model.Refine(pairs, match, m, expected, atRandom, oneToOne);
        return model;
    }

    private void Refine(PairTable pairs, double[] match, double[][] firstM, double matches, double[][] atRandom, bool oneToOne)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var before = Base;
            var m = Shares(pairs, match, p => p, firstM, Math.Max(PriorRefined, 2 * matches), out var countM);
            var u = Shares(pairs, match, p => 1 - p, atRandom, PriorNonMatches, out var countU);
            Weigh(m, u, countM, countU);
            for (var f = 0; f < _weights.Length; f++)
                if (_comparisons[f].Known is { } known) Blend(_weights[f], known, countM[f], countU[f]);
            Base = LogOdds(Math.Clamp((match.Sum() + 0.5) / (match.Length + 1), LeastShare, 0.9));
            Expect(pairs, match, oneToOne);
            if (round > 4 && Math.Abs(before - Base) < 2e-3) break;
        }
    }

    /// <summary>What is known of a comparison beforehand counts as some pairs of each level.</summary>
    private static void Blend(double[] weights, double[] known, double[] countM, double[] countU)
    {
        for (var l = 0; l < weights.Length; l++)
        {
            var seen = Math.Min(countM[l], countU[l]);
            weights[l] = ((weights[l] * seen) + ((known[l] + KnownBase) * PriorKnown)) / (seen + PriorKnown);
        }
    }

    private void Weigh(double[][] m, double[][] u, double[][] countM, double[][] countU)
    {
        for (var f = 0; f < _weights.Length; f++) _weights[f] = Monotone(m[f], u[f], countM[f], countU[f]);
    }

    /// <summary>Only pairs that are rather matches teach what a match is: many a little alike must not drag it down to them.</summary>
    private static double Likely(double p) => p >= 0.5 ? p : 0;

    /// <summary>The share of each level among the pairs, each counting by its part, with a prior of so many pairs.</summary>
    private double[][] Shares(PairTable pairs, double[] match, Func<double, double> part, double[][] prior, double strength, out double[][] counts)
    {
        var seen = Array.ConvertAll(prior, p => Array.ConvertAll(p, e => e * strength));
        for (var p = 0; p < pairs.Count; p++)
        {
            var levels = pairs.Levels(p);
            var weight = part(match[p]);
            for (var f = 0; f < seen.Length; f++)
                if (levels[f] != Comparisons.Missing) seen[f][levels[f]] += weight;
        }
        counts = seen;
        return Array.ConvertAll(seen, c => { var sum = c.Sum(); return Array.ConvertAll(c, x => x / sum); });
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

    private static double LogOdds(double share) => Math.Log(share / (1 - share));

    private static double[] Spread(int levels) => [.. Enumerable.Range(0, levels).Select(l => -5 + (10.0 * l / (levels - 1)))];
}
