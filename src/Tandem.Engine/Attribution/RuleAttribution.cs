namespace Tandem.Engine.Attribution;

/// <summary>A fixed rule by which the touches of one path share its conversions.</summary>
public enum AttributionRule
{
    /// <summary>All to the first touch.</summary>
    First,

    /// <summary>All to the last touch.</summary>
    Last,

    /// <summary>The same to every touch; a channel touched twice gets two parts.</summary>
    Linear,

    /// <summary>40 % to the first, 40 % to the last, 20 % shared by those between; two touches get half each.</summary>
    Position,

    /// <summary>The last touch weighs 1, each step back half as much.</summary>
    Decay,
}

/// <summary>Credits channels by a fixed rule, path by path.</summary>
public static class RuleAttribution
{
    private const double FirstAndLast = 0.4;

    public static IReadOnlyList<ChannelCredit> Credit(TouchPaths paths, AttributionRule rule)
    {
        var conversions = new double[paths.Channels.Count];
        var value = new double[paths.Channels.Count];
        foreach (ref readonly var path in paths.All)
        {
            var touches = paths.Touches(path);
            var whole = rule == AttributionRule.Decay ? 2 - Math.Pow(0.5, touches.Length - 1) : 1;
            for (var i = 0; i < touches.Length; i++)
            {
                var part = Weight(rule, i, touches.Length) / whole;
                conversions[touches[i]] += path.Conversions * part;
                value[touches[i]] += path.Value * part;
            }
        }

        return ChannelCredit.Ranked(paths.Channels.Select((channel, i) => new ChannelCredit(channel, conversions[i], value[i])));
    }

    private static double Weight(AttributionRule rule, int i, int length) => rule switch
    {
        AttributionRule.First => i == 0 ? 1 : 0,
        AttributionRule.Last => i == length - 1 ? 1 : 0,
        AttributionRule.Linear => 1.0 / length,
        AttributionRule.Position when length < 3 => 1.0 / length,
        AttributionRule.Position => i == 0 || i == length - 1 ? FirstAndLast : (1 - (2 * FirstAndLast)) / (length - 2),
        AttributionRule.Decay => Math.Pow(0.5, length - 1 - i),
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };
}
