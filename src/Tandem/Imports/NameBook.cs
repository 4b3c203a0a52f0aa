namespace Tandem.Imports;

/// <summary>The names of one kind (products, partners, accounts) that rows may refer to: those stored, and those of this upload.</summary>
public sealed class NameBook
{
    // Beyond this many the whole list is not held: each batch asks for the names it needs, letter by letter.
    private const int MostHeld = 50_000;

    private readonly Dictionary<string, (Guid Id, string Name)> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (Guid Id, string Name)?> byBare = [];
    private readonly Dictionary<int, List<Spelt>> byLength = [];
    private readonly Dictionary<string, (Guid Id, string Name)?> guesses = new(StringComparer.OrdinalIgnoreCase);
    private bool loaded;
    private bool whole;

    /// <summary>Reads the stored names once, or only those asked for where there are too many.</summary>
    /// <param name="stored">At most so many of the stored names, all of them where null is asked.</param>
    public async Task Know(IEnumerable<string?> asked, Func<IReadOnlyCollection<string>?, int, Task<List<(string Name, Guid Id)>>> stored)
    {
        if (!loaded)
        {
            var all = await stored(null, MostHeld + 1);
            whole = all.Count <= MostHeld;
            loaded = true;
            if (whole)
            {
                foreach (var (name, id) in all)
                    Learn(name, id);
            }
        }

        if (whole)
            return;
        if (byName.Count > MostHeld)
        {
            byName.Clear();
            byBare.Clear();
            byLength.Clear();
            guesses.Clear();
        }

        var missing = asked.OfType<string>().Where(name => !byName.ContainsKey(name)).Distinct().ToList();
        if (missing.Count == 0)
            return;
        foreach (var (name, id) in await stored(missing, missing.Count * 2))
            Learn(name, id);
    }

    public void Learn(string name, Guid id)
    {
        if (!byName.TryAdd(name, (id, name)))
            return;
        var spelt = Spelt.Of(name);
        // Two names that differ only in punctuation: neither may be guessed.
        byBare[spelt.Bare] = byBare.ContainsKey(spelt.Bare) ? null : (id, name);
        if (!byLength.TryGetValue(spelt.Bare.Length, out var alike))
            byLength[spelt.Bare.Length] = alike = [];
        alike.Add(spelt);
        guesses.Clear();
    }

    public Guid? Find(string name) => byName.TryGetValue(name, out var found) ? found.Id : null;

    /// <summary>What the writer must have meant, where exactly one name is near enough.</summary>
    public (Guid Id, string Name)? Guess(string name)
    {
        if (!guesses.TryGetValue(name, out var guess))
        {
            guess = Look(Spelt.Of(name));
            if (guesses.Count < MostHeld)
                guesses[name] = guess;
        }

        return guess;
    }

    private (Guid Id, string Name)? Look(Spelt name)
    {
        if (byBare.TryGetValue(name.Bare, out var alike) && alike is not null)
            return alike;
        if (!whole)
            return null;
        var slips = Spelling.SlipsAllowed(name.Bare.Length);
        var near = Enumerable.Range(name.Bare.Length - slips, (2 * slips) + 1).SelectMany(length => byLength.GetValueOrDefault(length, []));
        return Spelling.Nearest(name, near) is { } nearest ? byName[nearest] : null;
    }
}
