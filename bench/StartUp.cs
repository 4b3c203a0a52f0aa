using System.Globalization;

namespace Tandem.Bench;

/// <summary>How soon a published Tandem answers on a database that exists, and what it then holds in memory.</summary>
internal static class StartUp
{
    private const int Starts = 5;

    public static async Task Measure(string database, string tandem)
    {
        var starts = new List<double>();
        var memory = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await ServerProcess.Start(database, "/", tandem);
            starts.Add(server.FirstAnswer.TotalSeconds);
            await Task.Delay(TimeSpan.FromSeconds(5));
            memory.Add(server.Memory());
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"first 200 at /: {Middle(starts):0.00} s (median of {Starts}, {starts.Min():0.00} to {starts.Max():0.00}) | limit 3 s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory after start: {Middle(memory):0} MB resident | limit 250 MB"));
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
