using System.Globalization;

namespace Tandem.Engine.Matching.Records;

/// <summary>The learned model applied to records: the log-odds of any pair and what each field added to them.</summary>
internal sealed class Evidence
{
    private readonly List<FieldData> _fields;
    private readonly Comparisons _comparisons;
    private readonly EvidenceModel _model;

    public Evidence(List<FieldData> fields, int leftCount, int rightCount, bool oneFile, bool oneToOne)
    {
        _fields = fields;
        _comparisons = new Comparisons(fields);
        Pairs = new PairTable(Candidates.Of(fields, leftCount, rightCount, oneFile), _comparisons, leftCount, rightCount);
        var atRandom = _comparisons.AtRandom(leftCount, rightCount, oneFile);
        _model = EvidenceModel.Learn([.. fields.Select(f => f.Comparison)], Pairs, atRandom, oneFile, oneToOne);
    }

    public PairTable Pairs { get; }

    /// <summary>The log-odds of every candidate pair.</summary>
    public double[] Odds()
    {
        var odds = new double[Pairs.Count];
        for (var i = 0; i < odds.Length; i++) odds[i] = _model.Odds(Pairs.Levels(i)) + Pairs.Rarity[i];
        return odds;
    }

    /// <summary>The log-odds of any pair.</summary>
    public double Odds(int left, int right)
    {
        Span<byte> levels = stackalloc byte[_fields.Count];
        _comparisons.Levels(left, right, levels);
        return _model.Odds(levels) + _comparisons.Rarity(left, right, levels);
    }

    /// <summary>"phone same +6.2; name alike +3.1; city differs -1.0": log-odds that each field adds, strongest first.</summary>
    public string Reasons(int left, int right)
    {
        Span<byte> levels = stackalloc byte[_fields.Count];
        _comparisons.Levels(left, right, levels);
        var reasons = new List<(double Weight, string Text)>();
        for (var f = 0; f < _fields.Count; f++)
        {
            if (levels[f] == Comparisons.Missing) continue;
            var weight = _model.Weight(f, levels[f]) + _comparisons.Rarity(f, left, right, levels[f]);
            reasons.Add((weight, string.Create(CultureInfo.InvariantCulture,
                $"{_fields[f].Pair.Name} {_fields[f].Comparison.Called(levels[f])} {weight:+0.0;-0.0;0.0}")));
        }
        return string.Join("; ", reasons.OrderByDescending(r => Math.Abs(r.Weight)).Select(r => r.Text));
    }

    public static double Chance(double odds) => 1 / (1 + Math.Exp(-odds));
}
