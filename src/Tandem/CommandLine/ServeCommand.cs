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
            if (clock is ShiftedClock && !app.Environment.IsDevelopment())
            {
                await Console.Error.WriteLineAsync("--now moves the clock in Development only.");
                return 2;
            }

            if (app.Environment.IsDevelopment())
                DemoLoader.ClearUnfinished(app.Services.GetRequiredService<Storage>());
            if (await TandemHost.Prepare(app, ct) && app.Environment.IsDevelopment())
                await DemoLoader.Load(args, clock, new DemoLoader.Options(), ct);
            if (!app.Environment.IsDevelopment() && await DemoSignIns.Exist(app.Services, ct))
            {
                await Console.Error.WriteLineAsync(
                    "This database holds demo sign-ins, whose passwords were printed. Outside Development Tandem does not open it.");
                return 1;
            }

            await app.StartAsync(ct);
            if (app.Environment.IsDevelopment())
                await DemoLoader.PrintSignIns(app, ct);
            if (app.Urls.Count > 0)
                Console.WriteLine($"Tandem is at {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync(ct);
            return 0;
        });
    }
}
