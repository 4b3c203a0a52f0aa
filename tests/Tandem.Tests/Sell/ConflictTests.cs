using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Engine.Matching;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Sell;

/// <summary>What stands in a registration's way, and that the partner learns nothing of it.</summary>
public abstract class ConflictTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task A_claim_on_the_parent_company_stands_in_the_way_of_its_subsidiary()
    {
        var (parentName, childName) = (SellWorld.NewCustomer(), SellWorld.NewCustomer());
        var parent = Account.Of(new CustomerIdentity(parentName, null, null, null), app.Now);
        var child = Account.Of(new CustomerIdentity(childName, null, null, null), app.Now);
        child.Place(parent.Id, null);
        await app.Db(async db =>
        {
            db.AddRange(parent, child);
            await db.Index(CustomerProfile.Of(parent.Identity), parent.Id, null, app.Now, default);
            await db.Index(CustomerProfile.Of(child.Identity), child.Id, null, app.Now, default);
            await db.SaveChangesAsync();
        });
        var product = await world.Product();
        var first = await world.Open(world.Input(product, parentName), await world.Seller());
        var second = await world.Registered(world.Input(product, childName), await world.Seller());
        var finding = Assert.Single((await Claim(second.Id)).Findings);
        Assert.Equal(first, finding.Deal);
        Assert.True(finding.Reasons.HasFlag(MatchReasons.SubsidiaryOf));
    }

    [Fact]
    public async Task A_win_keeps_the_customer_for_the_policys_months_and_not_longer()
    {
        var (product, customer) = (await world.Product(), SellWorld.NewCustomer());
        var winner = await world.Seller();
        var won = await world.Open(world.Input(product, customer), winner);
        await world.Do((WinDeal.Handler h) => h.Run(new WinDeal { Deal = won }, winner, Ct));
        app.Clock.Advance(TimeSpan.FromDays(300));
        var within = await world.Registered(world.Input(product, customer), await world.Seller());
        Assert.Equal(FindingKind.Incumbent, Assert.Single((await Claim(within.Id)).Findings).Kind);
        await world.Decide(new DecideRegistration { Deal = within.Id, Verdict = Verdict.Reject, Code = RejectionCode.ExistingCustomer }, await world.Reviewer());
        app.Clock.Advance(TimeSpan.FromDays(70));
        var after = await world.Registered(world.Input(product, customer), await world.Seller());
        Assert.Empty((await Claim(after.Id)).Findings);
        var own = await world.Registered(world.Input(product, customer + " Renewal"), winner);
        Assert.DoesNotContain((await Claim(own.Id)).Findings, f => f.Kind == FindingKind.Incumbent);
    }

    [Fact]
    public async Task The_vendors_own_deal_stands_in_the_way_unless_the_policy_says_otherwise()
    {
        var (product, customer) = (await world.Product(), SellWorld.NewCustomer());
        var ask = new AddDirectDeal { CustomerName = customer, Lines = [new LineInput { ProductId = product.Id }], Amount = 1 };
        var direct = (await world.Do((AddDirectDeal.Handler h) => h.Run(ask, world.Reviewer(Role.SalesRep).Result, Ct))).Value;
        var strict = await world.Registered(world.Input(product, customer), await world.Seller());
        Assert.Equal((FindingKind.DirectDeal, direct.Id), Assert.Single((await Claim(strict.Id)).Findings) is var f ? (f.Kind, f.Deal) : default);

        var lenient = await world.Seller();
        await world.Rules(new EngagementPolicy { DirectDealsConflict = false }, lenient);
        var open = await world.Registered(world.Input(product, customer), lenient);
        Assert.DoesNotContain((await Claim(open.Id)).Findings, x => x.Kind == FindingKind.DirectDeal);
    }

    [Fact]
    public async Task A_partner_submits_so_often_an_hour_and_no_more()
    {
        var seller = await world.Seller();
        await world.Rules(new EngagementPolicy { SubmitsPerHour = 2 }, seller);
        var product = await world.Product();
        await world.Registered(world.Input(product), seller);
        await world.Registered(world.Input(product), seller);
        Assert.Equal(RefusalKind.TooMany, (await world.Register(world.Input(product), seller)).Refusal!.Kind);
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.True((await world.Register(world.Input(product), seller)).Ok);
    }

    [Fact]
    public async Task The_answers_to_a_clean_and_to_a_contested_submission_are_alike_in_status_headers_and_shape()
    {
        var (product, customer) = (await world.Product(), SellWorld.NewCustomer());
        await world.Open(world.Input(product, customer), await world.Seller());
        var (person, http) = await ApiSeller();
        await world.Rules(new EngagementPolicy { ReviewShare = 0 }, person);

        using var clean = await http.PostAsJsonAsync("registrations", Json(world.Input(product)));
        using var contested = await http.PostAsJsonAsync("registrations", Json(world.Input(product, customer)));
        Assert.Equal(HttpStatusCode.Created, clean.StatusCode);
        await Alike(clean, contested);
        var (cleanId, contestedId) = (await IdOf(clean), await IdOf(contested));
        Assert.Equal((true, false), ((await Claim(cleanId)).First, (await Claim(contestedId)).First));
        foreach (var path in new[] { "", "/timeline" })
        {
            using var one = await http.GetAsync($"deals/{cleanId}{path}");
            using var two = await http.GetAsync($"deals/{contestedId}{path}");
            Assert.Equal(HttpStatusCode.OK, one.StatusCode);
            await Alike(one, two);
        }

        var list = await http.GetFromJsonAsync<JsonNode>("deals");
        Assert.Equal(Shape(list!["items"]![0]!), Shape(list["items"]![1]!));
        foreach (var hidden in new[] { $"registrations/{contestedId}/conflicts", $"registrations/{contestedId}/approvers", "review-queue", "deals/home/vendor" })
        {
            using var refused = await http.GetAsync(hidden);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task After_the_decision_a_partner_reads_one_code_and_the_policys_sentence_and_nothing_of_the_other_claim()
    {
        var (product, customer) = (await world.Product(), SellWorld.NewCustomer());
        var holder = await world.Seller("Geheime Konkurrenz GmbH");
        var first = await world.Open(world.Input(product, customer, 77_777), holder);
        var (_, http) = await ApiSeller();
        using var made = await http.PostAsJsonAsync("registrations", Json(world.Input(product, customer, 20_000)));
        var id = await IdOf(made);
        await world.Decide(new DecideRegistration { Deal = id, Verdict = Verdict.Reject, Code = RejectionCode.CustomerAlreadyEngaged }, await world.Reviewer());

        foreach (var path in new[] { $"deals/{id}", $"deals/{id}/timeline", "deals", "deals/board", "deals/home/partner", "registrations/statistics", "registrations/customers?text=" + customer[..4] })
        {
            using var answer = await http.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
            foreach (var secret in new[] { "Geheime", first.ToString(), "77777", "finding", "earlierRegistration" })
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }

        var view = await http.GetFromJsonAsync<JsonNode>($"deals/{id}");
        Assert.Equal("customerAlreadyEngaged", view!["registration"]!["rejection"]!.ToString());
        Assert.Null(view["vendor"]);
    }

    private async Task<(Actor Person, HttpClient Http)> ApiSeller()
    {
        var seller = await world.Seller();
        var person = await app.Db(db => db.People().SingleAsync(p => p.Id == seller.Person));
        return (seller, await app.Api(person));
    }

    private static JsonObject Json(RegisterDeal ask) => new()
    {
        ["customerName"] = ask.CustomerName,
        ["lines"] = new JsonArray(new JsonObject { ["productId"] = ask.Lines[0].ProductId!.Value.ToString(), ["quantity"] = 2 }),
        ["amount"] = ask.Amount,
        ["closeDate"] = ask.CloseDate!.Value.ToString("O"),
    };

    private static async Task<Id<Deal>> IdOf(HttpResponseMessage made) =>
        Id<Deal>.Parse(JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!.ToString());

    private static async Task Alike(HttpResponseMessage one, HttpResponseMessage two)
    {
        Assert.Equal(one.StatusCode, two.StatusCode);
        Assert.Equal(Names(one), Names(two));
        Assert.Equal(Shape(JsonNode.Parse(await one.Content.ReadAsStringAsync())!), Shape(JsonNode.Parse(await two.Content.ReadAsStringAsync())!));

        static IEnumerable<string> Names(HttpResponseMessage answer) =>
            answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key).Order(StringComparer.Ordinal);
    }

    /// <summary>Every path with what stands there; ids, references and the customer's name may differ.</summary>
    private static string Shape(JsonNode node) => node switch
    {
        JsonObject o => "{" + string.Join(',', o.Select(p => p.Key + ":" + (p.Key is "id" or "reference" or "customer" or "name" ? "*" : p.Value is null ? "null" : Shape(p.Value)))) + "}",
        JsonArray a => "[" + string.Join(',', a.Select(i => i is null ? "null" : Shape(i))) + "]",
        _ => node.ToJsonString(),
    };

    private Task<Registration> Claim(Id<Deal> id) => app.Db(db => db.Registrations().SingleAsync(r => r.Id == id));

    public sealed class OnSqlite(SqliteApp app) : ConflictTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : ConflictTests(app), IClassFixture<PostgresApp>;
}
