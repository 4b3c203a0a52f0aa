namespace Tandem.CommandLine;

/// <summary>Tandem without its web server and its background work: what a command on the server works with.</summary>
public static class Offline
{
    /// <summary>Opens the database named by the settings and runs one piece of work in a scope of its own.</summary>
    public static async Task<int> Run(Func<IServiceProvider, Task<int>> work, CancellationToken ct)
    {
        await using var app = TandemHost.Build(["--Logging:LogLevel:Default=Warning", "--Logging:Console:LogToStandardErrorThreshold=Trace"]);
        await TandemHost.Prepare(app, ct);
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }
}
