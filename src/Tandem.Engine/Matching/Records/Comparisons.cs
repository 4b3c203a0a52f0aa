namespace Tandem.Engine.Matching.Records;

/// <summary>The levels at which pairs of records agree, field by field, and how much a rare or common value adds.</summary>
internal sealed class Comparisons
{
    public const byte Missing = 255;
    private const double MostForRarity = 2.5;

    private readonly List<FieldData> _fields;
    private readonly double[] _coincidence;
    private readonly int[][] _kin;

    public Comparisons(List<FieldData> fields)
    {
        _fields = fields;
        _coincidence = [.. fields.Select(f => f.Comparison.Coincidence(Math.Max(1, f.Known)))];
        _kin = [.. fields.Select((f, i) => Enumerable.Range(0, fields.Count)
            .Where(j => j != i && Family(fields[j].Pair.Kind) == Family(f.Pair.Kind) && Family(f.Pair.Kind) > 0).ToArray())];
    }

    public int Fields => _fields.Count;

    /// <summary>Fills one level per field.</summary>
    public void Levels(int left, int right, Span<byte> levels)
    {
        for (var f = 0; f < _fields.Count; f++)
        {
            var (a, b) = (_fields[f].Left[left], _fields[f].Right[right]);
            levels[f] = a < 0 || b < 0 ? Missing : (byte)_fields[f].Comparison.Level(a, b);
        }
        for (var f = 0; f < _fields.Count; f++)
        {
            if (_kin[f].Length == 0 || levels[f] > 1) continue;
            foreach (var g in _kin[f])
                if (ChangedPlaces(f, g, left, right)) levels[f] = (byte)(_fields[f].Comparison.Levels - 2);
        }
    }

    /// <summary>Values of one family written into each other's columns: given name and surname, street and suburb.</summary>
    private bool ChangedPlaces(int f, int g, int left, int right)
    {
        var (a, b) = (_fields[f].Left[left], _fields[g].Right[right]);
        var (c, d) = (_fields[f].Right[right], _fields[g].Left[left]);
        return (a >= 0 && b >= 0 && Same(f, a, g, b) && (c < 0 || d < 0 || Same(f, c, g, d)))
            || (c >= 0 && d >= 0 && Same(f, c, g, d) && (a < 0 || b < 0));
    }

    private bool Same(int f, int value, int g, int other) =>
        string.Equals(_fields[f].Comparison.Text(value), _fields[g].Comparison.Text(other), StringComparison.Ordinal);

    /// <summary>
    /// Term-frequency adjustment: agreeing on a rare value is worth ln(chance of agreeing at random / frequency of this value)
    /// more than agreeing on the average one, within ±2.5.
    /// </summary>
    public double Rarity(int left, int right, ReadOnlySpan<byte> levels)
    {
        var sum = 0.0;
        for (var f = 0; f < _fields.Count; f++)
            sum += Rarity(f, left, right, levels[f]);
        return sum;
    }

    public double Rarity(int f, int left, int right, byte level)
    {
        var comparison = _fields[f].Comparison;
        if (level == Missing || level != comparison.Levels - 1 || _fields[f].Left[left] != _fields[f].Right[right]) return 0;
        var frequency = comparison.Frequency(_fields[f].Left[left], Math.Max(1, _fields[f].Known));
        return Math.Clamp(Math.Log(_coincidence[f] / frequency), -MostForRarity, MostForRarity);
    }

    /// <summary>The share of each level among pairs drawn at random.</summary>
    public double[][] AtRandom(int leftCount, int rightCount, bool oneFile)
    {
        var random = new Random(17);
        var counts = _fields.ConvertAll(f => Enumerable.Repeat(0.05, f.Comparison.Levels).ToArray());
        var levels = new byte[Fields];
        for (var i = 0; i < 20_000; i++)
        {
            var (left, right) = (random.Next(leftCount), random.Next(rightCount));
            if (oneFile && left == right) continue;
            Levels(left, right, levels);
            for (var f = 0; f < Fields; f++)
                if (levels[f] != Missing) counts[f][levels[f]]++;
        }
        foreach (var count in counts)
        {
            var total = count.Sum();
            for (var l = 0; l < count.Length; l++) count[l] /= total;
        }
        return [.. counts];
    }

    private static int Family(FieldKind kind) => kind switch
    {
        FieldKind.PersonName => 1,
        FieldKind.Address or FieldKind.Place => 2,
        _ => 0,
    };
}
