namespace Tandem.Engine.Learning;

/// <summary>Probabilities as log-odds and back, finite everywhere.</summary>
internal static class Logit
{
    private const double Least = 1e-9;

    public static double Of(double probability)
    {
        var p = Math.Clamp(probability, Least, 1 - Least);
        return Math.Log(p / (1 - p));
    }

    public static double Inverse(double logit) => 1 / (1 + Math.Exp(-Math.Clamp(logit, -40, 40)));

    /// <summary>The cost of log-odds when the outcome is known, in nats.</summary>
    public static double Loss(double logit, double outcome)
    {
        var margin = outcome > 0.5 ? logit : -logit;
        return margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(Math.Max(margin, -700))) - margin;
    }
}
