using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;
using Tandem.Notices;
using Tandem.Threads;
using Xunit;

namespace Tandem.Tests.Notices;

/// <summary>The bell, the preferences and the link in a mail, as a browser meets them. One database is enough.</summary>
public sealed class NoticePageTests(SqliteSubjectApp app) : IClassFixture<SqliteSubjectApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<(Person Seller, Person Vendor)> Mentioned()
    {
        var seller = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Run((AddNote.Handler add) => add.Run(thing, new AddNote.Input { Text = "see", Mentions = [vendor.Id] }, app.Act(seller), Ct));
        await app.Drain();
        return (seller, vendor);
    }

    [Fact]
    public async Task The_bell_shows_the_number_the_list_shows_the_sentence_and_opening_it_leads_to_the_page_and_reads_it()
    {
        var (seller, vendor) = await Mentioned();
        var portal = await app.As(vendor);

        var page = await portal.Page("/notices");
        Assert.Equal("1", page.QuerySelector(".bell-count")!.TextContent);
        var link = page.QuerySelector(".is-unread a.notice")!;
        Assert.Contains($"{seller.Name} mentioned you: The thing", link.TextContent, StringComparison.Ordinal);
        var opened = await portal.Get(link.GetAttribute("href")!);
        Assert.Equal(HttpStatusCode.SeeOther, opened.StatusCode);
        Assert.StartsWith("/things/", opened.Headers.Location!.ToString(), StringComparison.Ordinal);

        page = await portal.Page("/notices");
        Assert.Null(page.QuerySelector(".bell-count"));
        Assert.Empty((await portal.Page("/notices?unread=true")).QuerySelectorAll("a.notice"));
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(seller)).Get(link.GetAttribute("href")!)).StatusCode);
    }

    [Fact]
    public async Task Everything_is_marked_as_read_at_once()
    {
        var (_, vendor) = await Mentioned();
        var portal = await app.As(vendor);

        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post("/notices/read")).StatusCode);
        Assert.Null((await portal.Page("/notices")).QuerySelector(".is-unread"));
    }

    [Fact]
    public async Task Preferences_are_a_plain_form_that_remembers()
    {
        var vendor = await app.Given.VendorPerson();
        var portal = await app.As(vendor);
        var kinds = (await portal.Page("/notices/preferences")).QuerySelectorAll("input[name$='.Kind']").Select(i => i.GetAttribute("value")).ToList();
        var at = kinds.IndexOf("threads.mention");

        var saved = await portal.Post(
            "/notices/preferences", ("Lines[0].Kind", "threads.mention"), ("Lines[0].InApp", "false"), ("Lines[0].Mail", "Daily"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);

        var page = await portal.Page("/notices/preferences");
        Assert.Null(page.QuerySelector($"input[type=checkbox][name='Lines[{at}].InApp']")!.GetAttribute("checked"));
        Assert.Equal("Daily", page.QuerySelector($"select[name='Lines[{at}].Mail'] option[selected]")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await portal.Post("/notices/preferences", ("Lines[0].Kind", "no.such"))).StatusCode);
    }

    [Fact]
    public async Task A_mail_program_stops_a_kind_by_itself_and_a_bad_link_stops_nothing()
    {
        var vendor = await app.Given.VendorPerson();
        var token = Uri.EscapeDataString(app.Services.GetRequiredService<Unsubscribing>().Token(vendor.Id, "threads.mention"));
        var stranger = app.Stranger();

        Assert.Contains("Stop these mails?", (await stranger.Page("/notices/unsubscribe?token=" + token)).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await stranger.PostWithoutToken("/notices/unsubscribe?token=" + token, ("List-Unsubscribe", "One-Click"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await stranger.PostWithoutToken("/notices/unsubscribe?token=forged")).StatusCode);

        var offered = await app.Run((ChooseNotices.Handler choose) => choose.Offer(app.Act(vendor), Ct));
        Assert.Contains(offered, o => o is { Kind: "threads.mention", InApp: true, Mail: ByMail.Off });
    }

    [Fact]
    public async Task The_outbox_is_for_operations_only()
    {
        await Mentioned();
        var operations = await app.As(await app.Given.VendorPerson(Role.Operations));

        Assert.Contains("mentioned you", (await operations.Page("/operations/outbox")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("mentioned you", (await operations.Page("/operations/outbox?q=EXAMPLE.com")).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("mentioned you", (await operations.Page("/operations/outbox?q=nobody@nowhere")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("mentioned you", await (await operations.Get("/operations/outbox/export?format=csv&q=example.com")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("mentioned you", await (await operations.Get("/operations/outbox/export?format=csv&state=Failed")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await app.Given.VendorPerson(Role.SalesRep))).Get("/operations/outbox")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await (await app.As(await app.Given.PartnerPerson())).Get("/operations/outbox")).StatusCode);
    }
}
