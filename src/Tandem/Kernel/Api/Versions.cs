using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.Net.Http.Headers;

namespace Tandem.Kernel.Api;

/// <summary>
/// Lets two people change one thing without undoing each other: answers carry the version as <c>ETag</c>, and
/// <c>If-Match</c> reaches the use case as its input's <c>Version</c>, the same that a page's form sends.
/// </summary>
internal static class Versions
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> VersionOf = new();

    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var versioned = context.MethodInfo.GetParameters()
            .Where(p => p.ParameterType.GetProperty("Version")?.PropertyType == typeof(int?))
            .FirstOrDefault();
        return async call =>
        {
            var http = call.HttpContext;
            if (http.Request.Headers.IfMatch.ToString() is { Length: > 0 } ifMatch && ifMatch != "*" && !IsRead(http))
            {
                if (versioned is null)
                    return NotVersioned.ToProblem();
                if (Parse(ifMatch) is not { } version)
                    return Refusal.Stale.ToProblem();
                var input = call.Arguments[versioned.Position] ??= Activator.CreateInstance(versioned.ParameterType)!;
                input.GetType().GetProperty("Version")!.SetValue(input, version);
            }

            return Tag(http, await next(call));
        };
    }

    private static readonly Refusal NotVersioned = Refusal.Invalid(
        "kernel/if-match-not-supported", "What this address changes has no version: send the request without If-Match.");

    private static object? Tag(HttpContext http, object? answer)
    {
        var value = answer is IResult ? (answer as IValueHttpResult)?.Value : answer;
        if (value is null || VersionProperty(value.GetType()) is not { } property)
            return answer;
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{property.GetValue(value)}\"");
        http.Response.Headers.ETag = tag;
        return IsRead(http) && Parse(http.Request.Headers.IfNoneMatch) is { } seen && seen == (int)property.GetValue(value)!
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : answer;
    }

    private static PropertyInfo? VersionProperty(Type type) => VersionOf.GetOrAdd(
        type, t => t.GetProperty("Version") is { } property && property.PropertyType == typeof(int) ? property : null);

    private static int? Parse(string? header) =>
        EntityTagHeaderValue.TryParse(header, out var tag)
        && int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    private static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
}
