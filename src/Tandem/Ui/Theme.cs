namespace Tandem.Ui;

/// <summary>Light or dark as the person chose; unset follows the device.</summary>
public static class Theme
{
    private const string Cookie = "tandem-theme";

    public static string? Of(HttpContext? http) => http?.Request.Cookies[Cookie] is "light" or "dark" ? http.Request.Cookies[Cookie] : null;

    public static string Next(HttpContext? http) => Of(http) == "dark" ? "light" : "dark";

    /// <summary>Without a script the toggle is a form; it comes back to the page it was on.</summary>
    public static IResult Choose(HttpContext http, string theme)
    {
        if (theme is "light" or "dark")
        {
            http.Response.Cookies.Append(Cookie, theme, new CookieOptions
            {
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                MaxAge = TimeSpan.FromDays(365),
                IsEssential = true,
            });
        }

        var back = Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value
            ? from.PathAndQuery
            : "/";
        return new SeeOther(back);
    }
}
