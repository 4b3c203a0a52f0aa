using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Tandem.Demo;

namespace Tandem.Bench;

/// <summary>Registrations: the check by itself, many clients at once beside the bare server, and while heavy work runs beside them.</summary>
internal sealed class Writes(BenchWorld world, string database, string tandem, string self, TimeSpan seconds)
{
    // A server is measured warm: its code is compiled while it works, on a busy machine for a long time.
    private const int WarmRequests = 1_500;
    private static readonly TimeSpan MostWarming = TimeSpan.FromSeconds(60);

    private const int ImportedRows = 60_000;
    private const string NightlyJob = "sell.nudge";

    public async Task Run(IServiceProvider services)
    {
        var check = await world.Check(services, 600);
        Line($"check alone: {check.Median:0.00} ms median, {check.Late:0.00} ms 95th | limit 1 ms, 5 ms");

        Load register, besideImport, besideJob;
        await using (var server = await ServerProcess.Start(database, "/", tandem))
        {
            await Warm(server, world.Registration, HttpStatusCode.Created);
            register = await server.Ask(seconds, world.Registration, HttpStatusCode.Created);
            besideImport = await Beside(server, StartImport(server), world.Registration);
        }

        // Jobs are off for the rest of the measuring; on a database that slept some nights these run here too.
        Environment.SetEnvironmentVariable("TANDEM_JOBS", null);
        await using (var server = await ServerProcess.Start(database, "/", tandem))
        {
            await Warm(server, world.Registration, HttpStatusCode.Created);
            besideJob = await Beside(server, server.Post($"/api/v1/jobs/{NightlyJob}/run", world.Operator, content: null), world.Registration);
        }

        await using var bare = await ServerProcess.Start(database, "/", self, "bare");
        await Warm(bare, Row, HttpStatusCode.OK);
        var bareWrite = await bare.Ask(seconds, Row);
        Line($"bare write of a registration's rows: {bareWrite}");
        Line($"registration: {register} | limit {bareWrite.PerSecond / 3:0} per s (a third of the bare write), 410 per s (ten times the measured peer)");
        Line($"registration while {ImportedRows} accounts are imported: {besideImport} | limit 95th 200 ms");
        Line($"registration while the nightly nudge runs: {besideJob} | limit 95th 200 ms");
    }

    /// <summary>Registrations alone, beside the bare write of their rows: what to look at with a profiler.</summary>
    public async Task Register()
    {
        await using (var server = await ServerProcess.Start(database, "/", tandem))
        {
            await Warm(server, world.Registration, HttpStatusCode.Created);
            Line($"warm");
            Line($"registration: {await server.Ask(seconds, world.Registration, HttpStatusCode.Created)}");
        }

        await using var bare = await ServerProcess.Start(database, "/", self, "bare");
        await Warm(bare, Row, HttpStatusCode.OK);
        Line($"bare write of a registration's rows: {await bare.Ask(seconds, Row)}");
    }

    private static HttpRequestMessage Row(int number, Random random) =>
        new(HttpMethod.Post, "/registrations") { Content = JsonContent.Create(new { customerName = $"Bare {number} GmbH" }) };

    private async Task<Load> Beside(ServerProcess server, Task work, Func<int, Random, HttpRequestMessage> request)
    {
        await work;
        return await server.Ask(seconds, request, HttpStatusCode.Created);
    }

    /// <summary>Uploads a file of new accounts and lets the server bring them in behind its back.</summary>
    private async Task StartImport(ServerProcess server)
    {
        var names = new BulkNames(new Random());
        var csv = new StringBuilder("Account ID,Account,Country,City,Web domain\n");
        for (var i = 0; i < ImportedRows; i++)
        {
            var firm = names.Firm(Names.Lands[i % Names.Lands.Count]);
            csv.Append(CultureInfo.InvariantCulture, $"B-{Guid.NewGuid():N},{firm.Name},{firm.Country},{firm.City},{firm.Domain}\n");
        }

        using var form = new MultipartFormDataContent { { new StringContent(csv.ToString()), "files", "accounts.csv" } };
        var made = await server.Post("/api/v1/imports?kind=partners.accounts", world.Operator, form);
        await server.Post($"/api/v1/imports/{(string?)made!["id"]}/start", world.Operator, content: null);
    }

    private static Task Warm(ServerProcess server, Func<int, Random, HttpRequestMessage> request, HttpStatusCode expected)
    {
        var asked = 0;
        return server.Ask(MostWarming, (number, random) => request(1_000_000 + number, random), expected, () => Interlocked.Increment(ref asked) > WarmRequests);
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
