using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.Matching;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Accelerate;

/// <summary>How right the conflict check is on the programme's own registrations, and its threshold tried before it is published.</summary>
public abstract class MatchingTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    private static CancellationToken Ct => CancellationToken.None;

    [Fact]
    public async Task A_customer_that_two_firms_name_is_counted_as_found_or_missed_by_the_contacts_mail()
    {
        var (first, second, third, product) = (await world.Seller(), await world.Seller(), await world.Seller(), await world.Product());
        var (name, host) = (SellWorld.NewCustomer(), Host());
        var earlier = (await world.Registered(Input(product, name, host), first)).Id;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var found = (await world.Registered(Input(product, name + " GmbH", host), second)).Id;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var missed = (await world.Registered(Input(product, SellWorld.NewCustomer(), host), third)).Id;

        var cases = (await Tried()).Cases;
        Assert.Equal(earlier.Value, cases.Single(c => c.Deal == found.Value).Same!.Deal);
        Assert.True(cases.Single(c => c.Deal == found.Value).Same!.Probability > 0.9);
        Assert.True(cases.Single(c => c.Deal == found.Value).ByName);
        Assert.True(cases.Single(c => c.Deal == missed.Value).Same!.Probability < 0.75);
        Assert.DoesNotContain(cases, c => c.Deal == earlier.Value);
    }

    [Fact]
    public async Task Another_customer_of_nearly_the_same_name_is_a_wrong_alarm_and_ones_own_customers_are_none()
    {
        var (first, second, product) = (await world.Seller(), await world.Seller(), await world.Product());
        var name = SellWorld.NewCustomer();
        await world.Registered(Input(product, name, Host()), first);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var namesake = (await world.Registered(Input(product, name, Host()), second)).Id;

        var tried = (await Tried()).Cases.Single(c => c.Deal == namesake.Value);
        Assert.Null(tried.Same);
        Assert.True(tried.Other!.Probability > 0.9);
        var rates = MatchRates.At(0.75, [tried], DateOnly.MinValue);
        Assert.Equal((0, 1, 0, 1), (rates.Precision.Hits, rates.Precision.Cases, rates.Recall.Cases, rates.Contested));
    }

    [Fact]
    public async Task What_reviewers_said_to_a_finding_is_counted_for_itself()
    {
        var (first, product, name, host) = (await world.Seller(), await world.Product(), SellWorld.NewCustomer(), Host());
        await world.Open(Input(product, name, host), first);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var declined = (await world.Registered(Input(product, name, host), await world.Seller())).Id;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var vague = (await world.Registered(Input(product, name, host), await world.Seller())).Id;
        await world.Decide(new DecideRegistration { Deal = declined, Verdict = Verdict.Reject, Code = RejectionCode.CustomerAlreadyEngaged }, await world.Reviewer());
        await world.Decide(new DecideRegistration { Deal = vague, Verdict = Verdict.Reject, Code = RejectionCode.NotQualified }, await world.Reviewer());

        var cases = (await Tried()).Cases;
        Assert.True(cases.Single(c => c.Deal == declined.Value).People);
        Assert.True(cases.Single(c => c.Deal == declined.Value).Agrees);
        Assert.Null(cases.Single(c => c.Deal == vague.Value).People);
        Assert.Equal(1, MatchRates.At(0.75, [.. cases.Where(c => c.Deal == declined.Value)], DateOnly.MinValue).Confirmed.Hits);
    }

    [Fact]
    public async Task A_claim_that_had_ended_contests_nobody()
    {
        var (first, second, product, name) = (await world.Seller(), await world.Seller(), await world.Product(), SellWorld.NewCustomer());
        var lost = await world.Open(Input(product, name, Host()), first);
        Assert.True((await app.Run((LoseDeal.Handler h) => h.Run(new LoseDeal { Deal = lost, Reason = "price" }, first, Ct))).Ok);
        app.Clock.Advance(TimeSpan.FromDays(1));
        var after = (await world.Registered(Input(product, name, Host()), second)).Id;

        var tried = (await Tried()).Cases.Single(c => c.Deal == after.Value);
        Assert.Null(tried.Contest);
        Assert.NotNull(tried.Other);
    }

    [Fact]
    public async Task Another_threshold_is_looked_at_and_published_with_all_other_rules_as_they_were()
    {
        var (person, product) = (await app.Given.VendorPerson(Role.Operations), await world.Product());
        await world.Registered(Input(product, SellWorld.NewCustomer(), Host()), await world.Seller());
        await Tried();
        var before = await app.Run(async (PolicyBook book) => (await book.Current<EngagementPolicy>(app.Now, Ct)).Rules);
        var portal = await app.As(person);
        var page = await portal.Page("/matching?threshold=90");
        Assert.Contains("At 90%", page.Body!.TextContent.Replace(" %", "%", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(before.MatchThreshold, (await Rules()).MatchThreshold);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await portal.Post("/matching/threshold", ("Percent", "20"), ("Reason", "Too low"))).StatusCode);
        var refused = await (await app.Api(person)).PostAsJsonAsync("matching/threshold", new { percent = 5, reason = "Too low" });
        Assert.Equal("percent", Assert.Single((await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()).Name);
        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post("/matching/threshold", ("Percent", "90"), ("Reason", "Fewer alarms"))).StatusCode);
        var after = await Rules();
        Assert.Equal(0.9, after.MatchThreshold, 9);
        Assert.Equal((before.ProtectionDays, before.Overlap, before.AutoApproveUpTo), (after.ProtectionDays, after.Overlap, after.AutoApproveUpTo));
        await portal.Post("/matching/threshold", ("Percent", (before.MatchThreshold * 100).ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Reason", "Back"));

        var api = await (await app.Api(person)).GetFromJsonAsync<JsonElement>("matching?threshold=0.9");
        Assert.Equal(0.9, api.GetProperty("at").GetProperty("threshold").GetDouble(), 9);
        Assert.Contains((await (await app.As(await app.Given.PartnerPerson())).Get("/matching")).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
        Assert.Contains((await (await app.As(await app.Given.VendorPerson(Role.PartnerManager))).Post("/matching/threshold", ("Percent", "80"), ("Reason", "Mine"))).StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.NotFound });

        async Task<EngagementPolicy> Rules() => await app.Run(async (PolicyBook book) => (await book.Current<EngagementPolicy>(app.Now, Ct)).Rules);
    }

    private static RegisterDeal WithMail(RegisterDeal ask, string host) => ask with { ContactEmail = "kim@" + host };

    private RegisterDeal Input(Tandem.Partners.Product product, string name, string host) => WithMail(world.Input(product, name), host);

    private static string Host() => $"{Guid.NewGuid():N}.test";

    private async Task<MatchingRun> Tried()
    {
        Assert.True((await app.Run((TryMatching.Handler h) => h.Run(Actor.System, Ct))).Ok);
        return await app.Db(db => db.Set<MatchingRun>().AsNoTracking().SingleAsync());
    }

    public sealed class OnSqlite(SqliteApp app) : MatchingTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : MatchingTests(app), IClassFixture<PostgresApp>;
}
