using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Identity;

/// <summary>Stands before every route: finds out who comes, and lets pass whom the route table admits.</summary>
public sealed class Doorkeeper(Callers callers)
{
    /// <summary>First: who comes, by session cookie at a page, by bearer token at the API.</summary>
    public async Task Recognise(HttpContext http, RequestDelegate next)
    {
        // The framework answers a wrong method or body type by an endpoint of its own, which is no door.
        var endpoint = http.GetEndpoint() as RouteEndpoint;
        var surface = endpoint?.Metadata.GetMetadata<Surface>();
        var needsNobody = endpoint is not null && surface is null;
        if (!needsNobody && await (surface == Surface.Api ? FromToken(http) : FromCookie(http)) is { } actor)
        {
            http.Features.Set(actor);

            // Anti-forgery tokens are bound to this name, so that one made in another session is worth nothing here.
            var name = actor.Session?.ToString() ?? actor.Token?.ToString() ?? "";
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, name)], "Tandem"));
        }

        await next(http);
    }

    /// <summary>Then: may they. A door whose table says nothing stays shut.</summary>
    public static Task Admit(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
            return next(http);
        var actor = http.Features.Get<Actor>();
        var access = endpoint.Metadata.GetMetadata<Access>();
        if (access is { Public: true } || (access is not null && actor is not null && access.Allows(actor)))
            return next(http);
        return endpoint.Metadata.GetMetadata<Surface>() == Surface.Api ? RefuseProgram(http, access, actor) : RefuseBrowser(http, actor);
    }

    /// <summary>After the anti-forgery check: a form from elsewhere goes no further, whatever its handler reads.</summary>
    public static Task RefuseForgery(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
        {
            return UiModule.Page<ErrorPage>(new { Status = ErrorBody.Expired }, StatusCodes.Status400BadRequest).ExecuteAsync(http);
        }

        return next(http);
    }

    private Task<Actor?> FromCookie(HttpContext http) => SessionCookie.Read(http) is { Length: > 0 and < 200 } secret
        ? callers.OfSession(secret, http.RequestServices.GetRequiredService<TandemDb>, http.RequestAborted)
        : Task.FromResult<Actor?>(null);

    private Task<Actor?> FromToken(HttpContext http)
    {
        const string Scheme = "Bearer " + AccessToken.Prefix;
        return http.Request.Headers.Authorization is [{ Length: < 200 } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? callers.OfToken(header["Bearer ".Length..], http.RequestServices.GetRequiredService<TandemDb>, http.RequestAborted)
            : Task.FromResult<Actor?>(null);
    }

    private static Task RefuseProgram(HttpContext http, Access? access, Actor? actor)
    {
        if (actor is null)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var refusal = actor is null
            ? TypedResults.Problem(
                statusCode: StatusCodes.Status401Unauthorized, title: "Send a valid token: Authorization: Bearer tdm_…",
                type: "/problems/identity/sign-in-needed")
            : (access?.AnyOf.Select(actor.WhyNot).OfType<string>().FirstOrDefault() is { } reason
                ? Refusal.Forbidden("identity/right-closed", "{0}", reason)
                : Refusal.Forbidden("identity/not-permitted", "Your roles, or the scopes of this token, do not include this.")).ToProblem();
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
        if (status == StatusCodes.Status404NotFound)
            return NotFound(http);
        var trace = status >= StatusCodes.Status500InternalServerError ? Activity.Current?.Id ?? http.TraceIdentifier : null;
        return UiModule.Page<ErrorPage>(new { Status = status, Trace = trace }, status).ExecuteAsync(http);
    }

    private static Task NotFound(HttpContext http) =>
        (http.Features.Get<Actor>() is null
            ? UiModule.Page<ErrorPage>(status: StatusCodes.Status404NotFound)
            : UiModule.Page<LostPage>(status: StatusCodes.Status404NotFound)).ExecuteAsync(http);
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
