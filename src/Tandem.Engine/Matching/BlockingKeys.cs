namespace Tandem.Engine.Matching;

/// <summary>
/// The few short texts under which a customer is filed. Two ways of writing one customer share at least one; strangers
/// seldom do. Look-ups and locks go by them, so they must be stable: a change of rule needs a new index.
/// </summary>
/// <remarks>
/// First letter: r registration number, d domain, s sound of a word of the name's own, p pair of common words, j all words
/// joined, a initials, o one letter left out. Ordered roughly by how few customers they name.
/// </remarks>
public static class BlockingKeys
{
    /// <summary>No customer is filed under more.</summary>
    public const int Most = 10;

    public static IReadOnlyList<string> Of(CustomerProfile profile)
    {
        var keys = new List<string>(Most);
        if (profile.RegistrationNumber is { } number) keys.Add("r:" + number);
        if (profile.Domain is { } domain) keys.Add("d:" + DomainKey(domain));
        var own = profile.Words.Where(w => w.Kind == WordKind.Own && w.Text.Length > 1).Select(w => w.Text).Distinct().ToArray();
        foreach (var word in own.Take(3)) Add(keys, "s:" + Sound(word, 4, 8));
        if (profile.Joined.Length > 0 && (own.Length != 1 || own[0] != profile.Joined)) Add(keys, "j:" + Sound(profile.Joined, 5, 10));
        if (profile.Parent is { } parent)
        {
            Add(keys, "j:" + Sound(parent, 5, 10));
            Add(keys, "s:" + Sound(parent, 4, 8));
        }
        if (own.Length == 0) Pairs(profile.Words, keys);
        if (own.Length <= 1) Letters(own.Length == 1 ? own[0] : profile.Joined, keys);
        Initials(profile, keys);
        return keys.Count <= Most ? keys : keys.GetRange(0, Most);
    }

    /// <summary>Firms own their label under many endings (acme.com, acme.de); a short or common label needs its ending.</summary>
    private static string DomainKey(string domain)
    {
        var label = WebDomain.Label(domain);
        return label.Length >= 4 && CompanyWords.KindOf(label) == WordKind.Own ? label : domain;
    }

    /// <summary>The sound of a word, with its letters where little is left of them.</summary>
    private static string Sound(string word, int least, int most)
    {
        var skeleton = Folding.Skeleton(word);
        return Cut(skeleton.Length >= least ? skeleton : word, most);
    }

    private static void Pairs(NameWord[] words, List<string> keys)
    {
        var common = words.Where(w => w.Weight >= 0.5f).ToArray();
        if (common.Length < 2) common = words;
        if (common.Length == 1) Add(keys, "s:" + Sound(common[0].Text, 4, 8));
        for (var i = 0; i + 1 < common.Length && i < 3; i++)
        {
            var (a, b) = (Cut(common[i].Text, 5), Cut(common[i + 1].Text, 5));
            Add(keys, "p:" + (string.CompareOrdinal(a, b) <= 0 ? a + "+" + b : b + "+" + a));
        }
    }

    /// <summary>
    /// The deletion neighbourhood: a word with one letter dropped, added, changed or swapped shares an entry with the right
    /// one. Short words by their letters, long ones by their consonants.
    /// </summary>
    private static void Letters(string word, List<string> keys)
    {
        var text = Cut(word.Length <= 7 ? word : Folding.Skeleton(word), 6);
        if (text.Length < 4) return;
        if (text.Length <= 5) Add(keys, "o:" + text);
        for (var i = 1; i < text.Length && keys.Count < Most; i++) Add(keys, "o:" + text.Remove(i, 1));
    }

    private static void Initials(CustomerProfile profile, List<string> keys)
    {
        if (profile.Initials.Length >= 3) Insert(keys, "a:" + profile.Initials);
        var words = profile.Words.Where(w => w.Kind != WordKind.Place).ToArray();
        if (words is [{ Kind: WordKind.Own, Text.Length: >= 3 and <= 6 } only]) Insert(keys, "a:" + only.Text);
    }

    private static void Insert(List<string> keys, string key)
    {
        if (keys.Contains(key)) return;
        if (keys.Count >= Most) keys.RemoveAt(keys.Count - 1);
        keys.Add(key);
    }

    private static void Add(List<string> keys, string key)
    {
        if (!keys.Contains(key)) keys.Add(key);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
