using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Measures;

/// <summary>A number opens for whom it is meant, and for nobody else.</summary>
public abstract class MeasurePageTests(TestApp app)
{
    private static CancellationToken Ct => CancellationToken.None;

    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_number_opens_to_definition_inputs_and_the_rows_behind_it()
    {
        var (seller, customer) = await Registered();
        var vendor = await app.As(await app.Given.VendorPerson());

        var page = await vendor.Page($"/measures/sell.registrations?partner={seller.Partner}");
        var text = page.Body!.TextContent;
        Assert.Contains("number of registrations submitted", text, StringComparison.Ordinal);
        Assert.Contains(customer, text, StringComparison.Ordinal);
        Assert.Contains("Managed services", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Msp", text, StringComparison.Ordinal);

        Assert.Contains("Pipeline generated", (await vendor.Page("/measures")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Registrations", (await vendor.Page($"/measures?partner={seller.Partner}")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("/measures/", (await vendor.Page($"/partners/{seller.Partner}")).Body!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partner_sees_its_own_numbers_and_no_others()
    {
        var (seller, customer) = await Registered();
        var (other, secret) = await Registered();
        var portal = await app.As(await Person(seller));

        var own = (await portal.Page("/measures/sell.registrations")).Body!.TextContent;
        Assert.Contains(customer, own, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, own, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Get($"/measures/sell.registrations?partner={other.Partner}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Get($"/measures?partner={other.Partner}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Get("/measures/sell.registrations/export")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Get("/measures/sell.bypasses")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Get("/measures/sell.clean-share")).StatusCode);
        Assert.DoesNotContain("Bypassed protections", (await portal.Page("/measures")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("/measures/sell.registrations", (await portal.Page("/home")).Body!.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sees_no_amounts_sees_no_sums()
    {
        var (seller, _) = await Registered();
        var technician = await app.As(await Person(await world.Colleague(seller, Role.Technician)));

        Assert.Equal(HttpStatusCode.NotFound, (await technician.Get("/measures/sell.revenue-won")).StatusCode);
        var page = (await technician.Page("/measures/sell.registrations")).Body!.TextContent;
        Assert.DoesNotContain("10,000", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quartiles_of_peers_are_shown_from_five_others_on_and_name_nobody()
    {
        var (seller, _) = await Registered(PartnerType.Distributor);
        await Registered(PartnerType.Distributor);
        await app.Run((TakeSnapshot.Handler h) => h.Run(Actor.System, Ct));
        var portal = await app.As(await Person(seller));
        Assert.Contains(
            "Quartiles are shown when at least five other partners", (await portal.Page("/measures/sell.registrations")).Body!.TextContent, StringComparison.Ordinal);

        for (var i = 0; i < 5; i++)
            await Registered(PartnerType.Distributor);
        await app.Run((TakeSnapshot.Handler h) => h.Run(Actor.System, Ct));
        var text = (await portal.Page("/measures/sell.registrations")).Body!.TextContent;
        Assert.Contains("Upper quartile", text, StringComparison.Ordinal);
        var others = await app.Db(db => db.Organisations().Where(o => !o.IsVendor && o.Id != seller.Partner).Select(o => o.Name).ToListAsync(Ct));
        Assert.DoesNotContain(others, name => Regex.IsMatch(text, $@"\b{Regex.Escape(name)}\b", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task All_partners_stand_side_by_side_sorted_and_as_a_file()
    {
        var (seller, _) = await Registered();
        await world.Registered(world.Input(await world.Product()), seller);
        await app.Drain();
        var vendor = await app.As(await app.Given.VendorPerson());

        var page = await vendor.Page("/measures/sell.registrations?sort=-value");
        Assert.Contains(seller.OrganisationName, page.QuerySelector("tbody")!.TextContent, StringComparison.Ordinal);
        var file = await (await vendor.Get("/measures/sell.registrations/export?format=csv")).Content.ReadAsStringAsync(Ct);
        Assert.Contains(seller.OrganisationName, file, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await vendor.Get("/measures/sell.gone")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await vendor.Get("/measures/sell.registrations?period=2026-Q9")).StatusCode);
    }

    [Fact]
    public async Task The_catalogue_is_sorted_and_taken_away_as_a_file_and_so_are_one_partners_numbers()
    {
        var (seller, _) = await Registered();
        var (vendor, partner) = (await app.As(await app.Given.VendorPerson()), await app.As(await Person(seller)));

        async Task<List<string>> Names(string address) => [.. (await vendor.Page(address)).QuerySelectorAll("tbody .row-link").Select(a => a.FirstChild!.TextContent.Trim())];
        var names = await Names("/measures?sort=name&side=Vendor");
        Assert.True(names.Count > 3);
        Assert.Equal(names.Order(StringComparer.CurrentCultureIgnoreCase), names);
        Assert.Equal(names.AsEnumerable().Reverse(), await Names("/measures?sort=-name&side=Vendor"));
        var file = await (await vendor.Get("/measures/export?format=csv&side=Vendor&sort=name")).Content.ReadAsStringAsync(Ct);
        Assert.Equal(names.Count + 1, file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("sell.sla-met", file, StringComparison.Ordinal);
        Assert.DoesNotContain("sell.registrations,", file, StringComparison.Ordinal);

        var own = await (await partner.Get("/measures/export?format=csv")).Content.ReadAsStringAsync(Ct);
        Assert.Contains(own.Split('\n'), line => line.StartsWith("Registrations,", StringComparison.Ordinal) && line.Contains(",1,", StringComparison.Ordinal));
        Assert.DoesNotContain("Bypassed protections", own, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await vendor.Get($"/measures/export?partner={seller.Partner}&format=xlsx")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await partner.Get($"/measures/export?partner={(await world.Seller()).Partner}")).StatusCode);
    }

    [Fact]
    public async Task The_rows_behind_a_number_are_taken_away_as_a_file_by_whom_they_are_shown_to()
    {
        var (seller, customer) = await Registered();
        var (vendor, partner, stranger) = (await app.As(await app.Given.VendorPerson()), await app.As(await Person(seller)), await app.As(await Person((await Registered()).Seller)));

        var page = await vendor.Page($"/measures/sell.registrations?partner={seller.Partner}");
        Assert.NotNull(page.QuerySelector($"a[href^='/measures/sell.registrations/rows/export?partner={seller.Partner}'][href*='format=csv']"));
        foreach (var portal in new[] { vendor, partner })
            Assert.Contains(customer, await (await portal.Get($"/measures/sell.registrations/rows/export?partner={seller.Partner}&format=csv")).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get($"/measures/sell.registrations/rows/export?partner={seller.Partner}")).StatusCode);
        var empty = await vendor.Get($"/measures/sell.registrations/rows/export?partner={seller.Partner}&period=2025-01&format=csv");
        Assert.Equal((HttpStatusCode.OK, 1), (empty.StatusCode, (await empty.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.Equal(HttpStatusCode.OK, (await vendor.Get($"/measures/sell.registrations/rows/export?partner={seller.Partner}&format=xlsx")).StatusCode);

        var technician = await app.As(await Person(await world.Colleague(seller, Role.Technician)));
        Assert.DoesNotContain("10,000", await (await technician.Get("/measures/sell.registrations/rows/export?format=csv")).Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_partners_numbers_are_searched_narrowed_sorted_and_told_apart_from_nothing_at_all()
    {
        var (seller, _) = await Registered();
        var vendor = await app.As(await app.Given.VendorPerson());
        var card = $"/measures?partner={seller.Partner}";

        async Task<List<string>> Names(string query) => [.. (await vendor.Page(card + query)).QuerySelectorAll("tbody .row-link").Select(a => a.FirstChild!.TextContent.Trim())];
        Assert.NotEmpty(await Names("&side=vendor&area=sell"));
        Assert.All(await Names("&side=vendor&area=sell"), name => Assert.Contains(name, new[] { "Decisions in time", "Vendor's answer time", "Overdue reviews", "Bypassed protections" }));
        Assert.Empty(await Names("&q=sign-ins&area=sell"));
        Assert.Equal(["Sign-ins"], await Names("&q=sign-ins&area=partners&side=Partner"));
        var sorted = await Names("&sort=-name&side=vendor");
        Assert.Equal(sorted.OrderDescending(StringComparer.CurrentCultureIgnoreCase), sorted);
        Assert.NotEmpty(await Names("&sort=change&period=2025-Q4"));
        var file = await (await vendor.Get($"/measures/export?partner={seller.Partner}&side=vendor&format=csv")).Content.ReadAsStringAsync(Ct);
        Assert.Equal((await Names("&side=vendor")).Count + 1, file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var nothing = await vendor.Page($"{card}&q=no such thing");
        Assert.Contains("Nothing matches", nothing.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(card, nothing.QuerySelector(".empty-next a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Many_partners_numbers_make_one_and_open_to_them()
    {
        var (manager, seller) = (await app.Given.VendorPerson(Role.PartnerManager), await world.Seller());
        var north = Territory.Of("numbers-north", "North", null, [], app.Now);
        var street = Territory.Of("numbers-street", "North street", north.Id, [], app.Now);
        await app.Db(async db =>
        {
            db.AddRange(north, street);
            (await db.Partners().SingleAsync(p => p.Id == seller.Partner, Ct)).Assign(street.Id, manager.Id);
            await db.SaveChangesAsync(Ct);
        });
        app.Services.GetRequiredService<Kept<Territory>>().Forget();
        var product = await world.Product();
        await world.Registered(world.Input(product), seller);
        await world.Registered(world.Input(product), seller);
        await Registered();
        await app.Drain();

        var reader = app.Act(manager);
        async Task<ListValues.Listed> Of(ListValues ask) => (await app.Run((ListValues.Handler h) => h.Run(ask with { Kpi = "sell.registrations", WithTrend = true }, reader, Ct))).Value;
        var (own, region, all) = (await Of(new ListValues { Mine = true }), await Of(new ListValues { Territory = north.Id.Value }), await Of(new ListValues()));
        Assert.Equal((2.0, 1), (own.Together.Value, own.Count));
        Assert.Equal((2.0, 1), (region.Together.Value, region.Count));
        Assert.True(all.Together.Value > 2);
        Assert.Equal(own.Together.Value, own.Trend[^1].Value);
        Assert.Empty((await Of(new ListValues { Territory = Guid.NewGuid() })).Rows.Items);
        Assert.Equal(2, (await Of(new ListValues { Mine = true, Period = "2026-Q1" })).FourQuarters!.Value.Value);

        var portal = await app.As(manager);
        var link = (await portal.Page("/performance?mine=true")).QuerySelector("a[href^='/measures/sell.registrations?mine=true&period=']")!;
        Assert.Equal("2", link.TextContent);
        var opened = await portal.Page(link.GetAttribute("href")!);
        Assert.Equal("2", opened.QuerySelector(".stat-value")!.TextContent);
        Assert.Contains("number of registrations submitted", opened.Body!.TextContent, StringComparison.Ordinal);
        var home = await portal.Page("/home");
        Assert.NotNull(home.QuerySelector("a[href='/measures/sell.sla-met']"));
        Assert.Contains("decided with a yes ÷ decided", home.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_several_become_one_by_what_they_are()
    {
        var kpis = app.Services.GetRequiredService<KpiCatalogue>();
        Figure[] some = [new(0.5, 1), new(1, 3), Figure.Missing];
        Assert.Equal(new Figure(0.875, 4), Together.OfPartners(kpis.Find("sell.sla-met")!, some));
        Assert.Equal(new Figure(1.5, 4), Together.OfPartners(kpis.Find("sell.registrations")!, some));
        Assert.Equal(Figure.Missing, Together.OfPartners(kpis.Find("sell.registrations")!, []));
        Assert.Equal(new Figure(1, 3), Together.OfQuarters(kpis.Find("sell.breadth")!, some));
        Assert.Equal(new Figure(0.5, 1), Together.OfQuarters(kpis.Find("sell.open-deals")!, some));

        // Where nothing is kept of a partner its value is missing or a zero to be summed: no mean is moved by who did nothing.
        Assert.All(kpis.All.Where(k => k.Unit is not (KpiUnit.Count or KpiUnit.Money)), k => Assert.True(kpis.NothingFor(k.Id).IsMissing, k.Id));
    }

    [Fact]
    public async Task Programs_read_definitions_values_numbers_and_rows()
    {
        var (seller, _) = await Registered();
        using var vendor = await app.Api(await app.Given.VendorPerson());
        using var partner = await app.Api(await Person(seller));

        Assert.Contains("sell.win-rate", await vendor.GetStringAsync("measures", Ct), StringComparison.Ordinal);
        var number = JsonDocument.Parse(await partner.GetStringAsync("measures/sell.registrations", Ct)).RootElement;
        Assert.Equal(1, number.GetProperty("figure").GetProperty("value").GetDouble());
        var rows = JsonDocument.Parse(await partner.GetStringAsync("measures/sell.registrations/rows", Ct)).RootElement;
        Assert.Equal(1, rows.GetProperty("items").GetArrayLength());
        var values = JsonDocument.Parse(await vendor.GetStringAsync("measures/sell.registrations/values?limit=1", Ct)).RootElement;
        Assert.Equal(1, values.GetProperty("items").GetArrayLength());
        var card = JsonDocument.Parse(await partner.GetStringAsync("measures/scorecard", Ct)).RootElement;
        Assert.True(card.GetProperty("items").GetArrayLength() >= 30);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetAsync("measures/sell.registrations/values", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await vendor.GetAsync($"measures/sell.registrations?partner={seller.Partner}&period=soon", Ct)).StatusCode);
    }

    private async Task<(Actor Seller, string Customer)> Registered(PartnerType type = PartnerType.Reseller)
    {
        var seller = await world.Seller();
        await app.Db(async db =>
        {
            (await db.Partners().SingleAsync(p => p.Id == seller.Partner, Ct)).Describe(type, website: null, country: null, city: null, "EUR");
            await db.SaveChangesAsync(Ct);
        });
        var customer = SellWorld.NewCustomer();
        await world.Registered(world.Input(await world.Product(), customer), seller);
        await app.Drain();
        return (seller, customer);
    }

    private Task<Person> Person(Actor actor) => app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == actor.Person, Ct));

    public sealed class OnSqlite(SqliteApp app) : MeasurePageTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : MeasurePageTests(app), IClassFixture<PostgresApp>;
}
