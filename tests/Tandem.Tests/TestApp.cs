using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Xunit;

namespace Tandem.Tests;

/// <summary>The real Tandem on a real database of its own, with a clock that the tests move.</summary>
/// <remarks>
/// One per class of tests: the tests of a class share it and each makes its own data. A class is written once and runs on
/// both databases by ending in two lines:
/// <code>
/// public sealed class OnSqlite(SqliteApp app) : DealTests(app), IClassFixture&lt;SqliteApp&gt;;
/// public sealed class OnPostgres(PostgresApp app) : DealTests(app), IClassFixture&lt;PostgresApp&gt;;
/// </code>
/// Nothing runs in the background: <see cref="Drain"/> numbers the events and lets subscribers act.
/// </remarks>
public abstract class TestApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly TestDatabase database;
    private string? existing;

    protected TestApp(TestDatabase database)
    {
        this.database = database;
        Given = new Given(this);
        ClientOptions.BaseAddress = new Uri("https://localhost");
        ClientOptions.AllowAutoRedirect = false;
    }

    /// <summary>A Monday morning, UTC.</summary>
    public StoppedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 16, 9, 0, 0, TimeSpan.Zero));

    public DateTimeOffset Now => Clock.GetUtcNow();

    public Given Given { get; }

    /// <summary>Where uploads of these tests go.</summary>
    public string Files { get; } = Path.Combine(Path.GetTempPath(), $"tandem-files-{Guid.NewGuid():N}");

    public string ConnectionString => existing ?? database.ConnectionString;

    /// <summary>Runs a use case in a scope of its own: <c>app.Run((RegisterDeal.Handler h) => h.Run(ask, actor, ct))</c>.</summary>
    public async Task<T> Run<THandler, T>(Func<THandler, Task<T>> run) where THandler : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<THandler>());
    }

    /// <summary>Looks into or changes the database in a scope of its own.</summary>
    public Task<T> Db<T>(Func<TandemDb, Task<T>> use) => Run(use);

    public async Task Db(Func<TandemDb, Task> use)
    {
        await using var scope = Services.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<TandemDb>());
    }

    /// <summary>The person as an actor, for calling a handler directly.</summary>
    public Actor Act(Person person) => Services.GetRequiredService<PermissionTable>().ActorFor(person, person.Organisation);

    /// <summary>Numbers all events and brings every subscriber to the end of the log, now.</summary>
    public async Task Drain()
    {
        var node = Services.GetRequiredService<Node>();
        int moved;
        do
        {
            moved = await Db(db => Sequencer.Number(db, node, CancellationToken.None));
            foreach (var name in Names())
            {
                await using var scope = Services.CreateAsyncScope();
                moved += await SubscriberRunner.Advance(scope.ServiceProvider, name, node, CancellationToken.None);
            }

            // What a crowd of partners left waiting, as the runner in the background would.
            await using var settling = Services.CreateAsyncScope();
            moved += await settling.ServiceProvider.GetRequiredService<Settling>().Run(8, CancellationToken.None);
        }
        while (moved > 0);
    }

    private List<string> Names()
    {
        using var scope = Services.CreateScope();
        return [.. scope.ServiceProvider.GetServices<ISubscriber>().Select(s => s.Name)];
    }

    /// <summary>Lets Tandem bring a database to its present shape, as it does at every start.</summary>
    internal static async Task Prepare(string connectionString)
    {
        await using var app = new PreparingApp { existing = connectionString };
        _ = app.Server;
    }

    public async ValueTask InitializeAsync()
    {
        await database.Create();
        Start();
    }

    /// <summary>In memory; the browser's tests listen on a port instead.</summary>
    protected virtual void Start() => _ = Server;

    /// <summary>Whether sequencer, subscribers and jobs run by themselves.</summary>
    protected virtual bool WorksInBackground => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (existing is null)
            await database.Drop();
        if (Directory.Exists(Files))
            Directory.Delete(Files, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Test");
        builder.UseSetting("TANDEM_DATABASE", ConnectionString);
        builder.UseSetting("TANDEM_FILES", Files);
        // Silent, because tests provoke errors.
        if (Environment.GetEnvironmentVariable("TANDEM_TEST_LOG") is { } level)
            builder.UseSetting("Logging:LogLevel:Default", level);
        else
            builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);

            // Passwords in tests protect nothing: a slow hash would only make them slow.
            services.Configure<Microsoft.AspNetCore.Identity.PasswordHasherOptions>(o => o.IterationCount = 1000);

            // All tests come from one address.
            services.AddSingleton(new AccessLimits(Api: 0, Pages: 0, Guesses: 0));
            foreach (var background in services.Where(s => !WorksInBackground && IsOurBackgroundWork(s)).ToList())
                services.Remove(background);
            ConfigureServices(services);
        });
    }

    /// <summary>What a class of tests changes in the composition: an extra subscriber, a captured mailbox.</summary>
    protected virtual void ConfigureServices(IServiceCollection services) { }

    private static bool IsOurBackgroundWork(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType ?? service.ImplementationFactory?.Method.DeclaringType)?.Assembly.GetName().Name is { } from
        && (from == "Tandem" || from.StartsWith("Quartz", StringComparison.Ordinal));

    private sealed class PreparingApp() : TestApp(TestDatabase.Sqlite());
}

/// <summary>Tandem on an SQLite file.</summary>
public class SqliteApp() : TestApp(TestDatabase.Sqlite());

/// <summary>Tandem on a PostgreSQL database.</summary>
public class PostgresApp() : TestApp(TestDatabase.Postgres());
