using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Tandem.Approvals;
using Tandem.Identity;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tandem.Browser;

/// <summary>What a partner and the vendor do less often, with the keyboard alone.</summary>
public sealed class KeyboardDayTests(DemoApp app, Chromium chromium)
{
    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_draft_is_kept_continued_and_thrown_away()
    {
        await using var window = await Open(await world.Seller());
        var (page, keys) = (window.Page, new Keys(window));
        var customer = SellWorld.NewCustomer();
        await window.Go("/deals/new");
        await keys.To(page.GetByRole(AriaRole.Combobox, new() { Name = "Company" }));
        await keys.Type(customer);
        await keys.Press("Escape");
        await keys.Activate(page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(customer);

        await keys.Activate(page.GetByRole(AriaRole.Link, new() { Name = "Continue draft" }));
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Company" })).ToHaveValueAsync(customer);
        await keys.To(page.GetByRole(AriaRole.Textbox, new() { Name = "City" }));
        await keys.Type("Utrecht");
        await keys.Activate(page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(customer);

        await keys.Activate(page.Locator("main summary[aria-label=More]"));
        await keys.Activate(page.Locator("main .menu-item", new() { HasText = "Discard draft" }));
        await keys.Activate(page.Locator("#discard .form-actions button"));
        await page.WaitForURLAsync("**/deals");
        await Expect(page.Locator("main")).Not.ToContainTextAsync(customer);
        window.IsSound();
    }

    [Fact]
    public async Task More_time_is_asked_for_and_a_rejection_is_appealed()
    {
        var seller = await world.Seller();
        await world.Rules(new EngagementPolicy { ExtensionWindowDays = 365 }, seller);
        var product = await world.Product();
        var open = await world.Open(world.Input(product, amount: 60_000), seller);
        var rejected = await world.Registered(world.Input(product, amount: 60_000), seller);
        await world.Decide(new DecideRegistration { Deal = rejected.Id, Verdict = Verdict.Reject, Code = RejectionCode.NotQualified }, await world.Reviewer());
        await using var window = await Open(seller);
        var (page, keys) = (window.Page, new Keys(window));

        await window.Go($"/deals/{open}");
        await keys.Activate(page.GetByRole(AriaRole.Link, new() { Name = "Extend" }));
        await keys.To(page.Locator("#extension textarea"));
        await keys.Type("Their board meets next month.");
        await keys.Activate(page.Locator("#extension .form-actions button"));
        await Expect(page.Locator("main")).ToContainTextAsync("Their board meets next month.");

        await window.Go($"/deals/{rejected.Id}");
        await keys.Activate(page.GetByRole(AriaRole.Link, new() { Name = "Appeal" }));
        await keys.To(page.Locator("#appeal textarea"));
        await keys.Type("Their head of operations asked us in person.");
        await keys.Activate(page.Locator("#appeal .form-actions button"));
        await Expect(page.Locator("main")).ToContainTextAsync("Appeal in review");
        Assert.Equal(DealStatus.Appealed, await app.Db(db => db.Deals().Where(d => d.Id == rejected.Id).Select(d => d.Status).SingleAsync()));
        window.IsSound();
    }

    [Fact]
    public async Task The_queue_is_narrowed_a_view_is_kept_and_dropped_and_a_deal_is_won()
    {
        var seller = await world.Seller();
        var input = world.Input(await world.Product(), amount: 60_000);
        var waiting = await world.Registered(input, seller);
        var deal = await world.Open(world.Input(await world.Product()), seller);
        await using var window = await Window.Open(chromium, app, app.Vendor);
        var (page, keys) = (window.Page, new Keys(window));

        await window.Go("/review");
        await keys.To(page.Locator(".filters input[type=search]"));
        await keys.Type(input.CustomerName!);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await keys.Activate(page.Locator($"a[href='/review/{waiting.Id}']"));
        await page.WaitForURLAsync($"**/review/{waiting.Id}");

        await window.Go("/pipeline/table?status=open&direct=false");
        await keys.Activate(page.GetByRole(AriaRole.Link, new() { Name = "Save view" }));
        await keys.To(page.Locator("#save-view input[name=Name]"));
        await keys.Type("Partners at work");
        await keys.Activate(page.Locator("#save-view .form-actions button"));
        await Expect(page.Locator(".views [aria-current=page]")).ToContainTextAsync("Partners at work");
        await keys.Activate(page.GetByRole(AriaRole.Button, new() { Name = "Drop view" }));
        await keys.Activate(page.Locator("#confirm button[value=yes]"));
        await Expect(page.Locator(".views")).Not.ToContainTextAsync("Partners at work");

        await window.Go($"/deals/{deal}");
        await keys.Activate(page.GetByRole(AriaRole.Link, new() { Name = "Won" }));
        await keys.Activate(page.GetByRole(AriaRole.Button, new() { Name = "Mark as won" }));
        await Expect(page.Locator("main")).ToContainTextAsync("Won");
        window.IsSound();
    }

    private async Task<Window> Open(Actor seller) =>
        await Window.Open(chromium, app, await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == seller.Person)));
}
