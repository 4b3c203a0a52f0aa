using Microsoft.AspNetCore.Antiforgery;
using Tandem.Kernel.Api;

namespace Tandem.Identity;

/// <summary>Who may pass a route, written beside it in the module's route table.</summary>
/// <param name="Public">Open to strangers.</param>
/// <param name="AnyOf">One of these permissions is needed; none means that signing in is enough.</param>
public sealed record Access(bool Public, params IReadOnlyList<string> AnyOf)
{
    public bool Allows(Actor actor) => AnyOf.Count == 0 || AnyOf.Any(actor.May);
}

/// <summary>The route's id belongs to one firm: a person of another firm is told that it does not exist.</summary>
public sealed record OwnOrganisation;

/// <summary>Which side a route belongs to: a person's browser, or a program with a token.</summary>
public sealed class Surface
{
    private Surface() { }

    public static Surface Page { get; } = new();

    public static Surface Api { get; } = new();
}

/// <summary>The words in which a module's route table says how each door opens. A route without one of them stays shut.</summary>
public static class Doors
{
    /// <summary>Pages and forms of the portal: signed in by session, forms protected against forgery.</summary>
    public static RouteGroupBuilder PagesGroup(this IEndpointRouteBuilder routes, string prefix = "") => routes.MapGroup(prefix)
        .WithMetadata(Surface.Page, new RequireAntiforgeryTokenAttribute())
        .ExcludeFromDescription();

    /// <summary>Routes under <c>/api/v1</c>: signed in by bearer token only, inputs checked, refusals as problems.</summary>
    public static RouteGroupBuilder ApiGroup(this IEndpointRouteBuilder routes, string prefix = "") => routes.MapGroup("/api/v1" + prefix)
        .WithMetadata(Surface.Api)
        .DisableAntiforgery()
        .AsApi();

    /// <summary>Needs one of the permissions, such as <c>sell.review</c>.</summary>
    public static T Needs<T>(this T route, params string[] anyOf) where T : IEndpointConventionBuilder =>
        route.WithMetadata(new Access(Public: false, anyOf));

    /// <summary>Needs somebody signed in, whoever it is.</summary>
    public static T SignedIn<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Access(Public: false));

    /// <summary>Open to strangers.</summary>
    public static T Anyone<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new Access(Public: true));

    /// <summary>Says that the thing named in the route belongs to one firm and is hidden from others.</summary>
    public static T OwnOrganisation<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new OwnOrganisation());
}
