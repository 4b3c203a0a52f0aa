using System.Globalization;
using Microsoft.Playwright;
using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Strategize.C3;
using Tandem.Strategize.Tiers;
using Tandem.Tests.Strategize;
using Xunit;
using static Microsoft.Playwright.Assertions;
using Over = Tandem.Strategize.Window;

namespace Tandem.Browser;

/// <summary>How a partner stands, and the review in which both sides decide what follows from it.</summary>
public sealed class ReviewTests(BrowserApp app, Chromium chromium) : IClassFixture<BrowserApp>
{
    /// <summary>What the log's readers do in the background reaches a page within seconds; a busy machine gets two minutes.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Patient = new() { Timeout = 120_000 };

    private readonly PlanWorld world = new(app);

    private static readonly TiersPolicy Tiers = new()
    {
        Ladders =
        [
            new TierLadder("all", "All partners")
            {
                Tiers =
                [
                    new Tier("registered", "Registered") { Benefits = new TierBenefits { Support = "Portal" } },
                    new Tier("silver", "Silver") { Requirements = [new("sell.registrations", Over.FourQuarters, 2)], Benefits = new TierBenefits { MarginPercent = 18, Support = "Next day" } },
                    new Tier("gold", "Gold")
                    {
                        Requirements = [new("sell.registrations", Over.FourQuarters, 9), new("sell.revenue-won", Over.FourQuarters, 250_000)],
                        Benefits = new TierBenefits { ProtectionDays = 120, MarginPercent = 25, LeadWeight = 2, MdfPercent = 2, Support = "Four hours" },
                    },
                ],
            },
        ],
    };

    private static readonly C3Policy Model = new()
    {
        Models =
        [
            new C3Model("all", "All partners")
            {
                Lines =
                [
                    new(Axis.Capability, "sell.revenue-won", Over.FourQuarters, Curve.FirstSteps, 0, 1_000_000, 50), new(Axis.Capability, "sell.breadth", Over.FourQuarters, Curve.Even, 0, 4, 20),
                    new(Axis.Capability, "sell.registrations", Over.FourQuarters, Curve.Even, 0, 20, 30), new(Axis.Capacity, "partners.sellers", Over.ThisQuarter, Curve.Even, 0, 6, 100),
                    new(Axis.Commitment, "sell.registrations", Over.FourQuarters, Curve.Even, 0, 12, 100),
                ],
            },
        ],
    };

    [Fact]
    public async Task A_partner_reads_how_it_stands_and_a_review_decides_what_follows()
    {
        var (seller, manager) = (await world.Sell.Seller("Brightwater Automation"), await world.Sell.Reviewer());
        await world.Sell.Rules(Tiers, seller);
        await world.Sell.Rules(Model, seller);
        await world.Agreed(seller, manager, PlanWorld.Terms());
        for (var n = 0; n < 3; n++)
            await world.Sell.Open(world.Sell.Input(await world.Sell.Product(), amount: 40_000), seller);
        app.Clock.Advance(TimeSpan.FromDays(1));
        await using var partner = await Window.Open(chromium, app, await Person(seller));
        await using var vendor = await Window.Open(chromium, app, await Person(manager));
        foreach (var window in new[] { partner, vendor })
            window.Page.SetDefaultTimeout(120_000);

        await Standing(partner);
        var review = await Schedule(vendor);
        await Pack(vendor, review);
        await Revise(vendor);
        await Meet(vendor, review);
        await partner.Go(review);
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("Minutes and decisions went to both sides");
        await Expect(partner.Page.Locator("main")).ToContainTextAsync("Invite three food makers");
        await Look(partner, "review-held");
        await Sign(vendor, partner, review);
        partner.IsSound();
        vendor.IsSound();
    }

    [Fact]
    public async Task Who_would_move_is_shown_while_the_model_is_edited()
    {
        await using var vendor = await Window.Open(chromium, app, await app.Given.VendorPerson());
        vendor.Page.SetDefaultTimeout(120_000);
        await vendor.Go("/settings/c3");
        var (field, preview) = (vendor.Page.Locator("[name='Models[0].Lines[0].Target']"), vendor.Page.Locator("#preview"));
        await Expect(preview).ToContainTextAsync("Nothing is published by looking");

        await field.FillAsync("1");
        await Expect(preview).ToContainTextAsync("would rise by a point or more", Patient);
        await Expect(field).ToBeFocusedAsync();
        await vendor.Look("standing-model");
        vendor.IsSound();
    }

    private async Task<Person> Person(Actor actor) => (await app.Db(db => db.FindAsync<Person>(actor.Person!.Value).AsTask()))!;

