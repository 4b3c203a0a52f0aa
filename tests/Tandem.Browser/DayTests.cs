using Microsoft.Playwright;
using Tandem.Identity;
using Tandem.Partners;
using Tandem.Tests.Sell;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tandem.Browser;

/// <summary>The core of the programme, as the people of both sides live it.</summary>
public sealed class DayTests(BrowserApp app, Chromium chromium) : IClassFixture<BrowserApp>
{
    [Fact]
    public async Task A_partner_registers_a_deal_answers_a_question_and_wins_it_and_the_vendor_decides()
    {
        var (seller, reviewer, product) = await Cast();
        await using var partner = await Window.Open(chromium, app, seller);
        await using var vendor = await Window.Open(chromium, app, reviewer);

        await partner.Go("/");
        await partner.Look("partner-home");
        var customer = await Register(partner, product);
        await Expect(partner.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(customer);
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("In review");
        await partner.Look("partner-deal-in-review");
        var deal = new Uri(partner.Page.Url).AbsolutePath;

        await vendor.Go("/");
        await vendor.Look("vendor-home");
        await vendor.Go("/review");
        await vendor.Look("vendor-queue");
        await vendor.Page.GetByRole(AriaRole.Link, new() { Name = customer }).First.ClickAsync();
        await Expect(vendor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(customer);
        await vendor.Look("vendor-review");
        await vendor.Page.GetByRole(AriaRole.Link, new() { Name = "Ask for information" }).ClickAsync();
        await vendor.Look("vendor-review-ask");
        await vendor.Page.Locator("#ask-text").FillAsync("Who decides on their side?");
        await vendor.Page.GetByRole(AriaRole.Button, new() { Name = "Send question" }).ClickAsync();
        await vendor.Page.WaitForURLAsync("**/review");

        await partner.Go(deal);
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("needs more information");
        await partner.Look("partner-deal-needs-info");
        await partner.Page.GetByRole(AriaRole.Link, new() { Name = "Answer" }).First.ClickAsync();
        await partner.Page.Locator("#answer textarea[name=Text]").FillAsync("Their head of operations, in April.");
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }).ClickAsync();
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("In review");

        await vendor.Go(deal.Replace("/deals/", "/review/", StringComparison.Ordinal));
        await vendor.Page.GetByRole(AriaRole.Link, new() { Name = "Approve" }).First.ClickAsync();
        await vendor.Page.Locator("#approve button[type=submit], #approve .form-actions button").Last.ClickAsync();
        await vendor.Page.WaitForURLAsync("**/review");
        await vendor.Look("vendor-review-done");

        await partner.Go(deal);
        await partner.Look("partner-deal-open");
        await partner.Go("/deals");
        await Expect(partner.Page.Locator("main")).ToContainTextAsync(customer);
        await partner.Look("partner-deals");
        await vendor.Go("/pipeline");
        await Expect(vendor.Page.Locator("main")).ToContainTextAsync(customer);
        await vendor.Look("vendor-board");
        await vendor.Go("/pipeline/table");
        await vendor.Look("vendor-table");

        await partner.Go(deal);
        await partner.Page.GetByRole(AriaRole.Link, new() { Name = "Won" }).First.ClickAsync();
        await partner.Look("partner-deal-win");
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Mark as won" }).ClickAsync();
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("Won");
        await partner.Look("partner-deal-won");
        await partner.Go("/notices");
        await partner.Look("partner-notices");
        partner.IsSound();
        vendor.IsSound();
    }

    [Fact]
    public async Task The_same_works_without_scripts()
    {
        var (seller, reviewer, product) = await Cast();
        await using var partner = await Window.Open(chromium, app, seller, new Looking { WithoutScripts = true });
        await using var vendor = await Window.Open(chromium, app, reviewer, new Looking { WithoutScripts = true, Phone = true });

        var customer = await Register(partner, product);
        var deal = new Uri(partner.Page.Url).AbsolutePath;
        await vendor.Go("/review");
        await vendor.Picture("vendor-queue-phone");
        await vendor.Page.GetByRole(AriaRole.Link, new() { Name = customer }).First.ClickAsync();
        await vendor.Page.GetByRole(AriaRole.Link, new() { Name = "Approve" }).First.ClickAsync();
        await vendor.Picture("vendor-approve-phone-without-scripts");
        await vendor.Page.Locator("#approve .form-actions button").Last.ClickAsync();
        await vendor.Page.WaitForURLAsync("**/review");

        await partner.Go(deal + "/lose");
        await partner.Page.Locator("#lose select[name=Reason]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Mark as lost" }).ClickAsync();
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("Lost");
        await partner.Picture("partner-deal-lost-without-scripts");
    }

    /// <summary>Sends the form once with something missing, then complete; the window shows the new deal.</summary>
    private static async Task<string> Register(Window partner, Product product)
    {
        var customer = SellWorld.NewCustomer();
        var page = partner.Page;
        await partner.Go("/deals/new");
        await partner.Picture("partner-register");
        await page.Locator("input[name=CustomerName]").FillAsync(customer);
        await page.Locator("select[name='Lines[0].ProductId']").SelectOptionAsync(product.Id.ToString());
        await page.Locator("input[name='Lines[0].Quantity']").FillAsync("4");
        await page.Locator("input[name=ContactName]").FillAsync("Kim Example");
        await page.Locator("input[name=ContactEmail]").FillAsync("kim@example.org");
        await Submit(page);
        await Expect(page.Locator("input[name=CustomerName]")).ToHaveValueAsync(customer);
        await partner.Picture("partner-register-refused");

        await page.Locator("input[name=Amount]").FillAsync("60000");
        await page.Locator("input[name=CloseDate]").FillAsync("2026-06-30");
        await page.Locator("textarea[name=Description]").FillAsync("They replace a system from 2009 and decide this spring.");
        await Submit(page);
        await page.WaitForURLAsync(url => !url.Contains("/deals/new", StringComparison.Ordinal));
        return customer;
    }

    private static Task Submit(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Submit registration" }).ClickAsync();

    private async Task<(Person Seller, Person Reviewer, Product Product)> Cast()
    {
        var world = new SellWorld(app);
        var seller = await world.Seller();
        var person = await app.Db(db => db.People().FindAsync(seller.Person!.Value).AsTask());
        return (person!, await app.Given.VendorPerson(), await world.Product());
    }
}
