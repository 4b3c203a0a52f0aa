namespace Tandem.Engine.Planning;

/// <summary>How likely a target is, before it is signed, from what the partner and its peers did before.</summary>
/// <remarks>
/// Own history: the share of the partner's past periods in which the target of one period was met. Peers: the share of peers whose
/// growth (this period over the one before) is at least the growth that the target asks of the partner's usual level (the mean of its last four
/// periods). One own period counts as three peers, and half a success and half a failure are added (Jeffreys), so that nothing is certain:
/// <c>odds = (½ + 3·hₒ + hₚ) / (1 + 3·nₒ + nₚ)</c>. Fewer than five peers are left out: they could be told apart.
/// Where less is better, growth must be at most what is asked.
/// </remarks>
public static class TargetOdds
{
    public const int OwnWeight = 3;

    public const int FewestPeers = 5;

    /// <summary>How many past periods make the usual level.</summary>
    public const int Usual = 4;

    /// <param name="target">For one period.</param>
    /// <param name="own">The partner's values of past periods, oldest first; periods without a value left out.</param>
    /// <param name="peers">For each peer its value of the last whole period and of the one before.</param>
    public static Odds Of(double target, IReadOnlyList<double> own, IReadOnlyCollection<(double Before, double Last)> peers, bool lessIsBetter)
    {
        var ownHits = own.Count(value => lessIsBetter ? value <= target : value >= target);
        var usual = own.Count == 0 ? (double?)null : own.TakeLast(Usual).Average();
        var grown = usual is > 0 ? peers.Where(p => p.Before > 0).Select(p => p.Last / p.Before).ToList() : [];
        var asked = usual is > 0 ? target / usual : null;
        if (grown.Count < FewestPeers)
            grown.Clear();
        var peerHits = grown.Count(growth => lessIsBetter ? growth <= asked : growth >= asked);
        var chance = (0.5 + (OwnWeight * ownHits) + peerHits) / (1 + (OwnWeight * own.Count) + grown.Count);
        return new Odds(chance, ownHits, own.Count, peerHits, grown.Count, usual, asked);
    }
}

/// <summary>The odds of one target and what they rest on.</summary>
/// <param name="Chance">0 to 1.</param>
/// <param name="Usual">What the partner usually reaches in a period; null without history.</param>
/// <param name="AskedGrowth">The target over what is usual.</param>
public sealed record Odds(double Chance, int OwnHits, int OwnPeriods, int PeerHits, int Peers, double? Usual, double? AskedGrowth);
