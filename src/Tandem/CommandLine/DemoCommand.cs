using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tandem.Demo;
using Tandem.Kernel;

namespace Tandem.CommandLine;

/// <summary><c>tandem demo --scale</c>: fills an empty database with a programme of any size, for measuring.</summary>
public sealed class DemoCommand : ICliCommand
{
    public Command Build()
    {
        var scale = new Option<bool>("--scale") { Description = "A large programme, written set-wise; without it start Tandem in Development.", Required = true };
        var partners = Number("--partners", "Partner firms.", 10_000);
        var deals = Number("--deals", "Deals over three years.", 1_000_000);
        var accounts = Number("--accounts", "End customers.", 1_000_000);
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same programme.", DefaultValueFactory = _ => 7 };
        var command = new Command("demo", "Fills an empty database with an invented programme of any size.") { scale, partners, deals, accounts, seed };
        command.SetAction((parsed, ct) => Offline.Run(
            services => Fill(services, new BulkSize(parsed.GetValue(partners), parsed.GetValue(deals), parsed.GetValue(accounts), parsed.GetValue(seed)), ct), ct));
        return command;
    }

    private static Option<int> Number(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() < 1)
                given.AddError($"{name} is at least 1.");
        });
        return option;
    }

    private static async Task<int> Fill(IServiceProvider services, BulkSize size, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var told = started;
        var programme = new BulkProgramme(
            services, services.GetRequiredService<TandemDb>(), size, services.GetRequiredService<TimeProvider>().GetUtcNow());
        var filled = await programme.Fill(
            (what, count) =>
            {
                if (Stopwatch.GetElapsedTime(told) < TimeSpan.FromSeconds(5))
                    return;
                told = Stopwatch.GetTimestamp();
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {count}"));
            }, ct);
        if (!filled.Ok)
        {
            await Console.Error.WriteLineAsync(Problems.Say(filled.Refusal!));
            return 1;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{size.Partners} partners, {size.Accounts} accounts, {size.Deals} deals in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
        return 0;
    }
}
