namespace Tandem.Engine.Learning;

/// <summary>What a population says about the share of one of its members before that member's own cases are seen.</summary>
/// <param name="Mean">The population's share, 0 to 1.</param>
/// <param name="Weight">How many cases that share counts for: many where members are alike, few where they differ.</param>
/// <remarks>
/// Beta-binomial by the method of moments (Kleinman 1973): with n_i tries and p_i = hits_i / n_i, mean μ = Σ hits / Σ n,
/// S = Σ n_i (p_i − μ)², the weight M = α + β solves S/(N−1) = μ(1−μ) [1 + (k−1)/(M+1)] with
/// k = (Σn − Σn²/Σn)/(N−1), kept between <see cref="Least"/> and <see cref="Most"/>. The estimate of a member is
/// (hits + M μ) / (n + M).
/// </remarks>
public readonly record struct BetaPrior(double Mean, double Weight)
{
    public const double Least = 1;

    public const double Most = 200;

    /// <summary>Null where fewer than two members have any case: there is no population to speak of.</summary>
    public static BetaPrior? Of(IReadOnlyCollection<(long Hits, long Tries)> members)
    {
        var seen = members.Where(m => m.Tries > 0).ToList();
        if (seen.Count < 2)
            return null;
        var tries = seen.Sum(m => (double)m.Tries);
        var mean = seen.Sum(m => (double)m.Hits) / tries;
        var chance = mean * (1 - mean);
        if (chance <= 0)
            return new BetaPrior(mean, Most);
        var spread = seen.Sum(m => m.Tries * Math.Pow(((double)m.Hits / m.Tries) - mean, 2)) / (seen.Count - 1);
        var size = (tries - (seen.Sum(m => (double)m.Tries * m.Tries) / tries)) / (seen.Count - 1);
        var likeness = size > 1 ? ((spread / chance) - 1) / (size - 1) : 0;
        return new BetaPrior(mean, likeness <= 0 ? Most : Math.Clamp((1 / likeness) - 1, Least, Most));
    }

    /// <summary>The member's share in the light of its own cases.</summary>
    public double Estimate(long hits, long tries) => (hits + (Weight * Mean)) / (tries + Weight);
}
