using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>Programs of both sides do the whole job over the API.</summary>
public abstract class DealApiTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_registration_goes_from_submission_to_a_win_over_the_api()
    {
        var (partner, vendor) = (await As(await world.Seller()), await As(await world.Reviewer()));
        var made = await Read(await partner.PostAsJsonAsync("registrations", await Body(60_000)), HttpStatusCode.Created);
        var id = made["id"]!.ToString();
        await Read(await vendor.PostAsJsonAsync($"registrations/{id}/decision", new { verdict = "needsInfo", text = "Which site?" }));
        await Read(await partner.PostAsJsonAsync($"registrations/{id}/answer", new { text = "Hamburg." }));
        var queue = await Read(await vendor.GetAsync("review-queue?limit=200"));
        Assert.Contains(queue["items"]!.AsArray(), row => row!["deal"]!.ToString() == id);
        var approved = await Read(await vendor.PostAsJsonAsync($"registrations/{id}/decision", new { verdict = "approve" }));
        Assert.Equal("open", approved["status"]!.ToString());

        await Read(await partner.PatchAsJsonAsync($"deals/{id}", new { plan = new { nextStep = "Workshop", due = "2026-04-01" } }));
        await Read(await partner.PostAsJsonAsync($"deals/{id}/stage", new { stage = "discovery" }));
        var refused = await partner.PostAsJsonAsync($"deals/{id}/stage", new { stage = "nowhere" });
        Assert.Equal("/problems/sell/unknown-stage", (await Read(refused, HttpStatusCode.BadRequest))["type"]!.ToString());
        var won = await Read(await partner.PostAsJsonAsync($"deals/{id}/win", new { amount = 61_000 }));
        Assert.Equal("won", won["status"]!.ToString());
        var view = await Read(await partner.GetAsync($"deals/{id}"));
        Assert.Equal("""{"amount":"61000.00","currency":"EUR"}""", view["amount"]!.ToJsonString());
        var timeline = await Read(await partner.GetAsync($"deals/{id}/timeline"));
        Assert.Equal(7, timeline["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_submission_sent_twice_under_one_key_registers_once()
    {
        var seller = await world.Seller();
        var partner = await As(seller);
        var body = await Body(10_000);
        var one = await Read(await Send(partner, body, "key-1"), HttpStatusCode.Created);
        var two = await Read(await Send(partner, body, "key-1"), HttpStatusCode.Created);
        Assert.Equal(one.ToJsonString(), two.ToJsonString());
        Assert.Equal(1, await app.Db(db => db.Deals().CountAsync(d => d.PartnerId == seller.Partner)));
    }

    [Fact]
    public async Task A_change_to_a_version_that_is_no_more_is_refused()
    {
        var seller = await world.Seller();
        var partner = await As(seller);
        var deal = await world.Open(world.Input(await world.Product()), seller);
        using var seen = await partner.GetAsync($"deals/{deal}");
        var tag = seen.Headers.ETag!.ToString();
        await Read(await Patch("First"));
        await Read(await Patch("Second"), HttpStatusCode.PreconditionFailed);
        Assert.Equal("First", (await Read(await partner.GetAsync($"deals/{deal}")))["nextStep"]!.ToString());

        async Task<HttpResponseMessage> Patch(string step)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"deals/{deal}") { Content = JsonContent.Create(new { plan = new { nextStep = step } }) };
            request.Headers.TryAddWithoutValidation("If-Match", tag);
            return await partner.SendAsync(request);
        }
    }

    [Fact]
    public async Task Lists_answer_without_any_question_and_page_by_cursor()
    {
        var seller = await world.Seller();
        var partner = await As(seller);
        var product = await world.Product();
        for (var i = 0; i < 3; i++)
            await world.Registered(world.Input(product), seller);
        Assert.Equal(3, (await Read(await partner.GetAsync("deals")))["items"]!.AsArray().Count);
        var first = await Read(await partner.GetAsync("deals?limit=2&sort=-amount&status=inReview&status=open"));
        var next = await Read(await partner.GetAsync("deals?limit=2&sort=-amount&status=inReview&status=open&cursor=" + Uri.EscapeDataString(first["next"]!.ToString())));
        Assert.Equal((2, 1, 3), (first["items"]!.AsArray().Count, next["items"]!.AsArray().Count, (int)first["total"]!));
        Assert.Null(next["next"]);
        foreach (var path in new[] { "deals/board", "deals/home/partner", "registrations/statistics", "registrations/customers?text=a" })
            await Read(await partner.GetAsync(path));
        await Read(await (await As(await world.Reviewer())).GetAsync("deals/home/vendor"));
    }

    [Fact]
    public async Task Another_firms_deal_is_not_found_by_any_verb()
    {
        var deal = await world.Open(world.Input(await world.Product()), await world.Seller());
        var stranger = await As(await world.Seller());
        foreach (var path in new[] { $"deals/{deal}", $"deals/{deal}/timeline" })
            await Read(await stranger.GetAsync(path), HttpStatusCode.NotFound);
        await Read(await stranger.PatchAsJsonAsync($"deals/{deal}", new { description = "mine" }), HttpStatusCode.NotFound);
        foreach (var verb in new[] { "win", "release", "extension", "withdrawal" })
        {
            var group = verb == "win" ? "deals" : "registrations";
            await Read(await stranger.PostAsJsonAsync($"{group}/{deal}/{verb}", new { }), HttpStatusCode.NotFound);
        }
    }

    private async Task<HttpClient> As(Actor actor) => await app.Api(await app.Db(db => db.People().SingleAsync(p => p.Id == actor.Person)));

    private async Task<JsonObject> Body(decimal amount)
    {
        var product = await world.Product();
        return new JsonObject
        {
            ["customerName"] = SellWorld.NewCustomer(),
            ["contactName"] = "Kim Example",
            ["lines"] = new JsonArray(new JsonObject { ["productId"] = product.Id.ToString() }),
            ["amount"] = amount,
            ["closeDate"] = "2026-12-01",
        };
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, JsonObject body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "registrations") { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await http.SendAsync(request);
    }

    private static async Task<JsonNode> Read(HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var read = answer;
        var text = await read.Content.ReadAsStringAsync();
        Assert.True(read.StatusCode == expected, $"{read.RequestMessage?.RequestUri}: {(int)read.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    public sealed class OnSqlite(SqliteApp app) : DealApiTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : DealApiTests(app), IClassFixture<PostgresApp>;
}
