using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;

namespace Tandem.Browser;

/// <summary>One page of the route table: an address with or without names of things in it.</summary>
public sealed class PageRoute(RouteEndpoint endpoint)
{
    private readonly string[] segments = [.. endpoint.RoutePattern.PathSegments.Select(Segment)];

    public string Pattern { get; } = "/" + endpoint.RoutePattern.RawText!.Trim('/');

    public Access? Access { get; } = endpoint.Metadata.GetMetadata<Access>();

    /// <summary>An address for people: not the description of the API, not the health of the machine.</summary>
    public bool IsPage { get; } = endpoint.Metadata.GetMetadata<Surface>() == Surface.Page;

    public bool NamesAThing => endpoint.RoutePattern.Parameters.Count > 0;

    public bool IsAt(string path) => Regex.IsMatch(path, $"^/{string.Join('/', segments)}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    public bool Admits(Actor? actor) => Access is { Public: true } || (actor is not null && Access is not null && Access.Allows(actor));

    /// <summary>Every address that answers a browser's GET, those without parameters first.</summary>
    public static List<PageRoute> Of(BrowserApp app) =>
        [.. app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Where(e => e.Metadata.GetMetadata<Surface>() != Surface.Api && e.Metadata.GetMetadata<Access>() is not null)
            .Select(e => new PageRoute(e)).Where(r => r.IsPage || !r.NamesAThing)
            .OrderBy(r => r.NamesAThing).ThenBy(r => r.Pattern, StringComparer.Ordinal)];

    /// <summary>A dialog on a thing's page, whose own page was met: <c>/deals/…/answer</c> on <c>/deals/…</c>.</summary>
    public bool IsOn(string path)
    {
        var above = segments.Take(Pattern[..(Pattern.LastIndexOf('}') + 1)].Count(c => c == '/'));
        return NamesAThing && Regex.IsMatch(path, $"^/{string.Join('/', above)}(/|$)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    }

    public override string ToString() => Pattern;

    private static string Segment(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => Regex.Escape(literal.Content),
        RoutePatternSeparatorPart separator => Regex.Escape(separator.Content),
        RoutePatternParameterPart { ParameterPolicies: var policies } when policies.Any(p => p.Content == "guid") => "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        _ => "[^/]+",
    }));
}
