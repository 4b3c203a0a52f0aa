namespace Tandem.Measures;

/// <summary>How others stand, never who they are.</summary>
/// <param name="Count">How many stand behind it.</param>
public sealed record Quartiles(int Count, double Lower, double Median, double Upper)
{
    /// <summary>Null where fewer than five stand behind it: less would tell about one of them.</summary>
    public static Quartiles? Of(IReadOnlyList<double> sorted) => sorted.Count < OpenNumber.LeastPeers ? null
        : new(sorted.Count, Population.At(sorted, 0.25), Population.At(sorted, 0.5), Population.At(sorted, 0.75));
}
