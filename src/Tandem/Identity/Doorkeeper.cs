using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Tandem.Identity.Pages;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Stands before every route: finds out who comes, and lets pass whom the route table admits.</summary>
public sealed class Doorkeeper(RequestDelegate next, Callers callers)
{
    public async Task Invoke(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        var surface = endpoint?.Metadata.GetMetadata<Surface>();
        if (endpoint is not null && surface is null && IsOpen(endpoint))
        {
            await next(http);
            return;
        }

        var actor = surface == Surface.Api ? await FromToken(http) : await FromCookie(http);
        if (actor is not null)
            Admit(http, actor);
        if (endpoint is null)
        {
            await next(http);
            return;
        }

        // A door whose table says nothing stays shut.
        var access = endpoint.Metadata.GetMetadata<Access>();
        if (access is { Public: true } || (access is not null && actor is not null && access.Allows(actor)))
            await next(http);
        else if (surface == Surface.Api)
            await RefuseProgram(http, actor);
        else
            await RefuseBrowser(http, actor);
    }

    /// <summary>After the anti-forgery check: a form from elsewhere goes no further, whatever its handler reads.</summary>
    public static Task RefuseForgery(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            return new RazorComponentResult<RefusedPage>(new { Title = "Please send that again", Text = "The form has expired. Go back, reload the page and send it again." })
            { StatusCode = StatusCodes.Status400BadRequest }.ExecuteAsync(http);
        }

        return next(http);
    }

    private static bool IsOpen(Endpoint endpoint) => endpoint.Metadata.GetMetadata<Access>() is { Public: true };

    private async Task<Actor?> FromCookie(HttpContext http) => SessionCookie.Read(http) is { Length: > 0 and < 200 } secret
        ? await callers.OfSession(secret, http.RequestServices.GetRequiredService<TandemDb>, http.RequestAborted)
        : null;

    private static Task<Actor?> FromToken(HttpContext http) => Task.FromResult(http.Features.Get<Actor>());

    private static void Admit(HttpContext http, Actor actor)
    {
        http.Features.Set(actor);

        // Anti-forgery tokens are bound to this name, so that one made in another session is worth nothing here.
        var name = actor.Session?.ToString() ?? actor.Person?.ToString() ?? "";
        http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "Tandem"));
    }

    private static Task RefuseProgram(HttpContext http, Actor? actor)
    {
        if (actor is null)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var refusal = actor is null
            ? TypedResults.Problem(
                statusCode: StatusCodes.Status401Unauthorized, title: "Send a valid token: Authorization: Bearer tdm_…",
                type: "/problems/identity/sign-in-needed")
            : Refusal.Forbidden("identity/not-permitted", "Your roles, or the scopes of this token, do not include this.").ToProblem();
        return refusal.ExecuteAsync(http);
    }

    private static Task RefuseBrowser(HttpContext http, Actor? actor)
    {
        if (actor is not null)
            return NotFound(http);
        var back = HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : "/";
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = "/sign-in?back=" + Uri.EscapeDataString(back);
        return Task.CompletedTask;
    }

    /// <summary>Gives an empty refusal its words: a problem for programs, a page for people.</summary>
    public static Task Explain(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        if (http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            return (status == StatusCodes.Status404NotFound ? Refusal.NotFound.ToProblem() : TypedResults.Problem(statusCode: status)).ExecuteAsync(http);
        return status == StatusCodes.Status404NotFound
            ? NotFound(http)
            : new RazorComponentResult<RefusedPage>(new { Title = "That did not work", Text = "We could not read what was sent. Go back and try again." })
            { StatusCode = status }.ExecuteAsync(http);
    }

    private static Task NotFound(HttpContext http) => new RazorComponentResult<RefusedPage>(new
    {
        Title = "We could not find that page",
        Text = "It does not exist, or you may not see it.",
    })
    { StatusCode = StatusCodes.Status404NotFound }.ExecuteAsync(http);
}

/// <summary>The cookie that carries a session's secret.</summary>
public static class SessionCookie
{
    // The browser itself holds a __Host- cookie to https, this host and no subdomain.
    private static string Name(HttpContext http) => http.Request.IsHttps ? "__Host-tandem" : "tandem";

    public static string? Read(HttpContext http) => http.Request.Cookies[Name(http)];

    public static void Write(HttpContext http, string secret) =>
        http.Response.Cookies.Append(Name(http), secret, Options(http, Session.Longest));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http, null));

    private static CookieOptions Options(HttpContext http, TimeSpan? age) => new()
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = age,
        IsEssential = true,
    };
}
