using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Tests.Partners.Pages;

/// <summary>The vendor's pages of partners and accounts, and their settings.</summary>
public abstract class PartnerPageTests(TestApp app)
{
    [Fact]
    public async Task A_partner_is_added_found_and_shown_with_people_and_deals()
    {
        var world = new SellWorld(app);
        var portal = await app.As(await app.Given.VendorPerson());
        var name = $"Firm {Guid.NewGuid():N}";

        var refused = await portal.Post("/partners/new", ("Name", ""), ("Country", "DE"));
        var added = await portal.Post("/partners/new", ("Name", name), ("Type", "Msp"), ("Tier", "gold"), ("Country", "DE"), ("City", "Kiel"), ("Currency", "EUR"));
        var firm = await app.Db(db => db.Organisations().SingleAsync(o => o.Name == name));
        var seller = app.Act(await app.Given.PartnerPerson(firm));
        var registered = await world.Registered(world.Input(await world.Product()), seller);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal($"/partners/{firm.Id}", added.Headers.Location!.OriginalString);
        var list = (await portal.Page($"/partners?q={name[..20]}&type=Msp&tier=gold")).Body!.TextContent;
        Assert.Contains(name, list, StringComparison.Ordinal);
        Assert.DoesNotContain(name, (await portal.Page($"/partners?q={name[..20]}&type=Reseller")).Body!.TextContent, StringComparison.Ordinal);
        var page = (await portal.Page($"/partners/{firm.Id}")).Body!;
        Assert.Contains("Kiel, Germany", page.TextContent, StringComparison.Ordinal);
        Assert.Contains(seller.Name, page.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"a[href='/deals/{registered.Id}']"));
        Assert.Contains("joined the programme", page.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_over_somebody_elses_keeps_what_was_typed_and_can_be_repeated()
    {
        var by = await app.Given.VendorPerson();
        var portal = await app.As(by);
        var id = (await app.Run((SavePartner.Handler h) => h.Run(new SavePartner { Name = "Before" }, app.Act(by), CancellationToken.None))).Value;
        var version = await Version(id);
        await app.Run((SavePartner.Handler h) => h.Run(new SavePartner { Id = id, Name = "Of another", Version = version }, app.Act(by), CancellationToken.None));

        var late = await portal.Post($"/partners/{id}/edit", ("Name", "Mine"), ("City", "Kiel"), ("Type", "Reseller"), ("Currency", "EUR"), ("Version", $"{version}"));
        var form = new HtmlParser().ParseDocument(await late.Content.ReadAsStringAsync());
        var offered = form.QuerySelector("input[name=Version]")!.GetAttribute("value");
        var again = await portal.Post($"/partners/{id}/edit", ("Name", "Mine"), ("City", "Kiel"), ("Type", "Reseller"), ("Currency", "EUR"), ("Version", offered));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
        Assert.Equal("Mine", form.QuerySelector("input[name=Name]")!.GetAttribute("value"));
        Assert.Equal("Kiel", form.QuerySelector("input[name=City]")!.GetAttribute("value"));
        Assert.Contains("Somebody else changed this partner", form.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
        Assert.Equal("Mine", await app.Db(db => db.Organisations().Where(o => o.Id == id).Select(o => o.Name).SingleAsync()));
    }

    [Fact]
    public async Task An_account_keeps_its_parent_by_name_and_shows_the_deals_of_all_partners()
    {
        var world = new SellWorld(app);
        var by = await app.Given.VendorPerson();
        var portal = await app.As(by);
        var (parent, child) = (SellWorld.NewCustomer(), SellWorld.NewCustomer());
        await portal.Post("/accounts/new", ("Name", parent));
        var added = await portal.Post("/accounts/new", ("Name", child), ("ParentName", parent), ("Country", "DE"));
        var unknown = await portal.Post("/accounts/new", ("Name", SellWorld.NewCustomer()), ("ParentName", "Nobody knows this one"));
        var deal = await world.Open(world.Input(await world.Product(), child), await world.Seller());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        var page = (await portal.Page(added.Headers.Location!.OriginalString)).Body!;
        Assert.Contains(parent, page.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector($"a[href='/deals/{deal}']"));
        Assert.Contains("saved the account", page.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_spreadsheet_would_run_leaves_the_lists_as_text()
    {
        var by = await app.Given.VendorPerson();
        var portal = await app.As(by);
        var mark = Guid.NewGuid().ToString("N");
        await app.Run((SavePartner.Handler h) => h.Run(new SavePartner { Name = $"=cmd|{mark}" }, app.Act(by), CancellationToken.None));
        await app.Run((SaveAccount.Handler h) => h.Run(new SaveAccount { Name = $"+{mark}", City = "@SUM(1)" }, app.Act(by), CancellationToken.None));

        var partners = await (await portal.Get($"/partners/export?format=csv&q={mark}")).Content.ReadAsStringAsync();
        var accounts = await (await portal.Get($"/accounts/export?format=csv&q=%2B{mark}")).Content.ReadAsStringAsync();

        Assert.Contains(mark, partners, StringComparison.Ordinal);
        Assert.Contains(mark, accounts, StringComparison.Ordinal);
        foreach (var cell in (partners + "\n" + accounts).Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries))
            Assert.DoesNotContain(cell.Trim('"', '\uFEFF', '\r')[..Math.Min(1, cell.Trim('"', '\uFEFF', '\r').Length)], new[] { "=", "+", "@" });
    }

    [Fact]
    public async Task Roles_without_the_permission_are_told_that_there_is_no_such_page()
    {
        var partner = await app.As(await app.Given.PartnerPerson());
        var reader = await app.As(await app.Given.VendorPerson(Role.Executive));

        Assert.All(
            await Task.WhenAll(new[] { "/partners", "/partners/export", "/accounts", "/accounts/suggest", "/settings", "/settings/products" }.Select(partner.Get)),
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await reader.Get("/partners")).StatusCode);
        Assert.All(
            await Task.WhenAll(new[] { "/partners/new", "/accounts/new", "/settings", "/settings/rates", "/settings/engagement" }.Select(reader.Get)),
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
    }

    [Fact]
    public async Task Products_and_territories_are_kept_on_their_pages()
    {
        var portal = await app.As(await app.Given.VendorPerson(Role.Operations));
        var mark = Guid.NewGuid().ToString("N")[..8];

        var product = await portal.Post("/settings/products/new", ("Sku", $"S-{mark}"), ("Name", $"Pump {mark}"), ("Family", "Pumps"), ("ListPrice", "12.50"), ("Currency", "EUR"), ("Active", "true"));
        var taken = await portal.Post("/settings/products/new", ("Sku", $"S-{mark}"), ("Name", "Other"), ("ListPrice", "1"), ("Currency", "EUR"));
        var territory = await portal.Post("/settings/territories/new", ("Code", $"t-{mark}"), ("Name", $"Land {mark}"), ("Countries", "DE, AT"), ("Active", "true"));
        var odd = await portal.Post("/settings/territories/new", ("Code", $"u-{mark}"), ("Name", "Odd"), ("Countries", "Germany"));

        Assert.Equal(HttpStatusCode.SeeOther, product.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, taken.StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, territory.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.StatusCode);
        Assert.Contains($"Pump {mark}", (await portal.Page($"/settings/products?q={mark}&family=Pumps")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"Land {mark}", (await portal.Page("/settings/territories")).Body!.TextContent, StringComparison.Ordinal);
    }

    private Task<int> Version(Id<Organisation> id) => app.Db(db => db.Partners().Where(p => p.Id == id).Select(p => p.Version).SingleAsync());

    public sealed class OnSqlite(SqliteApp app) : PartnerPageTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : PartnerPageTests(app), IClassFixture<PostgresApp>;
}
