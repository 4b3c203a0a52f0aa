using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Partners;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Durability;

[Trait("Pace", "Slow")]
public abstract class KillTests(TestApp app)
{
    private const int Firms = 24;

    [Fact]
    public async Task Killed_under_a_load_of_registrations_Tandem_keeps_every_one_it_acknowledged()
    {
        var product = await new SellWorld(app).Product();
        var tokens = new List<string>();
        for (var i = 0; i < Firms; i++)
            tokens.Add(await Seller());
        var acknowledged = new ConcurrentDictionary<string, string>();
        var unanswered = new ConcurrentDictionary<string, (string Token, string Body)>();

        await using (var first = await TandemProcess.Start(app.ConnectionString, app.Files))
        {
            var load = Enumerable.Range(0, 8).Select(worker => Task.Run(() => Register(first, worker, product, tokens, acknowledged, unanswered))).ToList();
            while (acknowledged.Count < 200 && !load.All(t => t.IsCompleted))
                await Task.Delay(20);
            await first.Kill();
            await Task.WhenAll(load);
        }

        Assert.True(acknowledged.Count >= 200, $"Only {acknowledged.Count} registrations came through before the kill.");
        Assert.NotEmpty(unanswered);
        await using var second = await TandemProcess.Start(app.ConnectionString, app.Files);
        foreach (var (key, (token, body)) in unanswered)
            acknowledged[key] = await Send(second.Client(token), key, body) ?? throw new InvalidOperationException("Refused after the restart.");

        var kept = await app.Db(db => db.Deals().Select(d => d.Id).ToListAsync());
        Assert.Equal(acknowledged.Values.Order(), kept.Select(id => id.ToString()).Order());
        await Numbered();
        var log = await app.Db(db => db.Events().Where(e => e.Kind == "sell.registration-submitted").Select(e => e.SubjectId).ToListAsync());
        Assert.Equal(kept.Select(id => id.Value).Order(), log.Order());
        var positions = await app.Db(db => db.Events().Select(e => e.Position).OrderBy(p => p).ToListAsync());
        Assert.Equal(Enumerable.Range(1, positions.Count), positions.Select(p => (int)p!));
    }

    /// <summary>The second process numbers the events, once the lease of the killed one has ended.</summary>
    private async Task Numbered()
    {
        for (var i = 0; i < 1200 && await app.Db(db => db.Events().AnyAsync(e => e.Position == null)); i++)
            await Task.Delay(100);
    }

    private static async Task Register(
        TandemProcess tandem, int worker, Product product, List<string> tokens,
        ConcurrentDictionary<string, string> acknowledged, ConcurrentDictionary<string, (string, string)> unanswered)
    {
        var clients = tokens.Where((_, i) => i % 8 == worker).Select(token => (Token: token, Client: tandem.Client(token))).ToList();
        for (var i = 0; i < clients.Count * 55; i++)
        {
            var (token, client) = clients[i % clients.Count];
            var key = Guid.NewGuid().ToString("N");
            // Names far apart, so that no registration meets another.
            var body = $$"""
                {"customerName":"{{key}}","contactName":"Kim","contactEmail":"kim@example.org","amount":1000,
                 "closeDate":"{{DateTime.UtcNow.AddDays(60):yyyy-MM-dd}}","lines":[{"productId":"{{product.Id}}","quantity":1}]}
                """;
            unanswered[key] = (token, body);
            try
            {
                if (await Send(client, key, body) is { } id)
                    acknowledged[key] = id;
                unanswered.TryRemove(key, out _);
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task<string?> Send(HttpClient client, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "registrations") { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
    }

    private async Task<string> Seller()
    {
        var firm = await app.Given.Partner();
        await app.Db(db =>
        {
            db.Add(PartnerProfile.Of(firm, PartnerType.Reseller, null, null, "EUR", new DateOnly(2025, 1, 1)));
            return db.SaveChangesAsync();
        });
        var seller = await app.Given.PartnerPerson(firm);
        var token = await app.Run((IssueToken.Handler h) => h.Run(new IssueToken { Name = "Load" }, app.Act(seller), CancellationToken.None));
        return token.Value.Secret;
    }

    [Collection(Alone.Name)]
    public sealed class OnSqlite(SqliteApp app) : KillTests(app), IClassFixture<SqliteApp>;

    [Collection(Alone.Name)]
    public sealed class OnPostgres(PostgresApp app) : KillTests(app), IClassFixture<PostgresApp>;
}
