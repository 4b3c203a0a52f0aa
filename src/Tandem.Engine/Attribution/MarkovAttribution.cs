namespace Tandem.Engine.Attribution;

/// <summary>Credits channels by what would be lost without them, taking paths as a Markov chain.</summary>
/// <remarks>
/// A state is the last K channels of a path, fewer at its beginning; from each the path goes on, converts, or ends
/// without. A channel's removal effect is the share of the chain's conversions that pass through it: without the channel
/// those paths end without converting. Conversions and value are shared in proportion to removal effects. Paths without
/// <c>nulls</c> all convert. Source: Anderl, Becker, von Wangenheim and Schumann, Mapping the Customer Journey, 2016;
/// here by linear algebra, so that the answer is exact and always the same.
/// </remarks>
public static class MarkovAttribution
{
    /// <param name="paths">The paths with their totals.</param>
    /// <param name="order">How many touches back the next step depends on, 1 to 16.</param>
    public static IReadOnlyList<ChannelCredit> Credit(TouchPaths paths, int order = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, 16);
        if (paths.Channels.Count > char.MaxValue)
            throw new ArgumentException($"More than {(int)char.MaxValue} channels.", nameof(paths));

        var chain = Chain(paths, order, out var statesOf);
        var effects = chain.SharesThrough(statesOf);
        var sum = effects.Sum();
        return ChannelCredit.Ranked(paths.Channels.Select((channel, i) => new ChannelCredit(
            channel,
            sum > 0 ? paths.Conversions * effects[i] / sum : 0,
            sum > 0 ? paths.Value * effects[i] / sum : 0,
            effects[i])));
    }

    /// <summary>Counts the steps of all paths between states; a state's key is its channels as characters.</summary>
    private static AbsorbingChain Chain(TouchPaths paths, int order, out List<int>[] statesOf)
    {
        var chain = new AbsorbingChain();
        var states = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = states.GetAlternateLookup<ReadOnlySpan<char>>();
        var channels = Array.ConvertAll(new int[paths.Channels.Count], _ => new List<int>());
        var keys = new char[64];
        foreach (ref readonly var path in paths.All)
        {
            var weight = path.Conversions + path.Nulls;
            if (weight <= 0)
                continue;
            var touches = paths.Touches(path);
            if (keys.Length < touches.Length)
                keys = new char[2 * touches.Length];
            var previous = AbsorbingChain.Start;
            for (var i = 0; i < touches.Length; i++)
            {
                keys[i] = (char)touches[i];
                var from = Math.Max(0, i - order + 1);
                var key = keys.AsSpan(from, i + 1 - from);
                if (!lookup.TryGetValue(key, out var state))
                {
                    state = chain.AddState();
                    lookup[key] = state;
                    foreach (var channel in key.ToArray().Distinct())
                        channels[channel].Add(state);
                }

                chain.AddStep(previous, state, weight);
                previous = state;
            }

            chain.AddEnd(previous, path.Conversions, path.Nulls);
        }

        statesOf = channels;
        return chain;
    }
}
