using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tandem.Kernel;

namespace Tandem.Ui;

/// <summary>The look and the frame of every page: what is registered and which addresses it answers.</summary>
public static class UiModule
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Words.Here);
        services.TryAddSingleton<Formats>();
        services.TryAddSingleton<ShellSource>(static (_, _) => ValueTask.FromResult(Shell.Stranger));
        services.AddScoped<Waiting>().AddSingleton<Navigation>().AddSingleton<Panels>();
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = System.IO.Compression.CompressionLevel.Fastest);
        services.AddOptions<RequestLocalizationOptions>().Configure<IHostEnvironment>((options, environment) =>
        {
            // The pseudo-language is for those who build pages.
            var languages = environment.IsProduction() ? Words.Languages : Words.Languages.Append(Words.Pseudo);
            CultureInfo[] cultures = [.. languages.Select(name => new CultureInfo(name))];
            options.DefaultRequestCulture = new RequestCulture("en");
            options.SupportedCultures = cultures;
            options.SupportedUICultures = cultures;
            options.RequestCultureProviders.OfType<CookieRequestCultureProvider>().Single().CookieName = "tandem-language";
        });
        return services;
    }

    /// <summary>What every request passes before it reaches a page: compression, headers, bundles, language.</summary>
    public static void UseUi(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseSecureHeaders();
        app.UseBundles();
        app.UseRequestLocalization();
    }

    /// <summary>Addresses of the frame itself; the host says who may pass.</summary>
    public static void MapUi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/theme", ([FromForm] string theme, HttpContext http) => Theme.Choose(http, theme));
        routes.MapGet("/palette", Palette.Find);
        Kit.Map(routes);
    }

    /// <summary>A page as the answer to a request.</summary>
    public static RazorComponentResult Page<TPage>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        new(typeof(TPage), parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };
}
