using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Tandem.Browser;

/// <summary>The pipeline's board in the hands of somebody with a mouse or a telephone.</summary>
public sealed class BoardTests(DemoApp app, Chromium chromium)
{
    [Fact]
    public async Task A_card_is_dragged_to_another_stage_and_moved_back_by_its_menu()
    {
        var (partner, deals) = await Open(2);
        await using var window = await Window.Open(chromium, app, app.Vendor);
        var page = window.Page;
        await window.Go($"/pipeline?partner={partner}");
        var card = page.Locator($".board-card:has(a[href='/deals/{deals[0]}'])");

        await card.DragToAsync(page.Locator("[data-column=discovery]"));
        await Expect(page.Locator(".toast")).ToContainTextAsync("Moved");
        await Expect(page.Locator($"[data-column=discovery] a[href='/deals/{deals[0]}']")).ToBeVisibleAsync();
        Assert.Equal("discovery", await StageOf(deals[0]));

        await card.Locator(".board-move").ClickAsync();
        await page.Locator("#move-board select").SelectOptionAsync("qualified");
        await page.Locator("#move-board").GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Expect(page.Locator($"[data-column=qualified] a[href='/deals/{deals[0]}']")).ToBeVisibleAsync();
        await Expect(page.Locator("#move-board")).ToBeHiddenAsync();
        Assert.Equal("qualified", await StageOf(deals[0]));
        window.IsSound();
    }

    [Fact]
    public async Task A_long_column_grows_in_its_place_and_its_new_cards_move_too()
    {
        var (partner, deals) = await Open(PipelineBoard.Shown + 2);
        await using var window = await Window.Open(chromium, app, app.Vendor);
        var (page, keys) = (window.Page, new Keys(window));
        await window.Go($"/pipeline?partner={partner}");
        var cards = page.Locator("[data-column=qualified] .board-card");
        await Expect(cards).ToHaveCountAsync(PipelineBoard.Shown);

        await keys.Activate(page.Locator(".board-more"));
        await Expect(cards).ToHaveCountAsync(deals.Count);
        await Expect(cards.Nth(PipelineBoard.Shown)).ToBeFocusedAsync();
        await window.Look("vendor-board-long");
        await keys.Press("Space", "ArrowRight", "Space");
        await Expect(page.Locator(".toast")).ToContainTextAsync("Moved");
        await Expect(page.Locator("[data-column=discovery] .board-card")).ToHaveCountAsync(1);
        await Expect(cards).ToHaveCountAsync(deals.Count - 1);
        window.IsSound();
    }

    [Fact]
    public async Task On_a_phone_filters_stand_in_one_line_and_open_from_below_with_or_without_scripts()
    {
        foreach (var scripts in new[] { true, false })
        {
            await using var window = await Window.Open(chromium, app, app.Vendor, new Looking { Phone = true, WithoutScripts = !scripts });
            var page = window.Page;
            await window.Go("/pipeline/table");
            var line = await page.Locator(".filters-line").BoundingBoxAsync();
            Assert.InRange(line!.Height, 1, 60);

            await page.Locator(".filters summary", new() { HasText = "Status" }).ClickAsync();
            var panel = page.Locator(".filters details[open] .menu-panel");
            await Expect(panel).ToBeInViewportAsync(new() { Ratio = 1 });
            await panel.GetByText("Won", new() { Exact = true }).ClickAsync();
            await panel.GetByText("Lost", new() { Exact = true }).ClickAsync();
            if (scripts)
                await window.Look("vendor-table-phone-filter");
            await panel.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
            await page.WaitForURLAsync("**status=won&status=lost**");
            await Expect(page.Locator(".filters summary.chip-on")).ToContainTextAsync("Won, Lost");
            window.IsSound();
        }
    }

    /// <summary>So many deals of one new partner in the first stage, ready for the second.</summary>
    private async Task<(Guid Partner, List<Id<Deal>> Deals)> Open(int deals)
    {
        var world = new SellWorld(app);
        var (seller, product) = (await world.Seller(), await world.Product());
        List<Id<Deal>> opened = [];
        for (var i = 0; i < deals; i++)
        {
            var deal = await world.Open(world.Input(product), seller);
            await app.Run((UpdateDeal.Handler h) => h.Run(
                new UpdateDeal { Deal = deal, Plan = new PlanInput { NextStep = "Call", Due = DateOnly.FromDateTime(app.Now.UtcDateTime).AddDays(5) } }, seller, CancellationToken.None));
            opened.Add(deal);
        }

        return (seller.Organisation!.Value.Value, opened);
    }

    private Task<string> StageOf(Id<Deal> deal) => app.Db(db => db.Deals().Where(d => d.Id == deal).Select(d => d.Stage).SingleAsync());
}
