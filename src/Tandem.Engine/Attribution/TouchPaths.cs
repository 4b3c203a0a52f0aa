namespace Tandem.Engine.Attribution;

/// <summary>The ways customers took through channels, partners or campaigns, with what came of each.</summary>
/// <remarks>A path's totals are for all customers who took it: conversions, their value, and those who did not convert.</remarks>
public sealed class TouchPaths
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _channels = [];
    private readonly List<int> _touches = [];
    private readonly List<Totals> _paths = [];

    public TouchPaths() => _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The channels in the order they first appeared; touches refer to them by position.</summary>
    public IReadOnlyList<string> Channels => _channels;

    public int Count => _paths.Count;
    public double Conversions { get; private set; }
    public double Value { get; private set; }

    /// <summary>Adds a path written <c>a &gt; b &gt; c</c>, first touch first.</summary>
    /// <returns>False, and nothing added, where the path names no channel.</returns>
    public bool Add(ReadOnlySpan<char> path, double conversions, double value = 0, double nulls = 0)
    {
        Check(conversions, nameof(conversions));
        Check(nulls, nameof(nulls));
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A value must be a number.");

        var start = _touches.Count;
        foreach (var part in path.Split('>'))
        {
            var name = path[part].Trim();
            if (name.Length > 0)
                _touches.Add(Id(name));
        }

        if (_touches.Count == start)
            return false;
        _paths.Add(new Totals(start, _touches.Count - start, conversions, value, nulls));
        Conversions += conversions;
        Value += value;
        return true;
    }

    internal ReadOnlySpan<Totals> All => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_paths);

    internal ReadOnlySpan<int> Touches(in Totals path) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_touches).Slice(path.Start, path.Length);

    private int Id(ReadOnlySpan<char> name)
    {
        if (_lookup.TryGetValue(name, out var id))
            return id;
        id = _channels.Count;
        _channels.Add(name.ToString());
        _ids.Add(_channels[id], id);
        return id;
    }

    private static void Check(double count, string name)
    {
        if (!double.IsFinite(count) || count < 0)
            throw new ArgumentOutOfRangeException(name, count, "A count must be zero or more.");
    }

    internal readonly record struct Totals(int Start, int Length, double Conversions, double Value, double Nulls);
}

/// <summary>What a channel is credited with.</summary>
/// <param name="Channel">The channel, partner or campaign.</param>
/// <param name="Conversions">Its share of all conversions; over all channels they add up.</param>
/// <param name="Value">Its share of their value, in the unit it was given; over all channels they add up.</param>
/// <param name="RemovalEffect">The share of conversions lost without the channel; Markov model only.</param>
public sealed record ChannelCredit(string Channel, double Conversions, double Value, double? RemovalEffect = null)
{
    internal static IReadOnlyList<ChannelCredit> Ranked(IEnumerable<ChannelCredit> credits) =>
        [.. credits.OrderByDescending(c => c.Conversions).ThenBy(c => c.Channel, StringComparer.Ordinal)];
}
