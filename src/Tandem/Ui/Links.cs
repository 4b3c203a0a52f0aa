using Microsoft.AspNetCore.WebUtilities;

namespace Tandem.Ui;

/// <summary>Addresses of the same list, seen another way.</summary>
public static class Links
{
    /// <summary>This page's address with some of its parameters changed; null or empty removes one.</summary>
    public static string With(this HttpContext? http, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var query = new Dictionary<string, List<string?>>(StringComparer.Ordinal);
        if (http is not null)
        {
            foreach (var (name, values) in http.Request.Query)
                query[name] = [.. values];
        }

        foreach (var (name, value) in changes)
        {
            if (string.IsNullOrEmpty(value))
                query.Remove(name);
            else
                query[name] = [value];
        }

        var path = http?.Request.Path.Value ?? "";
        return QueryHelpers.AddQueryString(path, query.SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)));
    }

    /// <summary>This page's address where one of several values of a parameter is taken off.</summary>
    public static string Without(this HttpContext? http, string name, string value)
    {
        var rest = http?.Request.Query
            .Where(pair => pair.Key != "after")
            .SelectMany(pair => pair.Value, (pair, v) => KeyValuePair.Create(pair.Key, v))
            .Where(pair => pair.Key != name || pair.Value != value) ?? [];
        return QueryHelpers.AddQueryString(http?.Request.Path.Value ?? "", rest);
    }
}
