namespace Tandem.Engine.Attribution;

/// <summary>Credits channels by the Shapley value: what each adds, averaged over every order in which they could join.</summary>
/// <remarks>
/// A set of channels is worth the conversions of the paths whose channels all lie in it. That game is a sum of unanimity
/// games, one per path, whose Shapley value divides the path equally among its distinct channels (Shapley, A Value for
/// n-Person Games, 1953; Zhao, Mahboobi and Bagheri, Shapley Value Methods for Attribution Modeling, 2018). So the
/// closed form is exact for any number of channels, in time linear in the touches.
/// </remarks>
public static class ShapleyAttribution
{
    public static IReadOnlyList<ChannelCredit> Credit(TouchPaths paths)
    {
        var conversions = new double[paths.Channels.Count];
        var value = new double[paths.Channels.Count];
        var seen = new int[paths.Channels.Count];
        var number = 0;
        foreach (ref readonly var path in paths.All)
        {
            var touches = paths.Touches(path);
            number++;
            var distinct = 0;
            foreach (var channel in touches)
            {
                distinct += seen[channel] == number ? 0 : 1;
                seen[channel] = number;
            }

            foreach (var channel in touches)
            {
                if (seen[channel] != number)
                    continue;
                seen[channel] = 0;
                conversions[channel] += path.Conversions / distinct;
                value[channel] += path.Value / distinct;
            }
        }

        return ChannelCredit.Ranked(paths.Channels.Select((channel, i) => new ChannelCredit(channel, conversions[i], value[i])));
    }
}
