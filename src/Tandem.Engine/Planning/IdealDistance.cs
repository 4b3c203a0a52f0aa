namespace Tandem.Engine.Planning;

/// <summary>How far somebody is from an ideal profile: 0 for all of it, 100 for nothing of it.</summary>
/// <remarks>
/// <c>distance = 100 · √(Σ wᵢ (1 − sᵢ)² / Σ wᵢ)</c> with the share <c>s</c> reached of each criterion, 0 to 1: the weighted Euclidean distance from the
/// corner where every criterion is met, so that one large gap counts more than several small ones. A mark of 1 to 5 is a share of <c>(m − 1) / 4</c>.
/// Criteria without an answer are left out.
/// </remarks>
public static class IdealDistance
{
    public const int BestMark = 5;

    public static double ShareOf(int mark)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mark, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mark, BestMark);
        return (mark - 1) / 4.0;
    }

    /// <summary>Null when no criterion is answered.</summary>
    public static double? Of(IEnumerable<(double Share, double Weight)> criteria)
    {
        double sum = 0, all = 0;
        foreach (var (share, weight) in criteria)
        {
            if (weight < 0 || !double.IsFinite(weight))
                throw new ArgumentOutOfRangeException(nameof(criteria), weight, "No criterion weighs less than nothing.");
            var gap = 1 - Math.Clamp(share, 0, 1);
            sum += weight * gap * gap;
            all += weight;
        }

        return all > 0 ? Math.Clamp(100 * Math.Sqrt(sum / all), 0, 100) : null;
    }
}
