using System.Globalization;
using System.Text.Json;

namespace Tandem.Policies;

/// <summary>One rule that differs between two versions, as words and values.</summary>
/// <param name="Rule">Where it stands: <c>Stages · proposal · stalled days</c>.</param>
/// <param name="Before">Null when it is new.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record PolicyChange(string Rule, string? Before, string? After);

/// <summary>Says what changed from one version of a rule set to the next.</summary>
public static class PolicyChanges
{
    public static List<PolicyChange> Between(JsonElement before, JsonElement after)
    {
        var (old, now) = (Flat(before), Flat(after));
        return [.. now.Where(pair => old.GetValueOrDefault(pair.Key) != pair.Value).Select(pair => new PolicyChange(pair.Key, old.GetValueOrDefault(pair.Key), pair.Value))
            .Concat(old.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => new PolicyChange(pair.Key, pair.Value, null)))];
    }

    private static Dictionary<string, string> Flat(JsonElement rules)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(rules, "", found);
        return found;
    }

    private static void Walk(JsonElement element, string path, Dictionary<string, string> found)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
                Walk(property.Value, path.Length == 0 ? Phrase(property.Name) : $"{path} · {Lower(Phrase(property.Name))}", found);
        }
        else if (element.ValueKind == JsonValueKind.Array && element.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object))
        {
            var number = 0;
            foreach (var item in element.EnumerateArray())
                Walk(item, $"{path} · {NameOf(item, ++number)}", found);
        }
        else
        {
            found[path] = Say(element);
        }
    }

    /// <summary>A stage is known by its code, so that moving one up is no change of all.</summary>
    private static string NameOf(JsonElement item, int number) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("code", out var code) && code.GetString() is { Length: > 0 } known
            ? known
            : number.ToString(CultureInfo.InvariantCulture);

    private static string Say(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Say)),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null => "",
        _ => value.ToString(),
    };

    /// <summary><c>autoApproveUpTo</c> reads "Auto approve up to".</summary>
    private static string Phrase(string name) =>
        string.Concat(name.Select((c, i) => i == 0 ? char.ToUpperInvariant(c).ToString() : char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static string Lower(string phrase) => phrase.Length == 0 ? phrase : char.ToLowerInvariant(phrase[0]) + phrase[1..];
}
