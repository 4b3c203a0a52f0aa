namespace Tandem.Engine.Learning;

/// <summary>How often something was so, with the range in which the true share lies nineteen times in twenty.</summary>
/// <remarks>Wilson's score interval (Journal of the American Statistical Association 22, 1927): honest for few cases and for shares near 0 and 1.</remarks>
public readonly record struct Proportion(int Hits, int Cases)
{
    private const double Z = 1.959963984540054;

    /// <summary>Null without cases.</summary>
    public double? Share => Cases == 0 ? null : (double)Hits / Cases;

    public double Low => Bound(-1);

    public double High => Bound(1);

    private double Bound(int side)
    {
        if (Cases == 0)
            return side < 0 ? 0 : 1;
        var (n, p) = ((double)Cases, (double)Hits / Cases);
        var middle = p + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return Math.Clamp((middle + (side * half)) / (1 + (Z * Z / n)), 0, 1);
    }
}
