using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tandem.Ui;

/// <summary>A sentence that waits in a cookie for the next page: "Deal submitted".</summary>
public sealed record Flash(string Text, Tone Tone = Tone.Good, string? LinkText = null, string? LinkHref = null)
{
    private const string Cookie = "tandem-flash";

    public void Send(HttpContext http) => http.Response.Cookies.Append(Cookie, JsonSerializer.Serialize(this), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        MaxAge = TimeSpan.FromMinutes(2),
        IsEssential = true,
    });

    /// <summary>Takes the waiting sentence; a page fetched ahead of a click leaves it where it is.</summary>
    public static Flash? Take(HttpContext? http)
    {
        if (http?.Request.Cookies[Cookie] is not { } text || http.Response.HasStarted || Ahead(http.Request))
            return null;
        http.Response.Cookies.Delete(Cookie);
        try
        {
            return JsonSerializer.Deserialize<Flash>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Ahead(HttpRequest request) =>
        request.Headers["X-Sec-Purpose"] == "prefetch" || request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.Ordinal);
}

/// <summary>The answer to a form that went well: 303 to the page that shows the result, with a sentence for it.</summary>
/// <remarks>An address of any other place becomes the start page.</remarks>
public sealed class SeeOther(string? address, string? flash = null, Tone tone = Tone.Good) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (flash is not null)
            new Flash(flash, tone).Send(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = RedirectHttpResult.IsLocalUrl(address) && address![0] == '/' ? address : "/";
        return Task.CompletedTask;
    }
}
