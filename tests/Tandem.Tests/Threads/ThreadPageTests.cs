using System.Net;
using Microsoft.EntityFrameworkCore;
using Tandem.Files;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Threads;

/// <summary>The conversation and the files of a subject without scripts. One database is enough.</summary>
public sealed class ThreadPageTests(SqliteSubjectApp app) : IClassFixture<SqliteSubjectApp>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Notes(Ref thing) => $"/subjects/{thing.Kind}/{thing.Id}/notes";

    private static string Files(Ref thing) => $"/subjects/{thing.Kind}/{thing.Id}/files";

    [Fact]
    public async Task A_message_goes_out_by_a_plain_form_and_is_edited_and_taken_back_the_same_way()
    {
        var seller = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var portal = await app.As(seller);

        var sent = await portal.Post(Notes(thing), ("Text", "Hello\n<b>you</b>"), ("Audience", "Shared"));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        Assert.Equal($"/things/{thing.Id}#notes", sent.Headers.Location!.ToString());

        var page = await portal.Page(Notes(thing));
        Assert.StartsWith("Hello\n<b>you</b>", page.QuerySelector(".talk-text")!.TextContent, StringComparison.Ordinal);
        var edit = page.QuerySelector("form[action$='/edit']")!.GetAttribute("action")!;
        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post(edit, ("Text", "Hi"))).StatusCode);
        Assert.StartsWith("Hi", (await portal.Page(Notes(thing))).QuerySelector(".talk-text")!.TextContent, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post(edit.Replace("/edit", "/withdraw", StringComparison.Ordinal))).StatusCode);
        Assert.Contains("Taken back by its author", (await portal.Page(Notes(thing))).QuerySelector(".talk-text")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_message_comes_back_as_it_was_typed()
    {
        var seller = await app.Given.PartnerPerson();
        var stranger = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);

        var refused = await (await app.As(seller)).Post(Notes(thing), ("Text", "My long thought"), ("Audience", "Shared"), ("Mentions", stranger.Id.ToString()));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var text = await refused.Content.ReadAsStringAsync(Ct);
        Assert.Contains("My long thought", text, StringComparison.Ordinal);
        Assert.Contains("could not read this", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_are_called_in_by_ticking_their_names()
    {
        var seller = await app.Given.PartnerPerson();
        var colleague = await app.Given.PartnerPerson(seller.Organisation);
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var portal = await app.As(seller);

        var choices = (await portal.Page(Notes(thing) + "?mention=true")).QuerySelectorAll("input[name=Mentions]").Select(i => i.GetAttribute("value"));
        Assert.Equal([colleague.Id.ToString()], choices);
        await portal.Post(Notes(thing), ("Text", "You?"), ("Audience", "Partner"), ("Mentions", colleague.Id.ToString()));

        Assert.Contains(colleague.Name, (await portal.Page(Notes(thing))).QuerySelector(".talk-text")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_laid_beside_a_record_and_taken_back_by_plain_forms()
    {
        var seller = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var portal = await app.As(seller);
        var token = (await portal.Page(Files(thing))).QuerySelector("turbo-frame input[name=_form]")!.GetAttribute("value")!;
        async Task<HttpResponseMessage> Send(string name, string content)
        {
            using var form = new MultipartFormDataContent
            {
                { new StringContent(token), "_form" }, { new StringContent("Shared"), "Audience" }, { new StringContent(content), "Upload", name },
            };
            return await portal.Http.PostAsync(Files(thing), form, Ct);
        }

        var refused = await Send("page.html", "<script>");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("We take PDF", await refused.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await Send("offer.pdf", "%PDF-1.7")).StatusCode);

        var chip = (await portal.Page(Files(thing))).QuerySelector("a.file-chip")!;
        Assert.Contains("offer.pdf", chip.TextContent, StringComparison.Ordinal);
        var download = await portal.Get(chip.GetAttribute("href")!);
        Assert.Equal("%PDF-1.7", await download.Content.ReadAsStringAsync(Ct));
        Assert.Contains("sandbox", string.Join(';', download.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post(chip.GetAttribute("href") + "/remove")).StatusCode);
        Assert.Null((await portal.Page(Files(thing))).QuerySelector("a.file-chip"));
        Assert.True(await app.Db(db => db.Attachments().AnyAsync(a => a.SubjectId == thing.Id && a.Removed != null, Ct)));
    }

    [Fact]
    public async Task Whoever_may_not_see_the_subject_finds_no_such_page()
    {
        var thing = SubjectOfPartner.Of((await app.Given.PartnerPerson()).OrganisationId);
        var portal = await app.As(await app.Given.PartnerPerson());

        foreach (var page in new[] { Notes(thing), Files(thing), $"/subjects/thing/{thing.Id}/people", Notes(new Ref("nothing", thing.Id)) })
            Assert.Equal(HttpStatusCode.NotFound, (await portal.Get(page)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await portal.Post(Notes(thing), ("Text", "x"), ("Audience", "Shared"))).StatusCode);
    }
}
