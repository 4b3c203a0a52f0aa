using System.Text.Json;
using System.Text.Json.Serialization;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Threads;

namespace Tandem;

/// <summary>The table of contents of the running application: what is registered, and in which order requests pass.</summary>
public static class TandemHost
{
    public static WebApplication Build(string[] args, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddTandem(builder.Configuration);

        var app = builder.Build();
        app.MapTandem();
        return app;
    }

    /// <summary>Everything but the web server itself: commands and tests use it too.</summary>
    public static IServiceCollection AddTandem(this IServiceCollection services, IConfiguration configuration)
    {
        var storage = configuration["TANDEM_DATABASE"] is { Length: > 0 } text ? new Storage(text) : Storage.Default("data");
        services.AddSingleton(storage);
        services.AddDbContextPool<TandemDb>(storage.Configure);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        });
        services.AddSingleton<Words>();
        services.AddHandlers();
        services.AddSingleton<Kernel.Api.Cursors>();
        services.AddRazorComponents();
        services.AddProblemDetails();
        services.AddIdentity();
        services.AddAll<ISubjectAccess>().AddScoped<Subjects>();

        // Mechanisms, then pillars; one line each.
        services.AddEvents();
        services.AddPolicies();
        services.AddApprovals();
        services.AddFiles(configuration);
        services.AddThreads();
        services.AddImports();
        services.AddPartners();
        services.AddSell();
        return services;
    }

    private static void MapTandem(this WebApplication app)
    {
        app.UseStatusCodePages(Doorkeeper.Explain);
        app.UseRouting();
        app.UseIdentity();
        app.MapIdentity();
        app.MapGet("/", () => "Tandem").Anyone();
        app.MapFiles();
        app.MapThreads();
    }

    /// <summary>Brings the database to this version before the first request.</summary>
    public static async Task Prepare(WebApplication app, CancellationToken ct)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TandemDb>().Database.EnsureCreatedAsync(ct);
    }
}
