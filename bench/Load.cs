using System.Diagnostics;
using System.Globalization;

namespace Tandem.Bench;

/// <summary>Many clients that ask again as soon as they are answered, for some seconds; and what came of it.</summary>
internal sealed record Load(double PerSecond, double Median, double Late, int Failed)
{
    public static async Task<Load> Drive(int clients, TimeSpan duration, Func<int, Random, Task<bool>> ask, Func<bool>? enough = null)
    {
        var times = new List<double>[clients];
        var failed = 0;
        var asked = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            times[client] = [];
            while (Stopwatch.GetElapsedTime(started) < duration && enough?.Invoke() != true)
            {
                var at = Stopwatch.GetTimestamp();
                if (await ask(Interlocked.Increment(ref asked), random))
                    times[client].Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                else
                    Interlocked.Increment(ref failed);
            }
        })));
        var took = Stopwatch.GetElapsedTime(started);
        return Of([.. times.SelectMany(t => t)], took, failed);
    }

    public static Load Of(List<double> times, TimeSpan took, int failed)
    {
        times.Sort();
        return times.Count == 0
            ? new Load(0, double.NaN, double.NaN, failed)
            : new Load(times.Count / took.TotalSeconds, times[times.Count / 2], times[(int)(times.Count * 0.95)], failed);
    }

    /// <summary>The middle of several rounds, by throughput.</summary>
    public static Load Middle(IEnumerable<Load> rounds)
    {
        var sorted = rounds.OrderBy(r => r.PerSecond).ToList();
        return sorted[sorted.Count / 2];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{PerSecond:0} per s, median {Median:0.0} ms, 95th {Late:0.0} ms{(Failed > 0 ? $", {Failed} refused" : "")}");
}