    /// <summary>What is missing for the next tier, and the cheapest ways up of the scores.</summary>
    private static async Task Standing(Window partner)
    {
        // The tier is judged in the background; the page says how it stood when it was opened.
        await partner.Go("/tiers");
        for (var n = 0; n < 120 && !(await partner.Page.Locator("main").InnerTextAsync()).Contains("What is missing for Gold", StringComparison.Ordinal); n++)
        {
            await partner.Page.WaitForTimeoutAsync(1000);
            await partner.Go("/tiers");
        }

        await Expect(partner.Page.Locator("main")).ToContainTextAsync("What is missing for Gold");
        await Look(partner, "standing-tier");
        await partner.Page.GetByRole(AriaRole.Link, new() { Name = "Our C³" }).First.ClickAsync();
        await Expect(partner.Page.Locator(".ways").First).ToContainTextAsync("Our cheapest ways up");
        await Expect(partner.Page.Locator(".ways").First.Locator("li")).ToHaveCountAsync(3);
        await Look(partner, "standing-c3");
    }

    private static async Task<string> Schedule(Window vendor)
    {
        await vendor.Go("/qbr/new");
        var page = vendor.Page;
        await page.Locator("select[name=Plan]").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.Locator("input[name=Day]").FillAsync(await page.Locator("input[name=Day]").GetAttributeAsync("min") ?? "");
        await page.Locator("input[name=At]").FillAsync("23:30");
        await page.Locator("input[name=Place]").FillAsync("Room 4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule and invite" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Room 4");
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>The pack as a page, on paper and as slides.</summary>
    private static async Task Pack(Window vendor, string review)
    {
        var page = vendor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the pack" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("as of ");
        await Look(vendor, "review-before");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the pack" }).ClickAsync();
        await Expect(page.Locator(".pack-part").First).ToBeVisibleAsync();
        await Expect(page.Locator(".pack")).ToContainTextAsync("Registrations");
        await Look(vendor, "review-pack");
        Assert.StartsWith("%PDF-", await Downloaded(page, "PDF"), StringComparison.Ordinal);
        Assert.StartsWith("PK", await Downloaded(page, "PowerPoint"), StringComparison.Ordinal);
        await vendor.Go(review);
    }

    /// <summary>Its first characters.</summary>
    private static async Task<string> Downloaded(IPage page, string link)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).First.ClickAsync());
        var bytes = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.True(bytes.Length > 5_000, string.Create(CultureInfo.InvariantCulture, $"{link}: {bytes.Length} bytes"));
        return System.Text.Encoding.Latin1.GetString(bytes, 0, 8);
    }

    /// <summary>What the pack proposes for the next quarter is changed a little, and lies on the table as a revision.</summary>
    private static async Task Revise(Window vendor)
    {
        var page = vendor.Page;
        await page.Locator("#revise input[name='Targets[0].Take'][type=checkbox]").CheckAsync();
        await page.Locator("#revise input[name='Targets[0].Amount']").FillAsync("7");
        await page.Locator("#revise input[name=Reason]").FillAsync("A third seller begins.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the revision" }).ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Version 2 of the plan came out of this review");
    }

    /// <summary>Both sides sign what the review changed; the review then leads to the plan as it is now in force.</summary>
    private static async Task Sign(Window vendor, Window partner, string review)
    {
        await vendor.Go(review);
        var plan = await vendor.Page.GetByRole(AriaRole.Link, new() { Name = "It waits for signatures." }).GetAttributeAsync("href");
        foreach (var side in new[] { vendor, partner })
        {
            await side.Go(plan + "/sign");
            await Expect(side.Page.Locator("#sign pre")).ToContainTextAsync("Registrations: at least 7 each month");
            await side.Page.Locator("#sign input[type=checkbox]").CheckAsync();
            await side.Page.Locator("#sign .form-actions button").First.ClickAsync();
            await Expect(side.Page.Locator("#sign")).Not.ToBeVisibleAsync();
        }

        await partner.Go(review);
        await Expect(partner.Page.GetByRole(AriaRole.Link, new() { Name = "Open the plan." })).ToBeVisibleAsync();
        await partner.Go(plan!);
        await Expect(partner.Page.Locator(".plan-versions li").Filter(new() { HasText = "Version 2" })).ToContainTextAsync("in force");
        await Look(partner, "review-revision-signed");
    }

    private static async Task Meet(Window vendor, string review)
    {
        var page = vendor.Page;
        await page.Locator("#decide input[name=Title]").FillAsync("Invite three food makers");
        await page.Locator("#decide select[name=Side]").SelectOptionAsync("Partner");
        await page.Locator("#decide input[name=Due]").FillAsync(await page.Locator("#decide input[name=Due]").GetAttributeAsync("min") ?? "");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the decision" }).ClickAsync();
        await Expect(page.Locator(".list-rows")).ToContainTextAsync("Invite three food makers");
        await page.Locator("#minutes textarea").FillAsync("Registrations come, but none is won yet.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Close the review" }).ClickAsync();
        await page.Locator("#confirm button[value=yes]").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Minutes and decisions went to both sides");
        Assert.EndsWith(review, new Uri(page.Url).AbsolutePath, StringComparison.Ordinal);
    }

    /// <summary>In the light, in the dark and on a phone.</summary>
    private static async Task Look(Window window, string name)
    {
        await window.Look(name);
        foreach (var looking in new[] { new Looking { Dark = true }, new Looking { Phone = true } })
        {
            await window.Wear(looking);
            await window.Picture($"{name}-{looking.Name}");
        }

        await window.Wear(new Looking());
    }
}
