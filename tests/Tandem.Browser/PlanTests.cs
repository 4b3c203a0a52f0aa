using Microsoft.Playwright;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Strategize.Plans;
using Tandem.Tests.Sell;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tandem.Browser;

/// <summary>A plan from its template to its recovery, as both sides live it.</summary>
public sealed class PlanTests(BrowserApp app, Chromium chromium) : IClassFixture<BrowserApp>
{
    /// <summary>What the log's readers do in the background reaches a page within seconds; a busy machine gets two minutes.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 120_000 };

    private readonly SellWorld world = new(app);

    [Fact]
    public async Task Both_sides_agree_a_plan_fall_behind_and_recover()
    {
        var seller = await world.Seller("Brightwater Automation");
        var signer = (await app.Db(db => db.People().FindAsync(seller.Person!.Value).AsTask()))!;
        await using var vendor = await Window.Open(chromium, app, await app.Given.VendorPerson());
        await using var partner = await Window.Open(chromium, app, signer);

        foreach (var window in new[] { vendor, partner })
            window.Page.SetDefaultTimeout(120_000);

        await Template(vendor);
        var plan = await Draft(vendor, "Brightwater Automation");
        await Negotiate(partner, vendor, plan);
        await Sign(partner, vendor, plan);

        // The plan began two months ago, and nothing has come yet.
        await app.Run((FollowPlans.Handler h) => h.Run(Actor.System, default));
        await partner.Go(plan);
        await Expect(partner.Page.Locator(".plan-hero")).ToContainTextAsync("Off track");
        await partner.Look("plan-off-track");
        await vendor.Go("/interventions");
        await Expect(vendor.Page.Locator("main")).ToContainTextAsync("Brightwater Automation");
        await vendor.Look("plan-interventions");
        await vendor.Go("/tasks");
        await Expect(vendor.Page.Locator("main")).ToContainTextAsync("Plan off track");

        // Deals are registered, approved and won: the page turns without anybody asking for it.
        for (var n = 0; n < 6; n++)
            await Win(await world.Open(world.Input(await world.Product(), amount: 40_000), seller), seller);
        await Expect(partner.Page.Locator(".plan-hero")).ToContainTextAsync("On track", Patient);
        await partner.Look("plan-on-track");
        await vendor.Go("/interventions");
        await Expect(vendor.Page.Locator("main")).ToContainTextAsync("1 of 1 recovered", Patient);
        await vendor.Look("plan-recovered");
        foreach (var (path, name) in new[] { ("/performance", "performance"), ("/plans", "plans"), ("/objectives", "objectives"), ("/plans/formula", "plan-formula"), ("/plans/calibration", "plan-calibration") })
        {
            await vendor.Go(path);
            await vendor.Look(name);
        }

        partner.IsSound();
        vendor.IsSound();
    }

    private async Task Win(Id<Deal> deal, Actor by) => Assert.Null((await world.Do((WinDeal.Handler h) =>
        h.Run(new WinDeal { Deal = deal, On = DateOnly.FromDateTime(app.Now.UtcDateTime) }, by, default))).Refusal);

    private static async Task Template(Window vendor)
    {
        await vendor.Go("/settings/plan-templates");
        var page = vendor.Page;
        await page.Locator("input[name='Templates[1].Name']").FillAsync("Quick start");
        await page.Locator("input[name='Templates[1].Months']").FillAsync("6");
        await page.Locator("select[name='Templates[1].Targets[0].Kpi']").SelectOptionAsync("sell.registrations");
        await page.Locator("input[name='Templates[1].Targets[0].Amount']").FillAsync("2");
        await page.Locator("select[name='Templates[1].Targets[1].Kpi']").SelectOptionAsync("sell.revenue-won");
        await page.Locator("select[name='Templates[1].Targets[1].Cadence']").SelectOptionAsync("Quarter");
        await page.Locator("input[name='Templates[1].Targets[1].Amount']").FillAsync("30000");
        await page.Locator("input[name='Templates[1].Milestones[0].Title']").FillAsync("First visit together");
        await page.Locator("input[name='Templates[1].Milestones[0].Day']").FillAsync("150");
        await page.Locator("[name=Reason]").FillAsync("For partners who begin.");
        await vendor.Look("plan-template");
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Version 1 in force");
    }

    private async Task<string> Draft(Window vendor, string partner)
    {
        await vendor.Go("/plans/new");
        var page = vendor.Page;
        await page.Locator("select[name=Partner]").SelectOptionAsync(new SelectOptionValue { Label = partner });
        await page.Locator("label:has(input[name=Template][value=quick-start])").ClickAsync();
        var today = DateOnly.FromDateTime(app.Now.UtcDateTime);
        await page.Locator("input[name=Starts]").FillAsync(new DateOnly(today.Year, today.Month, 1).AddMonths(-2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await vendor.Look("plan-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draft the plan" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Only the vendor sees this draft");
        await vendor.Look("plan-draft");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lay it before the partner" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("In negotiation");
        return new Uri(page.Url).AbsolutePath;
    }

    private static async Task Negotiate(Window partner, Window vendor, string plan)
    {
        await partner.Go(plan + "/edit");
        await partner.Page.Locator("input[name='Accounts[0].Name']").FillAsync("Nordwind Dairies");
        await partner.Page.Locator("input[name='Targets[0].Amount']").FillAsync("1");
        await partner.Page.Locator("textarea[name=Note]").FillAsync("One new customer a month is what two sellers can do well.");
        await partner.Look("plan-propose");
        await partner.Page.GetByRole(AriaRole.Button, new() { Name = "Propose", Exact = true }).ClickAsync();
        await Expect(partner.Page.Locator("table.diff").First).ToContainTextAsync("Nordwind Dairies");

        await vendor.Go(plan);
        await Expect(vendor.Page.Locator("table.diff").First).ToContainTextAsync("Nordwind Dairies");
        await Expect(vendor.Page.Locator(".talk")).ToContainTextAsync("what two sellers can do well");
        await vendor.Page.Locator(".composer textarea").FillAsync("Fine with us. We sign today.");
        await vendor.Page.Locator(".composer .btn-primary").ClickAsync();
        await Expect(vendor.Page.Locator(".talk")).ToContainTextAsync("We sign today.");
        await vendor.Look("plan-negotiation");
    }

    private static async Task Sign(Window partner, Window vendor, string plan)
    {
        foreach (var side in new[] { vendor, partner })
        {
            await side.Go(plan + "/sign");
            await Expect(side.Page.Locator("#sign pre")).ToContainTextAsync("Registrations: at least 1 each month");
            await side.Page.Locator("#sign input[type=checkbox]").CheckAsync();
            if (side == partner)
                await side.Look("plan-sign");
            await side.Page.Locator("#sign .form-actions button").First.ClickAsync();
            await Expect(side.Page.Locator("#sign")).Not.ToBeVisibleAsync();
        }

        await Expect(partner.Page.Locator("main")).ToContainTextAsync("Active");
    }
}
