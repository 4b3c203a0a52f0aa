using System.CommandLine;
using System.Globalization;
using Tandem.Demo;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.CommandLine;

/// <summary>Serves the portal, the API and the jobs: what Tandem does when no command is given.</summary>
internal static class ServeCommand
{
    public static void Attach(RootCommand root, string[] args)
    {
        var now = new Option<string?>("--now") { Description = "Development only: run as if today were this date, such as 2026-03-31." };
        root.Options.Add(now);
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction(async (parsed, ct) =>
        {
            TimeProvider clock = TimeProvider.System;
            if (parsed.GetValue(now) is { } text)
            {
                if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
                {
                    await Console.Error.WriteLineAsync($"--now: '{text}' is not a date such as 2026-03-31.");
                    return 2;
                }

                clock = ShiftedClock.StartingAt(moment);
            }

            await using var app = TandemHost.Build(args, clock);

            // Asked before the start: who else holds the host, as tests do, may have disposed of it at any moment after.
            var (stopping, addresses, isDevelopment) = (app.Lifetime.ApplicationStopping, app.Urls, app.Environment.IsDevelopment());
            if (clock is ShiftedClock && !isDevelopment)
            {
                await Console.Error.WriteLineAsync("--now moves the clock in Development only.");
                return 2;
            }

            var warmed = TandemHost.Warm(app);
            if (isDevelopment)
                DemoLoader.ClearUnfinished(app.Services.GetRequiredService<Storage>());
            if (await TandemHost.Prepare(app, ct) && isDevelopment)
                await DemoLoader.Load(args, clock, new DemoLoader.Options(), ct);
            if (!isDevelopment && await DemoSignIns.Exist(app.Services, ct))
            {
                await Console.Error.WriteLineAsync(
                    "This database holds demo sign-ins, whose passwords were printed. Outside Development Tandem does not open it.");
                return 1;
            }

            await warmed;
            await app.StartAsync(ct);
            if (isDevelopment)
                await DemoLoader.PrintSignIns(app, ct);
            if (addresses.Count > 0)
                Console.WriteLine($"Tandem is at {string.Join(", ", addresses)}");
            try
            {
                await app.WaitForShutdownAsync(ct);
            }
            catch (ObjectDisposedException) when (stopping.IsCancellationRequested)
            {
                // It was stopped and disposed of from elsewhere: nothing is left to be done.
            }

            return 0;
        });
    }
}
