namespace Tandem.Engine.Matching;

/// <summary>Customers filed in memory so that the few that somebody may be are found without comparing all; grows as they come.</summary>
/// <remarks>
/// Filed under <see cref="BlockingKeys"/>. Of a key under which many stand the newest are read; those that share the most and
/// the rarest keys with the one asked for are compared. A key counts as much as one customer's share of it.
/// </remarks>
public sealed class CustomerBook
{
    /// <summary>A key under which more customers stand than this says little: the newest of them are read.</summary>
    public const int MostUnderOneKey = 100;

    /// <summary>So many customers are compared.</summary>
    public const int MostCompared = 40;

    private readonly List<string> profiles = [];
    private readonly Dictionary<ulong, int> newest = [];
    private readonly List<(int Customer, int Older)> entries = [];

    public int Count => profiles.Count;

    /// <summary>Files a customer; the answer is its number, counted from 0.</summary>
    public int Add(CustomerProfile profile)
    {
        var customer = profiles.Count;
        profiles.Add(profile.ToString());
        foreach (var key in BlockingKeys.Of(profile))
        {
            var hash = Hash(key);
            entries.Add((customer, newest.TryGetValue(hash, out var older) ? older : -1));
            newest[hash] = entries.Count - 1;
        }

        return customer;
    }

    /// <summary>The customers that match at or above a probability, most probable first.</summary>
    public IReadOnlyList<(int Customer, MatchVerdict Verdict)> Find(CustomerProfile profile, double threshold)
    {
        var found = new List<(int Customer, MatchVerdict Verdict)>();
        foreach (var customer in Near(profile))
        {
            var verdict = CustomerMatch.Compare(profile, CustomerProfile.Parse(profiles[customer]));
            if (verdict.Probability >= threshold)
                found.Add((customer, verdict));
        }

        found.Sort((a, b) => b.Verdict.Probability.CompareTo(a.Verdict.Probability) is var order and not 0 ? order : a.Customer.CompareTo(b.Customer));
        return found;
    }

    private IEnumerable<int> Near(CustomerProfile profile)
    {
        var shared = new Dictionary<int, double>();
        Span<int> under = stackalloc int[MostUnderOneKey];
        foreach (var key in BlockingKeys.Of(profile))
        {
            var count = 0;
            for (var entry = newest.GetValueOrDefault(Hash(key), -1); entry >= 0 && count < MostUnderOneKey; entry = entries[entry].Older)
                under[count++] = entries[entry].Customer;
            foreach (var customer in under[..count])
                shared[customer] = shared.GetValueOrDefault(customer) + (1.0 / count);
        }

        return shared.Count <= MostCompared ? shared.Keys
            : shared.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(MostCompared).Select(s => s.Key);
    }

    /// <summary>FNV-1a over the key's characters, 64 bits: two keys under one hash would only be compared in vain.</summary>
    private static ulong Hash(string key)
    {
        var hash = 14695981039346656037;
        foreach (var c in key)
            hash = (hash ^ c) * 1099511628211;
        return hash;
    }
}
