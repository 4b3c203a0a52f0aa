using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Demo;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;

namespace Tandem.Bench;

/// <summary>The pages that are read most, beside a bare server that reads and renders the same fifty rows.</summary>
/// <remarks>They take turns in short rounds, so that what else the machine does falls on all of them alike.</remarks>
internal static class Reads
{
    private const int Rounds = 5;

    public static async Task Measure(string database, string tandem, string self, TimeSpan duration)
    {
        await using var server = await ServerProcess.Start(database, "/", tandem);
        await using var bare = await ServerProcess.Start(database, "/", self, "bare");
        var reader = await Reader.SignIn(database);
        var (rows, table, page, board) = (new List<Load>(), new List<Load>(), new List<Load>(), new List<Load>());
        for (var round = 0; round <= Rounds; round++)
        {
            // The first round warms up.
            var span = round == 0 ? TimeSpan.FromSeconds(15) : duration / Rounds;
            rows.Add(await bare.Ask(span, (_, _) => new HttpRequestMessage(HttpMethod.Get, "/deals")));
            table.Add(await server.Ask(span, (_, _) => reader.Page("/pipeline/table")));
            page.Add(await server.Ask(span, (_, random) => reader.Page($"/deals/{reader.Deals[random.Next(reader.Deals.Count)]}")));
            board.Add(await server.Ask(span, (_, _) => reader.Page("/pipeline")));
        }

        var plain = Load.Middle(rows.Skip(1));
        var limit = string.Create(CultureInfo.InvariantCulture, $"{plain.PerSecond / 3:0} per s (a third of the bare read)");
        Console.WriteLine($"bare read of 50 rows: {plain}");
        Console.WriteLine($"pipeline table: {Load.Middle(table.Skip(1))} | limit {limit}");
        Console.WriteLine($"deal page: {Load.Middle(page.Skip(1))} | limit {limit}");
        Console.WriteLine($"board: {Load.Middle(board.Skip(1))}");
        await Task.Delay(TimeSpan.FromSeconds(10));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory idle after the load: {server.Memory():0} MB resident | limit 250 MB"));
    }

    /// <summary>A channel manager's session, and deals to look at.</summary>
    private sealed record Reader(string Session, IReadOnlyList<Id<Deal>> Deals)
    {
        public static async Task<Reader> SignIn(string database)
        {
            var options = new DbContextOptionsBuilder<TandemDb>();
            new Storage(database).Configure(options);
            await using var db = new TandemDb(options.Options);
            var manager = await db.People().AsNoTracking().FirstAsync(p => p.RoleNames.Contains("ChannelManager"));
            var (session, secret) = Identity.Session.Open(manager.Id, "bench", DateTimeOffset.UtcNow);
            db.Add(session);
            await db.SaveChangesAsync();
            return new Reader(secret, await db.Deals().AsNoTracking().Where(d => d.Status == DealStatus.Open).OrderBy(d => d.Id).Take(2_000).Select(d => d.Id).ToListAsync());
        }

        public HttpRequestMessage Page(string path)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Cookie", "tandem=" + Session);
            return request;
        }
    }
}
