namespace Tandem.Engine.Planning;

/// <summary>A score of weighted points.</summary>
public static class WeightedScore
{
    /// <summary><c>Σ wᵢ pᵢ / Σ wᵢ</c>, within 0 and 100; null where nothing weighs anything.</summary>
    public static double? Of(IEnumerable<(double Points, double Weight)> parts)
    {
        double sum = 0, all = 0;
        foreach (var (points, weight) in parts)
        {
            if (weight < 0 || !double.IsFinite(weight))
                throw new ArgumentOutOfRangeException(nameof(parts), weight, "No part weighs less than nothing.");
            sum += weight * points;
            all += weight;
        }

        return all > 0 ? Math.Clamp(sum / all, 0, 100) : null;
    }
}

/// <summary>One number that somebody could work on to raise a score.</summary>
/// <param name="Value">What it is now.</param>
/// <param name="Weight">Its weight among all that is counted; positive.</param>
/// <param name="Stride">What counts as one ordinary step: what separates the middle half of the peers, or what changed lately. Positive.</param>
/// <param name="Whole">It comes in whole numbers.</param>
public sealed record Lever(string Key, double Value, Yardstick Yardstick, double Weight, double Stride, bool Whole);

/// <summary>One way up: from a value to another.</summary>
/// <param name="Gain">Points of the score.</param>
/// <param name="Effort">How many ordinary steps it takes.</param>
public sealed record StepUp(string Key, double From, double To, double Gain, double Effort);

/// <summary>Which small steps raise a score most easily.</summary>
/// <remarks>
/// For each lever the smallest change that lifts the score by the points asked for, or by as much as the lever can give:
/// effort = |change| / stride. Ways are ordered by effort per point gained; ties by key, so that the answer is always the same.
/// </remarks>
public static class WaysUp
{
    private const double Nothing = 0.05;

    /// <param name="aim">Points of the score that a way should bring.</param>
    /// <param name="weights">The sum of all weights that the score counts.</param>
    public static IReadOnlyList<StepUp> Cheapest(IEnumerable<Lever> levers, double weights, double aim = 5, int count = 3)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(aim);
        if (weights <= 0)
            return [];
        return [.. levers.Select(lever => Step(lever, weights, aim)).OfType<StepUp>()
            .OrderBy(s => s.Effort / s.Gain).ThenBy(s => s.Key, StringComparer.Ordinal).Take(count)];
    }

    private static StepUp? Step(Lever lever, double weights, double aim)
    {
        if (lever.Stride <= 0)
            throw new ArgumentException("An ordinary step has a size.", nameof(lever));
        var yard = lever.Yardstick;
        var now = yard.Points(lever.Value);
        var share = lever.Weight / weights;
        var wanted = Math.Min(aim, (100 - now) * share);
        if (share <= 0 || wanted < Nothing)
            return null;
        var to = yard.ValueFor(Math.Min(100, now + (wanted / share)));

        // Halves of a deal cannot be registered: the next whole number, never beyond what it takes.
        if (lever.Whole)
            to = yard.Downwards ? Math.Floor(to + 1e-9) : Math.Ceiling(to - 1e-9);
        var gain = (yard.Points(to) - now) * share;
        return gain < Nothing || to == lever.Value ? null : new StepUp(lever.Key, lever.Value, to, gain, Math.Abs(to - lever.Value) / lever.Stride);
    }
}
