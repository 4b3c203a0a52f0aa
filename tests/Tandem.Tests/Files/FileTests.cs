using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Files;
using Tandem.Identity;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Files;

public abstract class FileTests(TestApp app)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HttpClient As(Person person)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Add("X-Acts", person.Id.ToString());
        return client;
    }

    private async Task<Guid> Upload(HttpClient client, string name = "offer.pdf", string content = "%PDF-1.7 offer")
    {
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var form = new MultipartFormDataContent { { new StringContent(content), "file", name } };
        var response = await client.PostAsync("/api/v1/files", form, Ct);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
    }

    private static async Task<HttpStatusCode> Attach(HttpClient client, Ref subject, Guid file, string audience) =>
        (await client.PostAsJsonAsync($"/api/v1/subjects/{subject.Kind}/{subject.Id}/files", new { files = new[] { file }, audience }, Ct)).StatusCode;

    private static async Task<List<JsonElement>> List(HttpClient client, Ref subject)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/subjects/{subject.Kind}/{subject.Id}/files", Ct);
        return [.. answer.GetProperty("items").EnumerateArray()];
    }

    [Fact]
    public async Task A_shared_file_opens_as_a_download_that_no_browser_runs()
    {
        var seller = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var file = await Upload(As(seller), "Angebot Müller; 1.csv", "a;b");
        Assert.Equal(HttpStatusCode.NoContent, await Attach(As(seller), thing, file, "shared"));

        var listed = Assert.Single(await List(As(vendor), thing));
        var response = await As(vendor).GetAsync($"/api/v1/attachments/{listed.GetProperty("id").GetGuid()}/content", Ct);

        Assert.Equal("a;b", await response.Content.ReadAsStringAsync(Ct));
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Angebot Müller_ 1.csv", response.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);

        var again = new HttpRequestMessage(HttpMethod.Get, response.RequestMessage!.RequestUri);
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await As(vendor).SendAsync(again, Ct)).StatusCode);
    }

    [Fact]
    public async Task Only_pictures_are_shown_within_a_page()
    {
        var seller = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var client = As(seller);
        await Attach(client, thing, await Upload(client, "a.pdf"), "shared");
        await Attach(client, thing, await Upload(client, "b.gif", "GIF89a..."), "shared");

        foreach (var item in await List(client, thing))
        {
            var response = await client.GetAsync($"/api/v1/attachments/{item.GetProperty("id").GetGuid()}/content?show", Ct);
            var image = item.GetProperty("mediaType").GetString() == "image/gif";
            Assert.Equal(image ? "inline" : "attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        }
    }

    [Fact]
    public async Task Each_reader_finds_the_files_meant_for_it_and_all_others_do_not_exist()
    {
        var seller = await app.Given.PartnerPerson();
        var colleague = await app.Given.PartnerPerson(seller.Organisation);
        var technician = await app.Given.PartnerPerson(seller.Organisation, Role.Technician);
        var stranger = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        await Attach(As(seller), thing, await Upload(As(seller), "own.pdf"), "partner");
        await Attach(As(seller), thing, await Upload(As(seller), "shared.pdf"), "shared");
        await Attach(As(vendor), thing, await Upload(As(vendor), "internal.pdf"), "internal");

        Assert.Equal(["shared.pdf", "own.pdf"], (await List(As(colleague), thing)).Select(Name));
        Assert.Equal(["internal.pdf", "shared.pdf"], (await List(As(vendor), thing)).Select(Name));
        foreach (var item in (await List(As(vendor), thing)).Concat(await List(As(seller), thing)))
        {
            foreach (var outsider in new[] { stranger, technician })
                Assert.Equal(HttpStatusCode.NotFound, (await As(outsider).GetAsync($"/api/v1/attachments/{item.GetProperty("id").GetGuid()}/content", Ct)).StatusCode);
        }

        var internalFile = (await List(As(vendor), thing)).Single(i => Name(i) == "internal.pdf").GetProperty("id").GetGuid();
        var ownFile = (await List(As(seller), thing)).Single(i => Name(i) == "own.pdf").GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.NotFound, (await As(seller).GetAsync($"/api/v1/attachments/{internalFile}/content", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await As(vendor).GetAsync($"/api/v1/attachments/{ownFile}/content", Ct)).StatusCode);

        static string Name(JsonElement item) => item.GetProperty("name").GetString()!;
    }

    [Fact]
    public async Task Nobody_attaches_what_another_uploaded_or_to_what_it_may_not_see_or_for_readers_not_its_own()
    {
        var seller = await app.Given.PartnerPerson();
        var stranger = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var file = await Upload(As(seller));

        Assert.Equal(HttpStatusCode.NotFound, await Attach(As(stranger), SubjectOfPartner.Of(stranger.OrganisationId), file, "shared"));
        Assert.Equal(HttpStatusCode.NotFound, await Attach(As(stranger), thing, await Upload(As(stranger)), "shared"));
        Assert.Equal(HttpStatusCode.NotFound, await Attach(As(seller), new Ref("unknown", thing.Id), file, "shared"));
        Assert.Equal(HttpStatusCode.BadRequest, await Attach(As(seller), thing, file, "internal"));
        Assert.Empty(await List(As(seller), thing));
    }

    [Fact]
    public async Task A_file_taken_back_is_gone_for_readers_and_its_event_stays()
    {
        var seller = await app.Given.PartnerPerson();
        var vendor = await app.Given.VendorPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        await Attach(As(seller), thing, await Upload(As(seller)), "shared");
        var id = (await List(As(seller), thing)).Single().GetProperty("id").GetGuid();

        Assert.Equal(HttpStatusCode.Forbidden, (await As(vendor).DeleteAsync($"/api/v1/attachments/{id}", Ct)).StatusCode);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NoContent, (await As(seller).DeleteAsync($"/api/v1/attachments/{id}", Ct)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await As(seller).GetAsync($"/api/v1/attachments/{id}/content", Ct)).StatusCode);
        var kinds = await app.Db(db => db.Events().Where(e => e.SubjectId == thing.Id).OrderBy(e => e.Recorded).Select(e => e.Kind).ToListAsync(Ct));
        Assert.Equal(["files.shared", "files.shared-removed"], kinds);
    }

    [Fact]
    public async Task Uploads_whose_form_was_never_sent_are_swept_and_shared_content_stays()
    {
        var seller = await app.Given.PartnerPerson();
        var thing = SubjectOfPartner.Of(seller.OrganisationId);
        var client = As(seller);
        var kept = await Upload(client, content: "%PDF-1.7 swept " + thing.Id);
        var forgotten = await Upload(client, content: "%PDF-1.7 swept " + thing.Id);
        await Attach(client, thing, kept, "shared");
        app.Clock.Advance(TimeSpan.FromHours(25));

        await app.Run((SweepFiles.Handler handler) => handler.Run(Ct));

        Assert.False(await app.Db(db => db.StoredFiles().AnyAsync(f => f.Id == new Id<StoredFile>(forgotten), Ct)));
        var item = Assert.Single(await List(client, thing));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/attachments/{item.GetProperty("id").GetGuid()}/content", Ct)).StatusCode);
    }

    public sealed class OnSqlite(SqliteSubjectApp app) : FileTests(app), IClassFixture<SqliteSubjectApp>;

    public sealed class OnPostgres(PostgresSubjectApp app) : FileTests(app), IClassFixture<PostgresSubjectApp>;
}
