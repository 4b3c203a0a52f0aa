using System.Text.RegularExpressions;
using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>What Ctrl-K finds: pages and actions of the frame first, then whatever modules find.</summary>
public static partial class Palette
{
    /// <summary>A line as the script draws it.</summary>
    public sealed record Line(string Label, string? Hint, string Href, string Group, IReadOnlyList<string> Paths);

    public static async Task<IReadOnlyList<Line>> Find(
        HttpContext http, Navigation navigation, ShellSource source, IEnumerable<PaletteSource> sources, Words words, string? q = null, CancellationToken ct = default)
    {
        http.Response.Headers.CacheControl = "no-store";
        var query = q?.Trim() ?? "";
        var shell = await source(http, ct);
        var found = new List<PaletteItem>();
        found.AddRange(navigation.Create.Where(item => item.Shows(shell))
            .Select(item => new PaletteItem(words[item.Label], item.Href, item.Icon, words["Create"])));
        found.AddRange(navigation.For(shell)
            .Select(item => new PaletteItem(words[item.Label], item.Href, item.Icon, words["Go to"], item.Section is null ? null : words[item.Section])));
        found.RemoveAll(item => !Matches(item.Label, query));
        if (query.Length > 1)
        {
            foreach (var module in sources)
                found.AddRange(await module(http, query, ct));
        }

        return [.. found.Take(40).Select(item => new Line(item.Label, item.Hint, item.Href, item.Group, Paths(item.Icon)))];
    }

    private static bool Matches(string label, string query) =>
        query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => label.Contains(word, StringComparison.CurrentCultureIgnoreCase));

    private static IReadOnlyList<string> Paths(string icon) => [.. PathData().Matches(Bundles.Drawing(icon)).Select(match => match.Value)];

    [GeneratedRegex("(?<= d=\")[^\"]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathData();
}
