using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Tandem.Accelerate;
using Tandem.Approvals;
using Tandem.Conditions;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Jobs;
using Tandem.Journeys;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Measures;
using Tandem.Models;
using Tandem.Notices;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Search;
using Tandem.Sell;
using Tandem.Signatures;
using Tandem.Strategize;
using Tandem.Team;
using Tandem.Threads;
using Tandem.Ui;

namespace Tandem;

/// <summary>The table of contents of the running application: what is registered, and in which order requests pass.</summary>
public static class TandemHost
{
    public static WebApplication Build(string[] args, TimeProvider? clock = null)
    {
        // Settings and bundles travel beside the assembly, so that Tandem starts from any folder. Nobody edits them while it runs.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Services.AddTandem(builder.Configuration);

        // Last, because libraries register the system's clock for themselves and the last one counts.
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.AddTelemetry();

        // The scheduler reads its store for a while: nobody who asks for a page waits for it.
        builder.Services.Configure<HostOptions>(options => options.ServicesStartConcurrently = true);

        var app = builder.Build();
        app.MapTandem();
        return app;
    }

    /// <summary>Everything but the web server itself: commands and tests use it too.</summary>
    public static IServiceCollection AddTandem(this IServiceCollection services, IConfiguration configuration)
    {
        var storage = configuration["TANDEM_DATABASE"] is { Length: > 0 } text ? new Storage(text) : Storage.Default(Folders.Data(configuration));
        services.AddSingleton(storage);
        services.AddDbContextPool<TandemDb>(storage.Configure);
        services.AddHandlers();
        services.AddApi();
        services.AddUi();
        services.AddIdentity();
        services.AddAll<ISubjectAccess>().AddScoped<Subjects>();

        // Mechanisms, then pillars; one line each.
        services.AddEvents();
        services.AddPolicies();
        services.AddApprovals();
        services.AddFiles(configuration);
        services.AddThreads();
        services.AddNotices();
        services.AddSearch();
        services.AddImports();
        services.AddJobs(configuration, storage);
        services.AddJourneys();
        services.AddSignatures();
        services.AddMeasures();
        services.AddModels();
        services.AddConditions();
        services.AddTeam();
        services.AddPartners();
        services.AddStrategize();
        services.AddSell();
        services.AddAccelerate();
        return services;
    }

    private static void MapTandem(this WebApplication app)
    {
        app.UseUi();
        app.UseStatusCodePages(Doorkeeper.Explain);
        app.UseExceptionHandler();
        app.UseRouting();
        app.UseIdentity();
        app.UseApi();
        app.MapApiDescriptionAndHealth().Anyone();
        app.MapIdentity();
        app.MapTeam();
        app.MapPolicies();
        app.MapMeasures();
        app.MapModels();
        app.MapPartners();
        app.MapStrategize();
        app.MapSell();
        app.MapAccelerate();
        app.PagesGroup().Anyone().MapUi();
        app.PagesGroup().MapGet("/", (HttpContext http) => http.Features.Get<Actor>() is null ? UiModule.Page<LandingPage>() : (IResult)new SeeOther("/home")).Anyone();
        app.MapFiles();
        app.MapThreads();
        app.MapNotices();
        app.MapSearch();
        app.MapImports();
        app.MapJobs();
        app.MapJourneys();
        app.MapSignatures();
    }

    /// <summary>Makes the doors and the model at the same time, while other things are readied: one after another they are most of a start.</summary>
    public static Task Warm(WebApplication app)
    {
        // The doors are asked for again when the first request is routed: as one set they are made once and kept.
        var sources = ((IEndpointRouteBuilder)app).DataSources;
        var doors = new CompositeEndpointDataSource([.. sources]);
        sources.Clear();
        sources.Add(doors);
        return Task.WhenAll(Task.Run(() => doors.Endpoints), Task.Run(async () =>
        {
            await using var scope = app.Services.CreateAsyncScope();
            return scope.ServiceProvider.GetRequiredService<TandemDb>().Model;
        }));
    }

    /// <summary>Brings the database to this version before the first request. True when it is new.</summary>
    public static async Task<bool> Prepare(WebApplication app, CancellationToken ct)
    {
        // Asked without the model, whose making is half of a start: pages that need no database need not wait for it.
        var storage = app.Services.GetRequiredService<Storage>();
        if (await Schema.IsCurrent(storage, SearchTables.LastOf(storage.IsPostgres), ct))
            return false;
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TandemDb>();
        var isNew = !await db.GetService<IHistoryRepository>().ExistsAsync(ct);
        await db.Database.MigrateAsync(ct);
        await SearchTables.Create(db, ct);
        return isNew;
    }
}
