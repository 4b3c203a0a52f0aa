using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Tandem.Identity;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tandem.Browser;

/// <summary>Every job can be done with the keyboard alone, by somebody who sees where the focus is.</summary>
public sealed class KeyboardTests(DemoApp app, Chromium chromium)
{
    [Fact]
    public async Task A_deal_is_registered_with_suggestions_and_products()
    {
        await using var window = await Window.Open(chromium, app, app.Partner);
        var (page, keys) = (window.Page, new Keys(window));
        var known = await app.Db(db => db.Deals().Where(d => d.PartnerId == app.Partner.OrganisationId).OrderBy(d => d.Id).Select(d => d.Customer.Name).FirstAsync());

        await window.Go("/home");
        await keys.Activate(page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Register a deal" }));
        await page.WaitForURLAsync("**/deals/new");
        var company = page.GetByRole(AriaRole.Combobox, new() { Name = "Company" });
        await Expect(company).ToBeFocusedAsync();
        await keys.Type(known[..4]);
        var offered = page.Locator("tandem-combobox [role=option]");
        await Expect(offered.First).ToBeVisibleAsync();
        await keys.Press("Escape");
        await Expect(offered.First).ToBeHiddenAsync();
        await keys.Press("ArrowDown");
        await Expect(offered.First).ToBeVisibleAsync();
        await keys.Press("ArrowDown");
        var suggestion = await page.Locator("tandem-combobox [role=option][aria-selected=true]").GetAttributeAsync("data-label");
        await keys.Press("Enter");
        await Expect(company).ToHaveValueAsync(suggestion!);

        // The firm's own earlier customers are offered; this one is new.
        var customer = SellWorld.NewCustomer();
        await keys.Press("Control+a");
        await keys.Type(customer);
        await keys.To(page.GetByRole(AriaRole.Combobox, new() { Name = "Product 1" }));
        await keys.Press("ArrowDown");
        await keys.To(page.GetByRole(AriaRole.Spinbutton, new() { Name = "Quantity 1" }));
        await keys.Press("Control+a");
        await keys.Type("4");
        await keys.To(page.Locator("input[name=Amount]"));
        await keys.Type("60000");
        await keys.To(page.Locator("input[name=CloseDate]"));
        // The tenth of the tenth: browsers differ in whether day or month comes first.
        await keys.Type("1010" + app.Now.Year.ToString(CultureInfo.InvariantCulture));
        await keys.To(page.Locator("input[name=ContactName]"));
        await keys.Type("Kim Example");
        await keys.Activate(page.GetByRole(AriaRole.Button, new() { Name = "Submit registration" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(customer);
        window.IsSound();
    }

    [Fact]
    public async Task A_registration_is_asked_about_answered_and_approved_and_another_one_is_declined()
    {
        var world = new SellWorld(app);
        var seller = await world.Seller();
        var product = await world.Product();
        var (first, second) = (await world.Registered(world.Input(product, amount: 60_000), seller), await world.Registered(world.Input(product, amount: 60_000), seller));
        var person = await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == seller.Person));
        await using var vendor = await Window.Open(chromium, app, app.Vendor);
        await using var partner = await Window.Open(chromium, app, person);
        var (desk, keys) = (vendor.Page, new Keys(vendor));

        await vendor.Go("/review");
        await keys.Activate(desk.Locator($"a[href='/review/{first.Id}']"));
        await keys.Activate(desk.GetByRole(AriaRole.Link, new() { Name = "Ask for information" }));
        await keys.To(desk.Locator("#ask-text"));
        await keys.Type("Who decides on their side?");
        await keys.Activate(desk.GetByRole(AriaRole.Button, new() { Name = "Send question" }));
        await desk.WaitForURLAsync("**/review");

        await partner.Go($"/deals/{first.Id}");
        var answers = new Keys(partner);
        await answers.Activate(partner.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Answer" }));
        await answers.To(partner.Page.Locator("#answer textarea[name=Text]"));
        await answers.Type("Their head of operations.");
        await answers.Activate(partner.Page.GetByRole(AriaRole.Button, new() { Name = "Send answer" }));
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("In review");

        await vendor.Go($"/review/{first.Id}");
        await keys.Activate(desk.GetByRole(AriaRole.Link, new() { Name = "Approve" }));
        await keys.Press("Escape");
        await Expect(desk.Locator("#approve")).ToBeHiddenAsync();
        await keys.IsSeen();
        await keys.Activate(desk.GetByRole(AriaRole.Link, new() { Name = "Approve" }));
        await keys.Activate(desk.Locator("#approve .form-actions button"));
        await desk.WaitForURLAsync("**/review");

        await vendor.Go($"/review/{second.Id}");
        await keys.Activate(desk.GetByRole(AriaRole.Link, new() { Name = "Decline" }));
        await keys.To(desk.Locator("#decline input[name=Code]"));
        await keys.Press("ArrowDown", "ArrowUp");
        await keys.Activate(desk.Locator("#decline .form-actions button"));
        await desk.WaitForURLAsync("**/review");
        var ends = await app.Db(db => db.Deals().Where(d => d.Id == first.Id || d.Id == second.Id).ToDictionaryAsync(d => d.Id, d => d.Status));
        Assert.Equal((DealStatus.Open, DealStatus.Rejected), (ends[first.Id], ends[second.Id]));
        vendor.IsSound();
        partner.IsSound();
    }

    [Fact]
    public async Task A_card_is_moved_on_the_board_and_keeps_the_focus()
    {
        var world = new SellWorld(app);
        var seller = await world.Seller();
        var input = world.Input(await world.Product());
        var deal = await world.Open(input, seller);
        await app.Run((UpdateDeal.Handler h) => h.Run(new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "Call", Due = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(5) } }, seller, CancellationToken.None));
        await using var window = await Window.Open(chromium, app, app.Vendor);
        var (page, keys) = (window.Page, new Keys(window));

        await window.Go($"/pipeline?q={Uri.EscapeDataString(input.CustomerName!)}");
        var card = page.Locator(".board-card", new() { HasText = input.CustomerName });
        await keys.To(card);
        await keys.Press("Space", "ArrowRight", "Escape");
        await Expect(page.Locator("[data-column=qualified] .board-card")).ToHaveCountAsync(1);
        await Expect(card).ToBeFocusedAsync();
        await keys.Press("Space", "ArrowRight", "Space");
        await Expect(page.Locator(".toast")).ToContainTextAsync("Moved");
        await Expect(page.Locator("[data-column=discovery] .board-card")).ToBeFocusedAsync();
        await keys.IsSeen();
        await keys.Press("Enter");
        await page.WaitForURLAsync($"**/deals/{deal}");
        window.IsSound();
    }

    [Fact]
    public async Task The_command_palette_opens_finds_goes_and_gives_the_focus_back()
    {
        await using var window = await Window.Open(chromium, app, app.Vendor);
        var (page, keys) = (window.Page, new Keys(window));
        await window.Go("/home");
        var link = page.Locator("main a").First;
        await keys.To(link);
        await keys.Press("Control+k");
        await Expect(page.Locator("#palette input")).ToBeFocusedAsync();
        await keys.Press("Escape");
        await Expect(link).ToBeFocusedAsync();

        await keys.Press("Control+k");
        await keys.Type("pipel");
        await Expect(page.Locator("#palette [aria-selected=true]")).ToContainTextAsync("Pipeline");
        await keys.Press("ArrowDown", "ArrowUp", "Enter");
        await page.WaitForURLAsync("**/pipeline");
        window.IsSound();
    }

    [Fact]
    public async Task A_note_is_written_and_sent()
    {
        var deal = await app.Db(db => db.Deals().Where(d => d.Status == DealStatus.Open && d.PartnerId == app.Partner.OrganisationId).Select(d => d.Id).FirstAsync());
        await using var window = await Window.Open(chromium, app, app.Partner);
        var (page, keys) = (window.Page, new Keys(window));
        await window.Go($"/deals/{deal}");
        await keys.To(page.Locator("#note-text"));
        await keys.Type("The budget is confirmed.");
        await keys.Activate(page.Locator("#notes").GetByRole(AriaRole.Button, new() { Name = "Send" }));
        await Expect(page.Locator("#notes .talk")).ToContainTextAsync("The budget is confirmed.");
        await keys.To(page.Locator("#note-text"));
        await keys.Type("And signed.");
        await keys.Press("Control+Enter");
        await Expect(page.Locator("#notes .talk")).ToContainTextAsync("And signed.");
        window.IsSound();
    }

    [Fact]
    public async Task A_table_is_searched_filtered_sorted_and_paged()
    {
        await using var window = await Window.Open(chromium, app, app.Vendor);
        var (page, keys) = (window.Page, new Keys(window));
        await window.Go("/pipeline/table");
        await keys.Activate(page.Locator(".filters summary", new() { HasText = "Status" }));
        await keys.To(page.Locator("input[name=status][value=won]"));
        await keys.Press("Space");
        await keys.Press("Escape");
        await page.WaitForURLAsync("**status=won**");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Won");
        await Expect(page.Locator(".filters summary", new() { HasText = "Won" })).ToBeFocusedAsync();

        // Arrows walk through radio buttons; nothing is sent before the choice is made.
        await keys.Activate(page.Locator(".filters summary", new() { HasText = "Amount" }));
        await keys.To(page.Locator("input[name=amountFrom]:checked"));
        await keys.Press("ArrowDown", "ArrowDown", "Enter");
        await page.WaitForURLAsync("**amountFrom=50000**");

        await window.Go("/pipeline/table");
        await keys.To(page.Locator(".filters input[type=search]"));
        await keys.Type("a");
        await page.WaitForURLAsync("**q=a");
        await Expect(page.Locator(".filters input[type=search]")).ToBeFocusedAsync();
        await keys.Type("n");
        await page.WaitForURLAsync("**q=an");

        await window.Go("/pipeline/table");
        await keys.Activate(page.Locator("thead a", new() { HasText = "Customer" }));
        await page.WaitForURLAsync("**sort=customer");
        await Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Customer");
        var first = await page.Locator(".row-link").First.InnerTextAsync();
        await keys.Activate(page.Locator(".pager a", new() { HasText = "Next" }));
        await page.WaitForURLAsync("**after=**");
        await Expect(page.Locator(".row-link").First).Not.ToHaveTextAsync(first);
        await keys.Activate(page.Locator(".row-link").First);
        await page.WaitForURLAsync("**/deals/**");
        window.IsSound();
    }

    [Fact]
    public async Task The_focus_is_seen_on_its_way_through_every_kind_of_page_and_comes_out_again()
    {
        var deal = await app.Db(db => db.Deals().Where(d => d.Status == DealStatus.Open && d.PartnerId == app.Partner.OrganisationId).Select(d => d.Id).FirstAsync());
        List<string> faults = [];
        foreach (var (person, paths) in new (Person?, string[])[]
        {
            (null, ["/", "/sign-in"]),
            (app.Partner, ["/home", "/deals/new", $"/deals/{deal}", "/deals"]),
            (app.Vendor, ["/home", "/review", "/pipeline", "/pipeline/table", "/settings/engagement", "/kit"]),
        })
        {
            await using var window = await Window.Open(chromium, app, person);
            foreach (var path in paths)
            {
                await window.Go(path);
                faults.AddRange((await new Keys(window).Through()).Select(f => $"{path}: {f}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }
}
