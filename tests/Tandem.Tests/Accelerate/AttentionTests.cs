using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Attention;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Sell;
using Xunit;

namespace Tandem.Tests.Accelerate;

/// <summary>Partner score and early warning: from what was known then; partners ranked by what attention saves.</summary>
public abstract class AttentionTests(TestApp app)
{
    private static readonly DateOnly Day = new(2026, 2, 1);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public void What_happens_from_a_day_on_changes_nothing_of_what_was_known_before_it()
    {
        var before = Partner([new(2026, 1, 5), new(2026, 1, 20)], [Won(new(2025, 6, 1), new(2025, 9, 1), 4_000), Open(new(2026, 1, 3), 500)]);
        var after = Partner(
            [new(2026, 1, 5), new(2026, 1, 20), new(2026, 2, 1), new(2026, 2, 5)],
            [Won(new(2025, 6, 1), new(2025, 9, 1), 4_000), Won(new(2026, 1, 3), new(2026, 2, 1), 500), Open(new(2026, 2, 1), 9_000)]);

        Assert.Equal(Row(before, Day), Row(after, Day));
        Assert.NotEqual(Row(after, Day), Row(after, Day.AddDays(10)));
        Assert.Equal(1_000, after.Target(new(2026, 1, 1), Day));
    }

    [Fact]
    public void A_win_that_was_told_late_does_not_count_before_it_was_told()
    {
        var told = Partner([], [Won(new(2025, 12, 1), new(2026, 1, 10), 700) with { Known = new(2026, 3, 1) }]);
        Assert.Equal(0, told.WonWithin(new(2026, 1, 1), new(2026, 4, 1), Day));
        Assert.Contains("open=1", Row(told, Day), StringComparison.Ordinal);
        Assert.Equal(700, told.WonWithin(new(2026, 1, 1), new(2026, 4, 1), new(2026, 4, 1)));
    }

    [Fact]
    public void A_promise_is_that_of_the_plan_as_it_was_signed_by_then()
    {
        var plan = Guid.NewGuid();
        var planned = Partner([], []) with
        {
            Plans = [new(plan, 1, new(2025, 12, 20), new(2026, 1, 1), new(2026, 12, 31), new(2026, 5, 1), 250), new(plan, 2, new(2026, 2, 10), new(2026, 1, 1), new(2026, 12, 31), new(2026, 5, 1), 900)],
        };
        Assert.Equal((250d, 900d), (planned.Target(new(2026, 1, 1), Day), planned.Target(new(2026, 1, 1), new(2026, 3, 1))));
        Assert.Null(planned.Target(new(2026, 1, 1), new(2025, 12, 20)));
        Assert.Equal(900, planned.Target(new(2026, 7, 1), new(2026, 4, 1)));
        Assert.Null(planned.Target(new(2026, 7, 1), new(2026, 7, 1)));
    }

