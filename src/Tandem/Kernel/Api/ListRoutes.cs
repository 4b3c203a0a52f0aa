namespace Tandem.Kernel.Api;

/// <summary>Doors of lists.</summary>
public static class ListRoutes
{
    /// <summary>The door of a list that is asked with a <see cref="PageAsk"/>.</summary>
    /// <remarks>Doors made ahead, with the code, do not read what a question inherits: limit and cursor. This one is made when the server starts.</remarks>
    public static RouteHandlerBuilder MapList(this IEndpointRouteBuilder routes, [System.Diagnostics.CodeAnalysis.StringSyntax("Route")] string pattern, Delegate handler) =>
        routes.MapGet(pattern, handler);
}
