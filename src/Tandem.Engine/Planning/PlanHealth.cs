namespace Tandem.Engine.Planning;

/// <summary>One promise of a plan as its health sees it.</summary>
/// <param name="Share">How much of what was expected by now was reached, 0 to 1.</param>
/// <param name="Weight">How much the promise counts, as both sides agreed; not negative.</param>
/// <param name="Lagging">It counts a result rather than foretelling one.</param>
public readonly record struct Strand(double Share, double Weight, bool Lagging);

/// <summary>The health of a plan, 0 to 100: the weighted share of what was expected by now, results counting less than what foretells them.</summary>
/// <remarks>
/// <c>health = 100 · Σ wᵢ kᵢ aᵢ / Σ wᵢ kᵢ</c> with the agreed weight <c>w</c>, the attainment <c>a</c> in 0 to 1 and <c>k = 1</c> for a leading promise,
/// the programme's factor (½ unless set otherwise) for a lagging one. A weighted mean: within 0 and 100, and never falls when any attainment rises.
/// </remarks>
public static class PlanHealth
{
    /// <summary>Null when nothing can be judged yet.</summary>
    public static double? Score(IEnumerable<Strand> strands, double laggingFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(laggingFactor, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(laggingFactor, 1);
        double reached = 0, all = 0;
        foreach (var (share, weight, lagging) in strands)
        {
            if (weight < 0)
                throw new ArgumentOutOfRangeException(nameof(strands), weight, "No promise weighs less than nothing.");
            var counts = weight * (lagging ? laggingFactor : 1);
            reached += counts * Math.Clamp(share, 0, 1);
            all += counts;
        }

        return all > 0 ? Math.Clamp(100 * reached / all, 0, 100) : null;
    }

    /// <summary>The points that one promise takes from a health made of all of them.</summary>
    public static double Lost(Strand strand, IReadOnlyCollection<Strand> all, double laggingFactor)
    {
        var whole = all.Sum(s => s.Weight * (s.Lagging ? laggingFactor : 1));
        return whole > 0 ? 100 * strand.Weight * (strand.Lagging ? laggingFactor : 1) * (1 - Math.Clamp(strand.Share, 0, 1)) / whole : 0;
    }
}
