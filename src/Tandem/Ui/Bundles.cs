using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Tandem.Ui;

/// <summary>The bundles of the front end: under which hashed name each is served today, and the icons.</summary>
/// <remarks>They travel beside the assembly, so Tandem serves them whatever folder it was started from.</remarks>
public static class Bundles
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
    private static readonly FrozenDictionary<string, string> Names = Read("manifest.json");
    private static readonly FrozenDictionary<string, string> Drawings = Read("icons.json");

    /// <summary>The address of a bundle, such as <c>app.css</c>.</summary>
    public static string Url(string name) => Names[name];

    /// <summary>The paths of an icon; a name that is not listed in <c>Ui/icons.txt</c> is a bug.</summary>
    public static string Drawing(string icon) => Drawings.TryGetValue(icon, out var paths)
        ? paths
        : throw new InvalidOperationException($"Icon '{icon}' is not listed in src/Tandem/Ui/icons.txt.");

    /// <summary>Serves bundles for a year, by hash, in the smallest encoding the browser takes.</summary>
    public static void UseBundles(this WebApplication app)
    {
        var files = new PhysicalFileProvider(Root);
        app.Use((http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/dist", StringComparison.Ordinal, out var rest) && rest.Value is { } path && Compressible(path))
            {
                var accepts = http.Request.Headers.AcceptEncoding.ToString();
                var encoding = accepts.Contains("br", StringComparison.Ordinal) ? ".br"
                    : accepts.Contains("gzip", StringComparison.Ordinal) ? ".gz" : "";
                if (encoding.Length > 0 && files.GetFileInfo($"dist{path}{encoding}").Exists)
                    http.Request.Path += encoding;
            }

            return next(http);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ServeUnknownFileTypes = true,
            OnPrepareResponse = static context => Label(context.Context.Response, context.File.Name),
        });
    }

    private static void Label(HttpResponse response, string file)
    {
        var hashed = response.HttpContext.Request.Path.StartsWithSegments("/dist", StringComparison.Ordinal);
        response.Headers.CacheControl = hashed ? "public, max-age=31536000, immutable" : "public, max-age=86400";
        var encoding = Path.GetExtension(file) switch { ".br" => "br", ".gz" => "gzip", _ => null };
        if (Compressible(file) || encoding is not null)
            response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (encoding is null)
            return;
        response.Headers.ContentEncoding = encoding;
        response.ContentType = Path.GetExtension(Path.GetFileNameWithoutExtension(file)) == ".css"
            ? "text/css; charset=utf-8"
            : "text/javascript; charset=utf-8";
    }

    private static bool Compressible(string path) => Path.GetExtension(path) is ".css" or ".js";

    private static FrozenDictionary<string, string> Read(string name) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(Root, "dist", name)))!
            .ToFrozenDictionary(StringComparer.Ordinal);
}
