namespace Tandem.Engine.Learning;

/// <summary>How good probabilities were, once the outcomes are known.</summary>
/// <param name="Rows">How many outcomes.</param>
/// <param name="Rate">The part that succeeded.</param>
/// <param name="LogLoss">Mean cost in nats; lower is better, and an honest base rate cannot be beaten by luck for long.</param>
/// <param name="Auc">The chance that a success had the higher probability than a failure; 0.5 tells nothing.</param>
/// <param name="Brier">Mean squared error.</param>
/// <param name="MeanProbability">What was promised on average; should be near <paramref name="Rate"/>.</param>
public sealed record Accuracy(int Rows, double Rate, double LogLoss, double Auc, double Brier, double MeanProbability)
{
    /// <exception cref="ArgumentException">There are no rows, or the two differ in length.</exception>
    public static Accuracy Of(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes)
    {
        if (probabilities.Count != outcomes.Count || outcomes.Count == 0)
            throw new ArgumentException("Every probability needs its outcome, and there must be one.", nameof(outcomes));
        var n = outcomes.Count;
        double loss = 0, brier = 0;
        for (var i = 0; i < n; i++)
        {
            var p = Math.Clamp(probabilities[i], 1e-15, 1 - 1e-15);
            loss -= Math.Log(outcomes[i] ? p : 1 - p);
            brier += Math.Pow(p - (outcomes[i] ? 1 : 0), 2);
        }

        return new Accuracy(n, outcomes.Count(won => won) / (double)n, loss / n, AreaUnderCurve(probabilities, outcomes), brier / n, probabilities.Average());
    }

    /// <summary>Promised against actual in groups of equal size, from the least to the most likely.</summary>
    public static IReadOnlyList<(double Promised, double Actual, int Rows)> Calibration(
        IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes, int groups = 10)
    {
        var order = Enumerable.Range(0, outcomes.Count).OrderBy(i => probabilities[i]).ToArray();
        return [.. order.Chunk(Math.Max(1, (order.Length + groups - 1) / groups))
            .Select(chunk => (chunk.Average(i => probabilities[i]), chunk.Average(i => outcomes[i] ? 1.0 : 0), chunk.Length))];
    }

    /// <summary>Mann–Whitney's statistic with mean ranks for ties; 0.5 where one class is missing.</summary>
    private static double AreaUnderCurve(IReadOnlyList<double> probabilities, IReadOnlyList<bool> outcomes)
    {
        var order = Enumerable.Range(0, outcomes.Count).ToArray();
        Array.Sort(order.Select(i => probabilities[i]).ToArray(), order);
        double ranks = 0, won = 0;
        for (int i = 0, next; i < order.Length; i = next)
        {
            for (next = i + 1; next < order.Length && probabilities[order[next]].Equals(probabilities[order[i]]); next++) { }
            var successes = 0;
            for (var j = i; j < next; j++)
                successes += outcomes[order[j]] ? 1 : 0;
            ranks += successes * (i + next + 1) / 2.0;
            won += successes;
        }

        var lost = order.Length - won;
        return won == 0 || lost == 0 ? 0.5 : (ranks - (won * (won + 1) / 2)) / (won * lost);
    }
}
