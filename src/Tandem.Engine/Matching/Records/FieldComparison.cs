namespace Tandem.Engine.Matching.Records;

/// <summary>Compares the values of one field in steps, from 0 (different) to <see cref="Levels"/> − 1 (equal).</summary>
/// <remarks>Distinct values are normalised once and known by number; "" is missing and has number −1.</remarks>
internal abstract class FieldComparison
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<int> _counts = [];

    protected List<string> Values { get; } = [];

    /// <summary>How many distinct values there are.</summary>
    public int Count => Values.Count;

    public abstract int Levels { get; }

    /// <summary>How a match is expected to be spread over the levels before any data is seen; sums to 1.</summary>
    public abstract double[] Expected { get; }

    /// <summary>Evidence known beforehand for a level, in log-odds; null where the data alone must say.</summary>
    public virtual double[]? Known => null;

    /// <summary>What a level is called in a reason.</summary>
    public virtual string Called(int level) => level == Levels - 1 ? "same" : level == 0 ? "differs" : level >= Levels / 2.0 ? "alike" : "partly alike";

    /// <summary>Brings a cell to the form in which it is compared; "" means missing. The two files may write differently.</summary>
    protected abstract string Normalise(string cell, bool right);

    /// <summary>Called once after all values are known.</summary>
    public virtual void Prepare() { }

    /// <summary>The level of two different values.</summary>
    protected abstract int LevelOf(int left, int right);

    /// <summary>The texts by which records with this value are found.</summary>
    public abstract IEnumerable<string> Features(int value);

    public int Add(string cell, bool right)
    {
        var value = Normalise(cell, right);
        if (value.Length == 0) return -1;
        if (!_numbers.TryGetValue(value, out var number))
        {
            _numbers[value] = number = Values.Count;
            Values.Add(value);
            _counts.Add(0);
        }
        _counts[number]++;
        return number;
    }

    public int Level(int left, int right) => left == right ? Levels - 1 : LevelOf(left, right);

    /// <summary>Whether the value as text is the same as one of another field: values that changed places.</summary>
    public string Text(int value) => Values[value];

    /// <summary>Chance that another record drawn at random has this value.</summary>
    public double Frequency(int value, int records) => Math.Max(_counts[value], 1.0) / records;

    /// <summary>Chance that two records drawn at random have the same value.</summary>
    public double Coincidence(int records) => _counts.Sum(c => (double)c * c) / ((double)records * records);

    public static FieldComparison For(FieldPair pair, IEnumerable<string> left, IEnumerable<string> right) => pair.Kind switch
    {
        FieldKind.Company => new CompanyComparison(),
        FieldKind.Phone => new PhoneComparison(),
        FieldKind.Email => new EmailComparison(),
        FieldKind.Domain => new DomainComparison(),
        FieldKind.Code or FieldKind.PostalCode => new CodeComparison(),
        FieldKind.Date => new DateComparison(left, right),
        FieldKind.Number => new NumberComparison(left, right),
        _ => new TextComparison(pair.Kind),
    };
}
