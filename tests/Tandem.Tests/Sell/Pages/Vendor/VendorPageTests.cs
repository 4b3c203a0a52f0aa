using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Sell.Pages.Vendor;

/// <summary>The vendor's day at the browser: queue, review, board, table, views, direct deals, home.</summary>
public abstract class VendorPageTests(TestApp app)
{
    private readonly SellWorld world = new(app);

    [Fact]
    public async Task A_queue_that_a_search_empties_says_so_and_leads_back()
    {
        var (reviewer, _, _) = await Waiting();

        var found = await reviewer.Page("/review?q=nobody+of+this+name&sort=-opened&show=all");
        Assert.Contains("No request matches.", found.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing matches", found.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing waits for you", found.Body!.TextContent, StringComparison.Ordinal);
        var back = found.QuerySelector(".empty-next a")!.GetAttribute("href")!;
        Assert.Equal("/review?sort=-opened&show=all", back);
        Assert.NotNull((await reviewer.Page(back)).QuerySelector("a.row-link"));
        Assert.Equal(back, found.QuerySelector(".filters a.btn-quiet")!.GetAttribute("href"));

        // A view without a row is no search that found nothing.
        var nothing = await reviewer.Page($"/partners?q={Guid.NewGuid()}");
        Assert.Equal("/partners", nothing.QuerySelector(".empty-next a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_reviewer_finds_the_registration_in_the_queue_and_approves_it_on_its_page()
    {
        var (reviewer, deal, customer) = await Waiting();

        var queue = await reviewer.Page("/review");
        var sheet = await reviewer.Page($"/review/{deal}");
        var decided = await reviewer.Post($"/review/{deal}/decision", ("Verdict", "Approve"), ("Level", "0"), ("Version", VersionIn(sheet.Body!.InnerHtml)), ("Text", "Welcome aboard"));

        Assert.Contains(queue.QuerySelectorAll("a.row-link"), a => a.GetAttribute("href") == $"/review/{deal}");
        Assert.Contains(customer, sheet.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, decided.StatusCode);
        Assert.Equal(DealStatus.Open, await StatusOf(deal));
        var shared = await app.Db(db => db.Notes().SingleAsync(n => n.SubjectId == deal.Value));
        Assert.Equal(Audience.Shared, shared.Audience);
    }

    [Fact]
    public async Task A_question_without_words_and_a_no_without_a_rule_come_back_with_what_was_typed()
    {
        var (reviewer, deal, _) = await Waiting();

        var silent = await reviewer.Post($"/review/{deal}/decision", ("Verdict", "NeedsInfo"), ("Text", ""));
        var bare = await reviewer.Post($"/review/{deal}/decision", ("Verdict", "Reject"), ("Text", "Sorry to say"));
        var page = new HtmlParser().ParseDocument(await bare.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, silent.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bare.StatusCode);
        Assert.Equal("Sorry to say", page.QuerySelector("#decline textarea")!.TextContent);
        Assert.True(page.QuerySelector("#decline")!.HasAttribute("open"));
        Assert.Equal(DealStatus.InReview, await StatusOf(deal));
    }

    [Fact]
    public async Task Who_decides_after_a_colleague_is_told_so_and_keeps_the_words()
    {
        var (reviewer, deal, _) = await Waiting();
        await world.Decide(new DecideRegistration { Deal = deal, Verdict = Tandem.Approvals.Verdict.Reject, Code = RejectionCode.NotQualified }, await world.Reviewer());

        var late = await reviewer.Post($"/review/{deal}/decision", ("Verdict", "Approve"), ("Level", "0"), ("Text", "my long reasoning"));

        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("my long reasoning", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(DealStatus.Rejected, await StatusOf(deal));
    }

    [Fact]
    public async Task A_claim_of_another_partner_stands_beside_the_registration_with_its_reasons()
    {
        var (product, customer) = (await world.Product($"Family {Guid.NewGuid():N}"), SellWorld.NewCustomer());
        var first = await world.Open(world.Input(product, customer) with { CustomerDomain = "rival-side.example" }, await world.Seller());
        var second = await world.Registered(world.Input(product, customer + " Deutschland") with { CustomerDomain = "rival-side.example" }, await world.Seller());
        var reviewer = await app.As(await app.Given.VendorPerson());

        var table = (await reviewer.Page($"/review/{second.Id}")).QuerySelector("table.compare")!;

        Assert.NotNull(table.QuerySelector($"a[href='/deals/{first}']"));
        Assert.True(table.TextContent.Contains("Same web domain", StringComparison.Ordinal), table.TextContent);
        Assert.Contains(product.Name, table.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_internal_note_on_the_review_stays_with_the_vendor()
    {
        var (reviewer, deal, _) = await Waiting();

        var written = await reviewer.Post($"/review/{deal}/notes", ("Text", "Between us"), ("Audience", "Internal"));

        Assert.Equal(HttpStatusCode.SeeOther, written.StatusCode);
        Assert.Equal(Audience.Internal, await app.Db(db => db.Notes().Where(n => n.SubjectId == deal.Value).Select(n => n.Audience).SingleAsync()));
    }

    [Fact]
    public async Task The_queues_file_is_filtered_like_the_page_and_no_cell_is_a_formula()
    {
        var product = await world.Product();
        var registered = await world.Registered(world.Input(product, "=HYPERLINK(\"http://evil\") " + SellWorld.NewCustomer(), 90_000), await world.Seller());
        var reviewer = await app.As(await app.Given.VendorPerson());

        var all = await (await reviewer.Get("/review/export?format=csv")).Content.ReadAsStringAsync();
        var appeals = await (await reviewer.Get("/review/export?format=csv&kind=appeal")).Content.ReadAsStringAsync();
        var pipeline = await (await reviewer.Get("/pipeline/table/export?format=csv")).Content.ReadAsStringAsync();

        var reference = await app.Db(db => db.Deals().Where(d => d.Id == registered.Id).Select(d => d.Reference).SingleAsync());
        Assert.Contains(reference, all, StringComparison.Ordinal);
        Assert.DoesNotContain(reference, appeals, StringComparison.Ordinal);
        foreach (var cell in new[] { all, pipeline }.SelectMany(csv => csv.Split('\n')).SelectMany(line => line.Split(',')))
            Assert.False(cell.StartsWith('=') || cell.StartsWith("\"=", StringComparison.Ordinal), cell);
    }

    [Fact]
    public async Task A_card_that_may_not_move_stays_and_the_board_names_what_is_missing()
    {
        var deal = await world.Open(world.Input(await world.Product()) with { ContactEmail = null }, await world.Seller());
        var portal = await app.As(await app.Given.VendorPerson());

        var refused = await portal.Post($"/pipeline/{deal}/stage", ("Stage", "negotiation"));
        var moved = await portal.Post($"/pipeline/{deal}/stage?mine=false", ("Stage", "proposal"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var banner = new HtmlParser().ParseDocument(await refused.Content.ReadAsStringAsync()).QuerySelector("[role=alert]")!.TextContent;
        Assert.Contains("the contact's e-mail", banner, StringComparison.Ordinal);
        Assert.Contains("a next step", banner, StringComparison.Ordinal);
        Assert.Equal("/pipeline?mine=false", moved.Headers.Location!.ToString());
        Assert.Equal("proposal", await app.Db(db => db.Deals().Where(d => d.Id == deal).Select(d => d.Stage).SingleAsync()));
    }

    [Fact]
    public async Task Each_card_leads_to_a_form_that_moves_it()
    {
        var seller = await world.Seller();
        var deal = await world.Open(world.Input(await world.Product()), seller);
        var portal = await app.As(await app.Given.VendorPerson());

        var board = await portal.Page($"/pipeline?partner={seller.Partner}");
        var link = board.QuerySelectorAll("a.board-move").Select(a => a.GetAttribute("href")!).Single(href => href.Contains(deal.ToString(), StringComparison.Ordinal));
        var asked = await portal.Page(link);

        var form = asked.QuerySelector($"dialog[open] form[action='/pipeline/{deal}/stage?partner={seller.Partner}']")!;
        Assert.Equal(4, form.QuerySelectorAll("select[name=Stage] option").Length);
        Assert.Equal(asked.QuerySelectorAll("select[name=Stage] option")[0], form.QuerySelector("option[selected]"));
    }

    [Fact]
    public async Task A_long_column_leads_to_more_of_its_cards_and_in_the_end_to_the_table()
    {
        var (seller, product) = (await world.Seller(), await world.Product());
        for (var i = 0; i < PipelineBoard.Shown + 3; i++)
            await world.Open(world.Input(product), seller);
        var portal = await app.As(await app.Given.VendorPerson());

        var board = await portal.Page($"/pipeline?partner={seller.Partner}");
        var more = board.QuerySelector("a.board-more")!;
        var longer = await portal.Page(more.GetAttribute("href")!);

        Assert.Equal("3 more", more.TextContent);
        Assert.Equal(PipelineBoard.Shown, board.QuerySelectorAll(".board-card").Length);
        Assert.Equal(PipelineBoard.Shown + 3, longer.QuerySelectorAll(".board-card").Length);
        Assert.Null(longer.QuerySelector("a.board-more"));
    }

    [Fact]
    public async Task A_column_that_gives_way_on_a_narrow_screen_stays_where_the_list_is_sorted_by_it()
    {
        await world.Open(world.Input(await world.Product()), await world.Seller());
        var vendor = await app.As(await app.Given.VendorPerson());

        Assert.Equal(["Owner", "Protected until"], await GivingWay("/pipeline/table"));
        Assert.Equal(["Owner"], await GivingWay("/pipeline/table?sort=-protectedUntil"));

        async Task<IEnumerable<string>> GivingWay(string address)
        {
            using var page = await vendor.Page(address);
            return [.. page.QuerySelectorAll("table.data th.minor").Select(heading => heading.TextContent.Trim())];
        }
    }

    [Fact]
    public async Task The_table_is_filtered_sorted_summed_and_kept_as_a_view()
    {
        var customer = SellWorld.NewCustomer();
        await world.Open(world.Input(await world.Product(), customer, 12_345), await world.Seller());
        var (owner, colleague) = (await app.Given.VendorPerson(), await app.Given.VendorPerson());
        var (mine, theirs) = (await app.As(owner), await app.As(colleague));

        var table = await mine.Page($"/pipeline/table?q={Uri.EscapeDataString(customer)}&status=open&sort=-amount");
        var saved = await mine.Post("/pipeline/views", ("Name", "Ours"), ("Query", "?status=open&sort=-amount&after=abc&nonsense=1"), ("Shared", "true"));
        var empty = await mine.Post("/pipeline/views", ("Name", "Nothing"), ("Query", "?nonsense=1"));

        Assert.Contains("12,345", table.Body!.TextContent, StringComparison.Ordinal);
        Assert.Single(table.QuerySelectorAll("table.data tbody tr"));
        Assert.Equal("/pipeline/table?sort=-amount&status=open", saved.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
        var view = await app.Db(db => db.SavedViews().SingleAsync(v => v.OwnerId == owner.Id));
        Assert.True(view.Shared);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.Post($"/pipeline/views/{view.Id}/drop")).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await mine.Post($"/pipeline/views/{view.Id}/drop")).StatusCode);
        Assert.False(await app.Db(db => db.SavedViews().AnyAsync(v => v.OwnerId == owner.Id)));
    }

    [Fact]
    public async Task A_direct_deal_past_a_protection_needs_a_second_word()
    {
        var (product, customer) = (await world.Product($"Family {Guid.NewGuid():N}"), SellWorld.NewCustomer());
        await world.Open(world.Input(product, customer), await world.Seller());
        var portal = await app.As(await app.Given.VendorPerson());
        (string, string?)[] typed = [("CustomerName", customer), ("Lines[0].ProductId", product.Id.ToString()), ("Lines[0].Quantity", "1"), ("Amount", "500"), ("Currency", "EUR")];

        var stopped = await portal.Post("/pipeline/new", typed);
        var added = await portal.Post("/pipeline/new", [.. typed, ("Bypass", "true")]);

        Assert.Equal(HttpStatusCode.Conflict, stopped.StatusCode);
        Assert.NotNull(new HtmlParser().ParseDocument(await stopped.Content.ReadAsStringAsync()).QuerySelector("input[type=checkbox][name=Bypass]"));
        Assert.Equal(HttpStatusCode.SeeOther, added.StatusCode);
        Assert.StartsWith("/deals/", added.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_vendors_people_come_home_to_queue_and_pipeline()
    {
        var (reviewer, deal, _) = await Waiting();
        await world.Open(world.Input(await world.Product()), await world.Seller());

        var home = await reviewer.Page("/home");

        Assert.NotNull(home.QuerySelector("a.stat[href='/review']"));
        Assert.NotNull(home.QuerySelector("ul.bars li"));
        Assert.NotEqual(Guid.Empty, deal.Value);
    }

    [Theory]
    [InlineData("/review")]
    [InlineData("/review/export")]
    [InlineData("/pipeline")]
    [InlineData("/pipeline/table")]
    [InlineData("/pipeline/new")]
    public async Task A_partners_people_find_no_page_of_the_vendor(string path)
    {
        var partner = await app.As(await app.Given.PartnerPerson());

        Assert.Equal(HttpStatusCode.NotFound, (await partner.Get(path)).StatusCode);
    }

    [Fact]
    public async Task Who_reads_along_finds_no_button_and_cannot_decide()
    {
        var (_, deal, _) = await Waiting();
        var sales = await app.As(await app.Given.VendorPerson(Role.SalesRep));

        var sheet = await sales.Page($"/review/{deal}");
        var tried = await sales.Post($"/review/{deal}/decision", ("Verdict", "Approve"));

        Assert.Null(sheet.QuerySelector("#approve"));
        Assert.Equal(HttpStatusCode.Forbidden, tried.StatusCode);
        Assert.Equal(DealStatus.InReview, await StatusOf(deal));
    }

    /// <summary>A registration too large for the rule, so that a person decides at one level.</summary>
    private async Task<(Portal Reviewer, Id<Deal> Deal, string Customer)> Waiting()
    {
        var customer = SellWorld.NewCustomer();
        var registered = await world.Registered(world.Input(await world.Product(), customer, 60_000), await world.Seller());
        return (await app.As(await app.Given.VendorPerson()), registered.Id, customer);
    }

    private Task<DealStatus> StatusOf(Id<Deal> deal) => app.Db(db => db.Deals().Where(d => d.Id == deal).Select(d => d.Status).SingleAsync());

    private static string VersionIn(string html) => new HtmlParser().ParseDocument(html).QuerySelector("#approve input[name=Version]")!.GetAttribute("value")!;

    public sealed class OnSqlite(SqliteApp app) : VendorPageTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : VendorPageTests(app), IClassFixture<PostgresApp>;
}