    [Fact]
    public void A_partner_without_any_past_has_missing_cells_and_no_question_about_its_plan()
    {
        var fresh = Partner([], []);
        Assert.Null(fresh.Target(new(2026, 1, 1), Day));
        Assert.Contains("quiet_days=empty", Row(fresh, Day), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partners_are_scored_warned_of_ranked_and_shown_to_the_vendor_alone()
    {
        var firms = await Programme();
        await app.Run((Retrain.Handler h) => h.Run(new Retrain(), Actor.System, Ct));
        await app.Run((ScoreEverything.Handler h) => h.Run(Actor.System, Ct));
        Assert.True((await app.Run((RankAttention.Handler h) => h.Run(Actor.System, Ct))).Value.WithGain > 0);

        var scores = await app.Db(db => db.PredictionRows().Where(p => p.Kind == PartnerScoreLearner.Called && p.Until == DateOnly.MaxValue).ToListAsync());
        Assert.NotEmpty(scores);
        Assert.All(scores, p => Assert.InRange(p.Value, 0, 1));
        Assert.All(scores, p => Assert.Equal(p.SubjectId, p.PartnerId!.Value.Value));

        var person = await app.Given.VendorPerson(Role.PartnerManager);
        var vendor = await app.As(person);
        var page = await vendor.Page("/attention");
        Assert.Contains("Expected gain", page.Body!.TextContent, StringComparison.Ordinal);
        var card = await vendor.Page($"/partners/{scores[0].SubjectId}");
        Assert.Contains("Partner score", card.Body!.TextContent, StringComparison.Ordinal);
        var list = (await (await app.Api(person)).GetFromJsonAsync<JsonElement>("attention?limit=5")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(5, list.Count);
        var gains = list.ConvertAll(l => decimal.Parse(l.GetProperty("gain").GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(gains.OrderDescending(), gains);

        var one = list[2].GetProperty("name").GetString()!;
        var narrowed = (await (await app.Api(person)).GetFromJsonAsync<JsonElement>($"attention?text={Uri.EscapeDataString(one)}&sort=name")).GetProperty("items").EnumerateArray();
        Assert.Contains(narrowed, l => l.GetProperty("name").GetString() == one);
        var file = (await (await vendor.Get("/attention/export?format=csv&sort=-standing")).Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(file.Length > list.Count);
        foreach (var sort in new[] { "standing", "-silent", "-score" })
            Assert.NotNull((await vendor.Page($"/attention?sort={sort}&mine=true")).QuerySelector("h1"));

        // The first of the list opens to what makes its gain, to the deals behind it and, with eight partners, to how the others stand.
        var first = list[0].GetProperty("partner").GetGuid();
        Assert.NotNull((await vendor.Page("/attention")).QuerySelector($"a[href='/attention/{first}']"));
        var opened = await vendor.Page($"/attention/{first}");
        foreach (var word in new[] { "expected gain = share that attention saves", "Median of other partners", "Why", "less than a third as often" })
            Assert.Contains(word, opened.Body!.TextContent, StringComparison.Ordinal);
        var whole = await (await app.Api(person)).GetFromJsonAsync<JsonElement>($"attention/{first}");
        var deals = (await (await app.Api(person)).GetFromJsonAsync<JsonElement>($"attention/{first}/deals?limit=200")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(whole.GetProperty("standingDeals").GetInt32(), deals.Count);
        static decimal Amount(JsonElement money) => decimal.Parse(money.GetProperty("amount").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(Amount(whole.GetProperty("standing")) - deals.Sum(d => Amount(d.GetProperty("atStake"))), -1m, 1m);
        Assert.InRange(Amount(whole.GetProperty("gain")) - ((decimal)whole.GetProperty("saves").GetDouble() * (Amount(whole.GetProperty("standing")) + Amount(whole.GetProperty("silent")))), -1m, 1m);
        var rows = (await (await vendor.Get($"/attention/{first}/export?format=csv")).Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(deals.Count + 1, rows.Length);
        Assert.Equal(HttpStatusCode.OK, (await vendor.Get($"/attention/{Guid.NewGuid()}/export?format=csv")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await vendor.Get($"/attention/{Guid.NewGuid()}")).StatusCode);

        var partner = await app.As(await app.Given.PartnerPerson(firms[0]));
        Assert.Equal(HttpStatusCode.NotFound, (await partner.Get($"/attention/{first}")).StatusCode);
        Assert.Contains((await partner.Get("/attention")).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
    }

    [Fact]
    public async Task How_attention_is_valued_and_what_revenue_leaves_are_settings_of_operations()
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));
        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post("/settings/attention", ("StandingDays", "30"), ("Saves", "40"), ("Reason", "Measured last year"))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await portal.Post("/settings/attention", ("StandingDays", "30"), ("Saves", "140"), ("Reason", "Too much"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post(
            "/settings/economics", ("Margin", "35"), ("CostPerWeek", "120"), ("Discount", "8"), ("Weeks", "104"), ("Reason", "Finance said so"))).StatusCode);
        var (attention, economics) = await app.Run(async (Tandem.Policies.PolicyBook book) =>
            ((await book.Current<AttentionPolicy>(app.Now, Ct)).Rules, (await book.Current<Tandem.Accelerate.Lifetime.EconomicsPolicy>(app.Now, Ct)).Rules));
        Assert.Equal((30, 0.4), (attention.StandingDays, attention.Saves));
        Assert.Equal((0.35, 120m, 0.08, 104), (economics.Margin, economics.CostPerWeek, economics.Discount, economics.Weeks));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await app.Given.VendorPerson(Role.SalesRep))).Get("/settings/economics")).StatusCode);
    }

    private static PartnerPast Partner(DateOnly[] days, IReadOnlyList<PartnerDeal> deals) =>
        new(Id<Organisation>.New(DateTimeOffset.UnixEpoch), "Reseller", new DateOnly(2024, 1, 1), days, deals, []);

    private static PartnerDeal Won(DateOnly submitted, DateOnly on, double amount) => new(submitted, submitted.AddDays(1), on, on, true, amount);

    private static PartnerDeal Open(DateOnly submitted, double amount) => new(submitted, submitted.AddDays(1), null, null, false, amount);

    private static string Row(PartnerPast partner, DateOnly day)
    {
        var frame = PartnerFeatures.Of([(partner, day)], withTarget: true);
        return string.Join(", ", frame.Columns.Select(c => $"{c.Name}={c.Show(0)}"));
    }

    /// <summary>Eight partners with deals over a year; half of them stopped long ago.</summary>
    private async Task<List<Organisation>> Programme()
    {
        var firms = new List<Organisation>();
        for (var f = 0; f < 8; f++)
            firms.Add(await app.Given.Partner());
        await app.Db(async db =>
        {
            foreach (var (firm, f) in firms.Select((firm, f) => (firm, f)))
            {
                db.Add(PartnerProfile.Of(firm, PartnerType.Reseller, null, null, "EUR", new DateOnly(2024, 1, 1)));
                for (var i = 0; i < 26; i++)
                {
                    var opened = app.Now.AddDays(-520 + (i * 20));
                    var deal = Deal.InPipeline(firm.Id, null, null, "proposal", $"D-A{f}-{i}-{app.GetHashCode()}", opened);
                    var amount = Money.Of(1_000 + (100 * ((f + i) % 9)), "EUR");
                    deal.Describe(new Customer { Name = $"Customer {f} {i}" }, new Contact(), amount, amount.Minor, null, "");
                    var closes = opened.AddDays(30);
                    if (closes < app.Now && (i + f) % 2 == 0)
                        deal.Win(amount, amount.Minor, DateOnly.FromDateTime(closes.UtcDateTime), closes);
                    else if (closes < app.Now && i < 22)
                        deal.Lose("price", DateOnly.FromDateTime(closes.UtcDateTime), closes);
                    db.Add(deal);
                }
            }

            await db.SaveChangesAsync();
        });
        return firms;
    }

    public sealed class OnSqlite(SqliteApp app) : AttentionTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : AttentionTests(app), IClassFixture<PostgresApp>;
}
