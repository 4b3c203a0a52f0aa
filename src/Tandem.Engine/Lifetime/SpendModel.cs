using MathNet.Numerics;

namespace Tandem.Engine.Lifetime;

/// <summary>What customers spend per purchase: the Gamma–Gamma model.</summary>
/// <remarks>
/// A customer's purchases vary around a mean of its own, Gamma with shape p; over customers that mean varies with shape q
/// and scale gamma. A customer's expected purchase lies between its own mean and everybody's, nearer its own the more it
/// bought. Source: Fader and Hardie, The Gamma-Gamma Model of Monetary Value, 2013. Unit of gamma: that of the amounts.
/// </remarks>
/// <param name="P">Shape of a customer's purchases.</param>
/// <param name="Q">Shape of the customers' means.</param>
/// <param name="Gamma">Scale of the customers' means, in the amounts' unit.</param>
/// <param name="Mean">What a customer without repeat purchases is expected to spend, in the amounts' unit.</param>
public sealed record SpendModel(double P, double Q, double Gamma, double Mean)
{
    /// <summary>The parameters under which the mean values of repeat buyers are most likely.</summary>
    /// <remarks>Null where nobody bought again at a price above zero: there is nothing to learn from.</remarks>
    public static SpendModel? Fit(IEnumerable<PurchaseHistory> histories)
    {
        var buyers = histories.Where(h => h.Repeats > 0 && h.MeanValue > 0).Select(h => (x: (double)h.Repeats, h.MeanValue)).ToArray();
        if (buyers.Length == 0)
            return null;

        var unit = buyers.Average(buyer => buyer.MeanValue);
        var scaled = Array.ConvertAll(buyers, buyer => (buyer.x, buyer.MeanValue / unit));
        var best = new double[][] { [1, 2, 1], [6, 4, 0.5] }
            .Select(start => MaximumLikelihood.Climb(p => LogLikelihood(p, scaled), start))
            .MaxBy(p => LogLikelihood(p, scaled).Value)!;
        var (p, q, gamma) = (best[0], best[1], best[2] * unit);

        // With q at most 1 the distribution has no mean; the buyers have one.
        return new SpendModel(p, q, gamma, q > 1.01 ? p * gamma / (q - 1) : unit);
    }

    /// <summary>The value to expect of a customer's next purchase, in the amounts' unit.</summary>
    public double ExpectedValue(PurchaseHistory history)
    {
        var px = P * history.Repeats;
        return history.Repeats == 0 || history.MeanValue <= 0 || px + Q <= 1.01
            ? Mean
            : P * (Gamma + (history.Repeats * history.MeanValue)) / (px + Q - 1);
    }

    private static (double Value, double[] Gradient) LogLikelihood(double[] parameters, (double x, double Mean)[] buyers)
    {
        var (p, q, gamma) = (parameters[0], parameters[1], parameters[2]);
        var (value, dp, dq, dGamma) = (0.0, 0.0, 0.0, 0.0);
        var (start, psiQ) = ((q * Math.Log(gamma)) - SpecialFunctions.GammaLn(q), SpecialFunctions.DiGamma(q));
        foreach (var (x, mean) in buyers)
        {
            var px = p * x;
            var (logMean, logX, logSum) = (Math.Log(mean), Math.Log(x), Math.Log(gamma + (x * mean)));
            var psi = SpecialFunctions.DiGamma(px + q);
            value += start + SpecialFunctions.GammaLn(px + q) - SpecialFunctions.GammaLn(px)
                + ((px - 1) * logMean) + (px * logX) - ((px + q) * logSum);
            dp += x * (psi - SpecialFunctions.DiGamma(px) + logMean + logX - logSum);
            dq += psi - psiQ + Math.Log(gamma) - logSum;
            dGamma += (q / gamma) - ((px + q) / (gamma + (x * mean)));
        }

        return (value / buyers.Length, [dp / buyers.Length, dq / buyers.Length, dGamma / buyers.Length]);
    }
}
