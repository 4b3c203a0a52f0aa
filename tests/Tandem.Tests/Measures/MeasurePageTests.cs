using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
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
