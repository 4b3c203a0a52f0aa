using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tandem.Kernel;

/// <summary>The words on screen: English text in, the reader's language out.</summary>
/// <remarks>
/// A module keeps its translations in <c>Words/&lt;culture&gt;.json</c>, English text to translated text; what a language
/// does not say is said in English. The pseudo-language <c>qps-ploc</c> decorates every text that came through here, so
/// that a reader of its pages sees at once what was missed.
/// </remarks>
public sealed class Words
{
    public const string Pseudo = "qps-ploc";

    private const char Opened = '⟦';
    private const string Plain = "AEIOUaeioucdlnrstyz";
    private const string Accented = "ÅÉÎÖÛåéîöûçðļñŕšţýž";

    private readonly ConcurrentDictionary<string, FrozenDictionary<string, string>> languages = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same words where nothing is injected.</summary>
    public static Words Here { get; } = new();

    /// <summary>The languages a reader can choose, the first being the one everything is written in.</summary>
    public static IReadOnlyList<string> Languages { get; } =
        ["en", .. Resources().Select(name => name.Split('.')[1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public string this[string english, params object?[] args]
    {
        get
        {
            var text = Translate(english, CultureInfo.CurrentUICulture);
            return args.Length == 0 ? text : string.Format(CultureInfo.CurrentCulture, text, Array.ConvertAll(args, Say));
        }
    }

    /// <summary>A day in a sentence stands as everywhere else: 31 Mar 2026.</summary>
    private static object? Say(object? arg) => arg is DateOnly day ? day.ToString("d MMM yyyy", CultureInfo.CurrentCulture) : arg;

    /// <summary>One or many: <c>L.Count(n, "{0} deal", "{0} deals")</c>.</summary>
    public string Count(long count, string one, string many) =>
        this[count == 1 ? one : many, count.ToString("N0", CultureInfo.CurrentCulture)];

    private string Translate(string english, CultureInfo culture)
    {
        if (culture.Name.Equals(Pseudo, StringComparison.OrdinalIgnoreCase))
            return english.StartsWith(Opened) ? english : Decorate(english);
        for (var c = culture; c.Name.Length > 0 && c.Name != "en"; c = c.Parent)
        {
            if (languages.GetOrAdd(c.Name, Load).TryGetValue(english, out var text))
                return text;
        }

        return english;
    }

    private static FrozenDictionary<string, string> Load(string language)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Resources().Where(name => name.StartsWith($"Words.{language}.", StringComparison.OrdinalIgnoreCase)))
        {
            using var stream = typeof(Words).Assembly.GetManifestResourceStream(name)!;
            foreach (var (english, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
                all[english] = text;
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Resources() =>
        typeof(Words).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Words.", StringComparison.Ordinal));

    /// <summary>Accents every letter, leaves <c>{0}</c> alone and grows by a third, as many languages do.</summary>
    private static string Decorate(string english)
    {
        var text = new StringBuilder().Append(Opened);
        var inside = false;
        foreach (var c in english)
        {
            inside = c == '{' || (inside && c != '}');
            var at = inside ? -1 : Plain.IndexOf(c, StringComparison.Ordinal);
            text.Append(at < 0 ? c : Accented[at]);
        }

        return text.Append('·', english.Length / 3).Append('⟧').ToString();
    }
}
