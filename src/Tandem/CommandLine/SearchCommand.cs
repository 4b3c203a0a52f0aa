using System.CommandLine;
using System.Diagnostics;
using Tandem.Search;

namespace Tandem.CommandLine;

/// <summary><c>tandem search rebuild</c>: builds the search index anew from the records.</summary>
public sealed class SearchCommand : ICliCommand
{
    public Command Build()
    {
        var rebuild = new Command("rebuild", "Builds the search index anew from the records.");
        rebuild.SetAction((_, ct) => Offline.Run(services => Rebuild(services, ct), ct));
        return new Command("search", "The search index.") { rebuild };
    }

    private static async Task<int> Rebuild(IServiceProvider services, CancellationToken ct)
    {
        var told = Stopwatch.GetTimestamp();
        var built = await services.GetRequiredService<RebuildSearch.Handler>().Run(
            (group, count) =>
            {
                if (Stopwatch.GetElapsedTime(told) < TimeSpan.FromSeconds(1))
                    return;
                told = Stopwatch.GetTimestamp();
                Console.Error.WriteLine($"{group}: {count}");
            }, ct);
        Console.WriteLine($"{built.Value} records");
        return 0;
    }
}
