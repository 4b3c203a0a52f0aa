using System.Globalization;
using System.Numerics;

namespace Tandem.Engine;

/// <summary>A part of a whole, such as a commission rate or a signed deal split; 0.125 is written 12.5 %.</summary>
public readonly record struct Share(decimal Fraction) : IComparable<Share>
{
    public static Share None => new(0m);
    public static Share All => new(1m);

    public static Share Percent(decimal percent) => new(percent / 100m);

    public decimal AsPercent => Fraction * 100m;

    /// <summary>This share of an amount, rounded once, half away from zero.</summary>
    /// <remarks>For the parts of one amount use <see cref="Split(Money, IReadOnlyList{Share})"/>: they add up.</remarks>
    public Money Of(Money amount) =>
        amount with { Minor = checked((long)Math.Round(amount.Minor * Fraction, MidpointRounding.AwayFromZero)) };

    /// <summary>An amount divided over shares that make up 100 %, in signing order; the parts add up exactly.</summary>
    /// <exception cref="ArgumentException">The shares do not add up to 100 %, or one is negative.</exception>
    public static Money[] Split(Money total, IReadOnlyList<Share> shares)
    {
        if (shares.Sum(share => share.Fraction) != 1m)
            throw new ArgumentException("The shares must add up to 100 %.", nameof(shares));
        return Split(total, shares.Select(share => share.Fraction).ToArray());
    }

    /// <summary>An amount divided in proportion to weights by largest remainder; the parts add up exactly.</summary>
    /// <remarks>
    /// Each part is its exact quota rounded towards zero; the smallest units left over go one each to the largest
    /// remainders, ties to whoever signed first. A part is within one unit of its quota, and a negative amount
    /// (a claw-back) is divided as its positive is. Hamilton's method (Balinski and Young, Fair Representation, 1982).
    /// </remarks>
    /// <exception cref="ArgumentException">No weight is above zero, or one is negative.</exception>
    public static Money[] Split(Money total, IReadOnlyList<decimal> weights)
    {
        if (weights.Any(weight => weight < 0m) || weights.All(weight => weight == 0m))
            throw new ArgumentException("Weights must not be negative, and one must be above zero.", nameof(weights));

        var exact = Scaled(weights);
        var whole = exact.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
        var units = BigInteger.Abs(total.Minor);
        var parts = new BigInteger[exact.Length];
        var rest = new BigInteger[exact.Length];
        for (var i = 0; i < exact.Length; i++)
            parts[i] = BigInteger.DivRem(units * exact[i], whole, out rest[i]);

        var left = (int)(units - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part));
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => rest[i]).Take(left))
            parts[i]++;
        return parts.Select(part => total with { Minor = (long)(part * Math.Sign(total.Minor)) }).ToArray();
    }

    public int CompareTo(Share other) => Fraction.CompareTo(other.Fraction);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AsPercent:0.####} %");

    /// <summary>Decimals as integers of one scale, so that quotas and ties are exact.</summary>
    private static BigInteger[] Scaled(IReadOnlyList<decimal> weights)
    {
        var scale = weights.Max(weight => weight.Scale);
        return weights.Select(weight =>
        {
            var bits = decimal.GetBits(weight);
            var digits = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
            return digits * BigInteger.Pow(10, scale - weight.Scale);
        }).ToArray();
    }
}
