using System.Security.Cryptography;

namespace Tandem.Ui;

/// <summary>What the browser may do with our pages: nothing from elsewhere, nothing inline, no frame around us.</summary>
public static class SecureHeaders
{
    private static readonly object NonceKey = new();

    /// <summary>The one inline style a page needs is the progress bar of Turbo; it carries this word.</summary>
    public static string? Nonce(this HttpContext http) => http.Items[NonceKey] as string;

    public static void UseSecureHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Items[NonceKey] = nonce;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; " +
            "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";

        // Who came by TLS once comes by TLS for a year; a developer's localhost stays free to be either.
        if (http.Request.IsHttps && !app.Environment.IsDevelopment())
            headers.StrictTransportSecurity = "max-age=31536000";
        return next(http);
    });
}
