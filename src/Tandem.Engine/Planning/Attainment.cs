namespace Tandem.Engine.Planning;

/// <summary>How much of what was expected by now was reached: 0 for nothing, 1 for all of it or more.</summary>
/// <remarks>
/// With actual <c>a</c>, expected <c>e</c> and a scale <c>s &gt; 0</c> (the size of the target):
/// where more is better, <c>a ≥ e → 1</c>; else <c>e &gt; 0 → max(0, a/e)</c>; else <c>s / (s + e − a)</c>.
/// Where less is better, <c>a ≤ e → 1</c>; else <c>s / (s + a − e)</c>, which is <c>e/a</c> when the scale is the target itself.
/// So a target of zero and negative numbers need no case of their own: the share is always within 0 and 1, never falls when the
/// actual gets better and never rises when more is expected.
/// </remarks>
public static class Attainment
{
    /// <param name="scale">The size of the target, positive; for a target of zero what one unit of it is.</param>
    public static double Share(double actual, double expected, double scale, bool lessIsBetter)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (double.IsNaN(actual))
            throw new ArgumentException("What is not a number cannot be judged.", nameof(actual));
        if (double.IsNaN(expected))
            throw new ArgumentException("What is not a number cannot be expected.", nameof(expected));
        var behind = lessIsBetter ? actual - expected : expected - actual;
        if (behind <= 0)
            return 1;
        return !lessIsBetter && expected > 0 ? Math.Max(0, actual / expected) : scale / (scale + behind);
    }

    /// <summary>What is expected by now of a target that adds up over its period.</summary>
    /// <remarks>
    /// The target is spread evenly over the days of its period; days before the plan began and days still to come count
    /// nothing. A plan that starts in the middle of a quarter owes the share of the quarter it lives in.
    /// </remarks>
    /// <param name="target">For a whole period.</param>
    /// <param name="periodDays">Days of the whole period.</param>
    /// <param name="elapsedDays">Days of it that lie within the plan and are over.</param>
    public static double Expected(double target, int periodDays, int elapsedDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periodDays);
        return target * Math.Clamp(elapsedDays, 0, periodDays) / periodDays;
    }
}
