using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Strategize.Plans;
using Xunit;

namespace Tandem.Tests.Strategize;

/// <summary>A plan from template to signature by plain forms, and the same by the API. One database is enough.</summary>
public sealed class PlanPageTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly PlanWorld world = new(app);

    private Task<Person> PersonOf(Actor actor) => app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == actor.Person, Ct));

    [Fact]
    public async Task A_plan_is_drafted_negotiated_and_signed_without_a_script()
    {
        var partner = await world.Sell.Seller("Plan page partner");
        var manager = await app.As(await app.Given.VendorPerson());
        var seller = await app.As(await PersonOf(partner));

        var drafted = await manager.Post("/plans/new", ("Partner", partner.Partner.ToString()), ("Template", "growth"), ("Starts", "2026-01-01"));
        Assert.Equal(HttpStatusCode.SeeOther, drafted.StatusCode);
        var plan = drafted.Headers.Location!.ToString();
        Assert.Equal(HttpStatusCode.NotFound, (await seller.Get(plan)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.Post(plan + "/open")).StatusCode);

        var edit = await seller.Page(plan + "/edit");
        var fields = edit.QuerySelectorAll("form[action$='/edit'] [name]").Where(e => e.GetAttribute("type") != "checkbox" && e.GetAttribute("name") != "_form")
            .Select(e => (e.GetAttribute("name")!, e.LocalName switch { "select" => e.QuerySelector("option[selected]")?.GetAttribute("value"), "textarea" => e.TextContent, _ => e.GetAttribute("value") })).ToList();
        fields.Add(("Accounts[0].Name", "Nordwind GmbH"));
        fields.Add(("Note", "We know somebody there."));
        Assert.Equal(HttpStatusCode.SeeOther, (await seller.Post(plan + "/edit", [.. fields])).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await seller.Post(plan + "/edit", [.. fields])).StatusCode);

        var table = await manager.Page(plan);
        Assert.Contains("Nordwind GmbH", table.QuerySelector("table.diff")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("We know somebody there.", table.QuerySelector(".talk")!.TextContent, StringComparison.Ordinal);
        foreach (var portal in new[] { seller, manager })
        {
            var hash = (await portal.Page(plan + "/sign")).QuerySelector("input[name=Hash]")!.GetAttribute("value");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await portal.Post(plan + "/sign", ("Hash", hash))).StatusCode);
            Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post(plan + "/sign", ("Hash", hash), ("Agree", "true"))).StatusCode);
        }

        var page = await seller.Page(plan);
        Assert.NotNull(page.QuerySelector(".plan-hero .ring-value"));
        Assert.NotNull(page.QuerySelector($".plan-hero a[href='{plan}/health'] .ring-value"));
        Assert.NotNull((await seller.Page(plan + "/health")).QuerySelector("tbody a[href^='/measures/']"));
        Assert.Equal(2, page.QuerySelectorAll(".pledge").Length);
        Assert.Contains("Active", page.QuerySelector(".page-title")!.TextContent, StringComparison.Ordinal);
        foreach (var path in new[] { "/plans", "/plans/formula", "/plans/calibration", "/performance", "/home" })
            Assert.NotNull((await seller.Page(path)).QuerySelector("h1"));
        foreach (var path in new[] { "/performance?mine=true", "/objectives", "/interventions", "/plans/calibration" })
            Assert.NotNull((await manager.Page(path)).QuerySelector("h1"));
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.Post("/objectives", ("Kpi", "sell.revenue-won"), ("Starts", "2026-01-01"), ("Ends", "2026-12-31"), ("Amount", "1000000"))).StatusCode);
        Assert.Contains("Plan page partner", (await manager.Page($"/partners/{partner.Partner}")).QuerySelector(".ring-sm")!.ParentElement!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plans_are_searched_sorted_and_taken_away_as_a_file()
    {
        var manager = await world.Sell.Reviewer();
        foreach (var (firm, months) in new[] { ("Listed Plans Beta", 1), ("Listed Plans Alpha", 2), ("Listed Plans Gamma", 0) })
            await world.Draft(await world.Sell.Seller(firm), manager, PlanWorld.Terms(new DateOnly(2026, 1, 1).AddMonths(months)));

        async Task<List<string>> Found(PlanList ask) =>
            [.. (await app.Run((PlanList.Handler h) => h.Run(ask with { Text = "listed plans" }, manager, default))).Value.Items.Select(p => p.PartnerName[^5..].Trim())];

        Assert.Equal(["Alpha", "Beta", "Gamma"], await Found(new PlanList { Sort = "partner" }));
        Assert.Equal(["Alpha", "Beta", "Gamma"], await Found(new PlanList { Sort = "-ends" }));
        Assert.Equal(["Gamma", "Beta", "Alpha"], await Found(new PlanList { Sort = "ends" }));
        Assert.Equal(3, (await Found(new PlanList { State = PlanState.Draft })).Count);
        Assert.Empty(await Found(new PlanList { State = PlanState.Active }));

        var portal = await app.As(await app.Given.VendorPerson());
        var file = await (await portal.Get("/plans/export?q=listed+plans&sort=partner&format=csv")).Content.ReadAsStringAsync();
        Assert.Equal(["Listed Plans Alpha", "Listed Plans Beta", "Listed Plans Gamma"], file.Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')[2]));
        var page = await portal.Page("/plans?mine=true&track=AtRisk");
        Assert.Equal("Mine", page.QuerySelector(".views [aria-current=page]")!.TextContent);
        Assert.Single(page.QuerySelectorAll(".views [aria-current=page]"));
    }

    [Fact]
    public async Task Past_seven_KPIs_a_plan_is_said_to_be_hard_to_steer_by_and_goes_on_all_the_same()
    {
        string[] kpis = ["sell.registrations", "sell.revenue-won", "sell.win-rate", "sell.deals-won", "sell.pipeline-generated", "partners.sign-ins", "partners.active-people", "sell.velocity"];
        static PlanTerms With(IEnumerable<string> some, Side also = Side.Partner) => PlanWorld.Terms(null, [.. some.Select((kpi, i) => new TargetTerm($"t{i}", Side.Partner, kpi, Cadence.Quarter, 5, 10)), new("v", also, "sell.registrations", Cadence.Quarter, 5, 10)]);
        var rules = new PlanRules();
        Assert.Null(rules.TooMany(PlanWorld.Terms(null, [.. With(kpis[..7]).Targets.Take(7)])));
        Assert.Null(rules.TooMany(With(kpis[..7], Side.Vendor)));
        Assert.Equal(8, rules.TooMany(With(kpis, Side.Vendor)));
        Assert.Null((rules with { MostKpis = 8 }).TooMany(With(kpis, Side.Vendor)));

        var (partner, manager) = (await world.Sell.Seller("Many numbers"), await world.Sell.Reviewer());
        const string Warning = "8 KPIs are many to steer by";
        var plan = await world.Draft(partner, manager, With(kpis, Side.Vendor));
        var vendor = await app.As(await PersonOf(manager));
        Assert.Contains(Warning, (await vendor.Page($"/plans/{plan}")).Body!.TextContent, StringComparison.Ordinal);
        await world.Do((OpenNegotiation.Handler h) => h.Run(new OpenNegotiation { Plan = plan }, manager, default));
        var seller = await app.As(await PersonOf(partner));
        Assert.Contains(Warning, (await seller.Page($"/plans/{plan}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await seller.Page($"/plans/{plan}")).QuerySelector($"a.promise-name[href='/measures/sell.velocity?partner={partner.Partner}']"));
        await world.Sign(plan, partner);
        await world.Sign(plan, manager);
        var signed = (await seller.Page($"/plans/{plan}")).Body!.TextContent;
        Assert.DoesNotContain(Warning, signed, StringComparison.Ordinal);
        Assert.Contains("Expected by now", signed, StringComparison.Ordinal);

        var seven = await world.OnTable(await world.Sell.Seller("Seven numbers"), manager, With(kpis[..7], Side.Vendor));
        Assert.DoesNotContain("many to steer by", (await vendor.Page($"/plans/{seven}")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_objective_opens_to_the_plans_that_make_its_sums()
    {
        var (first, second, manager) = (await world.Sell.Seller("Objective one"), await world.Sell.Seller("Objective two"), await world.Sell.Reviewer());
        await world.Agreed(first, manager, PlanWorld.Terms(null, new TargetTerm("t1", Side.Partner, "sell.stage-moves", Cadence.Quarter, 30, 10)));
        await world.Agreed(second, manager, PlanWorld.Terms(null, new TargetTerm("t1", Side.Partner, "sell.stage-moves", Cadence.Month, 5, 10)));
        var vendor = await app.As(await PersonOf(manager));
        Assert.Equal(HttpStatusCode.SeeOther, (await vendor.Post("/objectives", ("Kpi", "sell.stage-moves"), ("Starts", "2026-01-01"), ("Ends", "2026-12-31"), ("Amount", "200"))).StatusCode);

        var row = (await app.Run((ObjectiveBoard.Handler h) => h.Run(new ObjectiveBoard { Kpi = "sell.stage-moves" }, manager, Ct))).Value.Objectives.Single();
        var opened = (await app.Run((ShowObjective.Handler h) => h.Run(new ShowObjective { Objective = row.Id }, manager, Ct))).Value;
        Assert.Equal(row.SumOfPlans!.Value, opened.Carriers.Items.Sum(c => c.Makes), 1e-6);
        Assert.Equal([first.Partner, second.Partner], opened.Carriers.Items.Select(c => c.PartnerId));
        Assert.Equal(1, (await app.Run((ShowObjective.Handler h) => h.Run(new ShowObjective { Objective = row.Id, Limit = 1 }, manager, Ct))).Value.Carriers is { Next: { } next } page
            ? (await app.Run((ShowObjective.Handler h) => h.Run(new ShowObjective { Objective = row.Id, Limit = 1, Cursor = next }, manager, Ct))).Value.Carriers.Items.Count(c => c.Plan != page.Items[0].Plan) : 0);

        Assert.NotNull((await vendor.Page("/objectives")).QuerySelector($"a[href='/objectives/{row.Id}']"));
        var found = await vendor.Page($"/objectives/{row.Id}?q=objective two&sort=partner");
        Assert.Contains("Objective two", found.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Objective one", found.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing matches", (await vendor.Page($"/objectives/{row.Id}?q=nobody")).Body!.TextContent, StringComparison.Ordinal);
        var file = await (await vendor.Get($"/objectives/{row.Id}/export?format=csv")).Content.ReadAsStringAsync(Ct);
        Assert.Equal(3, file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(HttpStatusCode.NotFound, (await vendor.Get($"/objectives/{Guid.NewGuid()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await PersonOf(first))).Get($"/objectives/{row.Id}")).StatusCode);
    }

    [Fact]
    public async Task Objectives_are_searched_sorted_and_taken_away_as_a_file()
    {
        var portal = await app.As(await app.Given.VendorPerson());
        var year = DateOnly.FromDateTime(app.Now.UtcDateTime).Year;
        foreach (var (kpi, ends) in new[] { ("sell.registrations", "06-30"), ("sell.pipeline-generated", "09-30"), ("partners.active-people", "03-31") })
            Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post("/objectives", ("Kpi", kpi), ("Starts", $"{year}-01-01"), ("Ends", $"{year}-{ends}"), ("Amount", "500"))).StatusCode);

        async Task<List<string>> Ends(string query) => [.. (await (await portal.Get($"/objectives/export?format=csv&{query}")).Content.ReadAsStringAsync()).Split('\n').Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')[3][5..])];
        Assert.Equal(["03-31", "06-30", "09-30"], (await Ends("sort=ends")).Where(e => e != "12-31"));
        Assert.Equal(["09-30", "06-30", "03-31"], (await Ends("sort=-ends")).Where(e => e != "12-31"));
        Assert.Equal(["09-30"], await Ends("q=pipeline"));
        Assert.Empty(await Ends($"territory={Guid.NewGuid()}"));
        var page = await portal.Page("/objectives?q=pipeline");
        Assert.NotNull(page.QuerySelector("tbody a[href^='/objectives/']"));
        Assert.Single(page.QuerySelectorAll("tbody tr"));
    }

    [Fact]
    public async Task Templates_and_the_formula_are_set_on_their_pages()
    {
        var operations = await app.As(await app.Given.VendorPerson());

        Assert.Contains("Growth plan", (await operations.Page("/settings/plan-templates")).Body!.TextContent, StringComparison.Ordinal);
        var rules = await operations.Post("/settings/plan-rules", ("LaggingFactor", "0.4"), ("MilestoneWeight", "10"), ("OnTrack", "50"), ("AtRisk", "60"), ("FirstDays", "7"), ("MostKpis", "7"), ("DaysToClose", "10"), ("Reason", "Trial"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, rules.StatusCode);
    }

    [Fact]
    public async Task A_rule_with_a_condition_is_built_row_by_row_tried_and_published()
    {
        var partner = await world.Sell.Seller("Rule page partner");
        var operations = await app.As(await app.Given.VendorPerson());
        const string Path = "/settings/interventions";
        Assert.Contains("Pipeline falls behind", (await operations.Page(Path)).Body!.TextContent, StringComparison.Ordinal);
        (string, string?)[] rule =
        [
            ("Rules[0].Name", "Quiet resellers"), ("Rules[0].Below", "90"), ("Rules[0].Action", "Call"), ("Rules[0].DueDays", "5"), ("HoldOut", "0"), ("Days", "60"), ("Reason", "Trial"),
            ("Rules[0].If.Rows[0].Kind", "All"), ("Rules[0].If.Rows[0].Depth", "0"), ("Rules[0].If.Rows[0].Add", "type"),
        ];
        var added = await operations.Post(Path, [.. rule, ("Edit", "0/add/0")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, added.StatusCode);
        Assert.Contains("Rules[0].If.Rows[1].In", await added.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        (string, string?)[] row = [("Rules[0].If.Rows[1].Kind", "Fact"), ("Rules[0].If.Rows[1].Depth", "1"), ("Rules[0].If.Rows[1].Fact", "type")];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await operations.Post(Path, [.. rule, .. row])).StatusCode);

        row = [.. row, ("Rules[0].If.Rows[1].In", "Reseller")];
        var tried = await (await operations.Post(Path, [.. rule, .. row, ("Edit", "try"), ("Try", partner.Partner.ToString())])).Content.ReadAsStringAsync(Ct);
        Assert.Contains("Partner type is Reseller", tried, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await operations.Post(Path, [.. rule, .. row])).StatusCode);
        Assert.Contains("Partner type is Reseller", (await operations.Page(Path)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_takes_a_plan_from_draft_to_signature()
    {
        var partner = await world.Sell.Seller();
        var (vendor, seller) = (await app.Api(await app.Given.VendorPerson()), await app.Api(await PersonOf(partner)));

        var made = await vendor.PostAsJsonAsync("plans", new { partner = partner.Partner, template = "growth", starts = "2026-01-01" }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var plan = "plans/" + (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.OK, (await vendor.PostAsync(plan + "/open", null, Ct)).StatusCode);
        foreach (var api in new[] { seller, vendor })
        {
            var table = (await api.GetFromJsonAsync<JsonElement>(plan, Ct)).GetProperty("table");
            var signed = await api.PostAsJsonAsync(plan + "/signature", new { hash = table.GetProperty("text").GetProperty("hash").GetString(), agree = true }, Ct);
            Assert.True(signed.StatusCode == HttpStatusCode.OK, await signed.Content.ReadAsStringAsync(Ct));
        }

        var view = await seller.GetFromJsonAsync<JsonElement>(plan, Ct);
        Assert.Equal("active", view.GetProperty("state").GetString());
        Assert.Equal(5, view.GetProperty("targets").GetArrayLength());
    }
}
