using MathNet.Numerics;

namespace Tandem.Engine.Lifetime;

/// <summary>How often customers buy and when they silently leave: the BG/NBD model.</summary>
/// <remarks>
/// While active a customer buys at a rate of its own per week, over customers Gamma(r, alpha); after each purchase it
/// leaves with a chance of its own, over customers Beta(a, b). Source: Fader, Hardie and Lee, Counting Your Customers the
/// Easy Way, Marketing Science 24, 2005. Unit of alpha: weeks; r, a and b have none.
/// </remarks>
public sealed record PurchaseModel(double R, double Alpha, double A, double B)
{
    /// <summary>The parameters under which the histories are most likely.</summary>
    /// <exception cref="ArgumentException">There is no history, or one contradicts itself.</exception>
    public static PurchaseModel Fit(IEnumerable<PurchaseHistory> histories)
    {
        var groups = histories.GroupBy(h => (h.Repeats, h.Recency, h.Age)).Select(g => (g.Key, Count: g.Count())).ToArray();
        if (groups.Length == 0)
            throw new ArgumentException("There are no purchases to learn from.", nameof(histories));
        if (groups.Any(g => !(g.Key is { Repeats: >= 0, Recency: >= 0 } && g.Key.Recency <= g.Key.Age && double.IsFinite(g.Key.Age))))
            throw new ArgumentException("A history has its last purchase before its first or after its end.", nameof(histories));

        var customers = (double)groups.Sum(g => g.Count);
        var best = new[] { new[] { 1, Math.Max(1, groups.Average(g => g.Key.Age)), 1, 1.5 }, [0.2, 4, 0.8, 2.5] }
            .Select(start => MaximumLikelihood.Climb(p => LogLikelihood(p, groups, customers), start))
            .MaxBy(p => LogLikelihood(p, groups, customers).Value)!;
        return new PurchaseModel(best[0], best[1], best[2], best[3]);
    }

    /// <summary>The chance that a customer is still active on the last day looked at.</summary>
    public double ProbabilityActive(PurchaseHistory history)
    {
        var x = history.Repeats;
        if (x == 0)
            return 1;
        var odds = Math.Log(A / (B + x - 1)) + ((R + x) * Math.Log((Alpha + history.Age) / (Alpha + history.Recency)));
        return 1 / (1 + Math.Exp(Math.Min(odds, 700)));
    }

    /// <summary>The purchases to expect of a customer in the weeks after the last day looked at.</summary>
    public double ExpectedPurchases(PurchaseHistory history, double weeks)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weeks);
        // At a = 1 the formula is 0/0 and has a limit; a hair beside it is that limit to nine digits.
        var a = Math.Abs(A - 1) < 1e-7 ? 1 + 1e-7 : A;
        var x = history.Repeats;
        var z = weeks / (Alpha + history.Age + weeks);

        // Euler's transformation of the paper's hypergeometric function: fewer terms, and all of one size.
        var active = (a + B + x - 1) / (a - 1) *
            (1 - (Math.Pow(1 - z, a - 1) * Hypergeometric(a + B - 1 - R, a - 1, a + B + x - 1, z)));
        return ProbabilityActive(history) * Math.Max(0, double.IsFinite(active) ? active : AllAlike(history, weeks));
    }

    /// <summary>Where a and b are so large that the series overflows, every customer leaves with the same chance.</summary>
    private double AllAlike(PurchaseHistory history, double weeks)
    {
        var leaves = A / (A + B + history.Repeats);
        return (1 - Math.Pow(1 + (leaves * weeks / (Alpha + history.Age)), -(R + history.Repeats))) / leaves;
    }

    private static double Hypergeometric(double a, double b, double c, double z)
    {
        double term = 1, sum = 1;
        for (var n = 0; n < 100_000 && Math.Abs(term) > 1e-16 * Math.Abs(sum); n++)
        {
            term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z;
            sum += term;
        }

        return sum;
    }

    private static (double Value, double[] Gradient) LogLikelihood(
        double[] parameters, ((int Repeats, double Recency, double Age) Key, int Count)[] groups, double customers)
    {
        var (r, alpha, a, b) = (parameters[0], parameters[1], parameters[2], parameters[3]);
        var (value, dr, dAlpha, da, db) = (0.0, 0.0, 0.0, 0.0, 0.0);
        var start = (r * Math.Log(alpha)) - Gamma(r) + Gamma(a + b) - Gamma(b);
        var (psiR, psiB, psiAB) = (SpecialFunctions.DiGamma(r), SpecialFunctions.DiGamma(b), SpecialFunctions.DiGamma(a + b));
        foreach (var ((x, recency, age), count) in groups)
        {
            var (logAge, logRecency) = (Math.Log(alpha + age), Math.Log(alpha + recency));
            var active = -(r + x) * logAge;
            var gone = x == 0 ? double.NegativeInfinity : Math.Log(a / (b + x - 1)) - ((r + x) * logRecency);
            var most = Math.Max(active, gone);
            var sum = Math.Exp(active - most) + Math.Exp(gone - most);
            var (w1, w2) = (Math.Exp(active - most) / sum, Math.Exp(gone - most) / sum);

            value += count * (start + Gamma(r + x) + Gamma(b + x) - Gamma(a + b + x) + most + Math.Log(sum));
            var psiABX = SpecialFunctions.DiGamma(a + b + x);
            dr += count * (SpecialFunctions.DiGamma(r + x) - psiR + Math.Log(alpha) - (w1 * logAge) - (w2 * logRecency));
            dAlpha += count * ((r / alpha) - ((r + x) * ((w1 / (alpha + age)) + (w2 / (alpha + recency)))));
            da += count * (psiAB - psiABX + (w2 / a));
            db += count * (SpecialFunctions.DiGamma(b + x) - psiABX - psiB + psiAB - (x == 0 ? 0 : w2 / (b + x - 1)));
        }

        return (value / customers, [dr / customers, dAlpha / customers, da / customers, db / customers]);
    }

    private static double Gamma(double z) => SpecialFunctions.GammaLn(z);
}
