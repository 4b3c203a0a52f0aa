using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>How long an answer takes tells a prober nothing about other partners' customers.</summary>
public abstract class TimingTests(TestApp app)
{
    private const int Each = 1_000;
    private const int WarmUp = 200;

    private readonly SellWorld world = new(app);
    private readonly Random random = new(20260316);
    private readonly HashSet<string> names = [];

    [Fact]
    public async Task A_thousand_submissions_each_way_cannot_be_told_apart_by_their_time()
    {
        var product = await world.Product();
        var holder = await world.Seller();
        await world.Rules(new EngagementPolicy { SubmitsPerHour = 1_000_000 }, holder);
        var prober = await world.Seller();
        await world.Rules(new EngagementPolicy { SubmitsPerHour = 1_000_000 }, prober);
        var taken = new Queue<string>();
        for (var i = 0; i < Each + (WarmUp / 2); i++)
        {
            taken.Enqueue(Name());
            await world.Registered(world.Input(product, taken.Last(), 60_000), holder);
        }

        using var http = await app.Api(await app.Db(db => db.People().SingleAsync(p => p.Id == prober.Person)));
        var order = Enumerable.Range(0, 2 * Each).Select(i => i < Each).ToArray();
        random.Shuffle(order);
        order = [.. Enumerable.Range(0, WarmUp).Select(i => i % 2 == 0), .. order];
        var (clean, contested) = (new List<double>(), new List<double>());
        foreach (var conflict in order)
            (conflict ? contested : clean).Add(await Submit(http, product, conflict ? taken.Dequeue() : Name()));

        var auc = Auc(contested.Skip(WarmUp / 2), clean.Skip(WarmUp / 2));
        var found = await app.Db(db => db.Registrations().CountAsync(r => r.PartnerId == prober.Partner && !r.First));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"AUC {auc:F3}, median clean {Median(clean):F3} ms, contested {Median(contested):F3} ms"));
        Assert.Equal(Each + (WarmUp / 2), found);
        Assert.InRange(auc, 0.45, 0.55);
    }

    private async Task<double> Submit(HttpClient http, Product product, string customer)
    {
        var body = new JsonObject
        {
            ["customerName"] = customer,
            ["lines"] = new JsonArray(new JsonObject { ["productId"] = product.Id.ToString(), ["quantity"] = 2 }),
            ["amount"] = 10_000,
            ["closeDate"] = "2026-06-01",
        };
        var started = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsJsonAsync("registrations", body);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return took;
    }

    /// <summary>The probability that a contested submission took longer than a clean one; 0.5 tells nothing.</summary>
    private static double Auc(IEnumerable<double> contested, IEnumerable<double> clean)
    {
        var ranked = contested.Select(t => (Time: t, Contested: true)).Concat(clean.Select(t => (Time: t, Contested: false))).OrderBy(t => t.Time).ToList();
        var ranks = ranked.Select((t, i) => t.Contested ? i + 1.0 : 0).Sum();
        var n = ranked.Count(t => t.Contested);
        return (ranks - (n * (n + 1) / 2.0)) / ((double)n * (ranked.Count - n));
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    /// <summary>A company of two random words, all of the same length.</summary>
    private string Name()
    {
        while (true)
        {
            var text = new StringBuilder();
            for (var i = 0; i < 10; i++)
            {
                text.Append("bcdfghjklmnprstvwxz"[random.Next(19)]).Append("aeiou"[random.Next(5)]);
                if (i == 4)
                    text.Append(' ');
            }

            if (names.Add(text.ToString()))
                return text.ToString();
        }
    }

    [Collection(Alone.Name)]
    public sealed class OnSqlite(SqliteApp app) : TimingTests(app), IClassFixture<SqliteApp>;

    [Collection(Alone.Name)]
    public sealed class OnPostgres(PostgresApp app) : TimingTests(app), IClassFixture<PostgresApp>;
}
