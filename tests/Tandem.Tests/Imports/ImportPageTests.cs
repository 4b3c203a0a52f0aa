using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;
using Xunit;

namespace Tandem.Tests.Imports;

/// <summary>From the upload to the undo at the browser, and the same by the API.</summary>
public abstract class ImportPageTests(TestApp app)
{
    [Fact]
    public async Task An_import_is_uploaded_checked_started_looked_at_and_undone_on_pages()
    {
        var mark = ImportWorld.Mark();
        var portal = await app.As(await app.Given.VendorPerson());
        var page = await portal.Page("/imports/new");
        var token = ((IHtmlInputElement)page.QuerySelector("form[action='/imports/new'] input[name=_form]")!).Value;

        var uploaded = await portal.Http.PostAsync("/imports/new", new MultipartFormDataContent
        {
            { new StringContent(token), "_form" },
            { new StringContent("USD"), "Currency" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes($"Firma;Wert;account\n{mark} One;technolgy;x{mark}\n{mark} Two;retail;\n")), "Files", $"{mark}.csv" },
        });
        Assert.Equal(HttpStatusCode.SeeOther, uploaded.StatusCode);
        var address = uploaded.Headers.Location!.ToString();
        var file = (await Run(address)).Files.Single();
        Assert.Contains("USD", (await Run(address)).Currency, StringComparison.Ordinal);

        var mapped = await portal.Post($"{address}/files/{file.Id}/mapping", ("Kind", "partners.accounts"), ("Before", "partners.accounts"), ("Column.name", "Firma"), ("Column.sector", "Wert"));
        Assert.Equal(HttpStatusCode.SeeOther, mapped.StatusCode);
        var preview = (await portal.Page($"{address}/preview")).Body!.TextContent;
        Assert.Contains("2 new, 0 changed, 0 unchanged, 0 refused, 1 corrections", preview, StringComparison.Ordinal);
        Assert.Contains("“technolgy” read as “technology”.", preview, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post($"{address}/start")).StatusCode);
        Assert.NotNull((await portal.Page(address)).QuerySelector("turbo-frame[data-poll]"));
        await app.Run((ExecuteImport.Handler h) => h.Run(Id(address), null, CancellationToken.None));
        var done = await portal.Page(address);
        Assert.Null(done.QuerySelector("turbo-frame[data-poll]"));
        Assert.Contains($"{mark}.csv, row 2", done.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("“technolgy” read as “technology”.", await portal.Http.GetStringAsync($"{address}/findings?format=csv"), StringComparison.Ordinal);
        Assert.Contains($"{mark}.csv", (await portal.Page($"/imports?q={mark}")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"{mark}.csv", await portal.Http.GetStringAsync($"/imports/export?q={mark}&format=csv"), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await portal.Post($"{address}/undo")).StatusCode);
        await app.Run((CarryOutUndo.Handler h) => h.Run(Id(address), Actor.System, CancellationToken.None));
        Assert.Contains("2 records were taken back", (await portal.Page(address)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_table_comes_back_on_the_form_with_the_reason()
    {
        var portal = await app.As(await app.Given.VendorPerson());
        var page = await portal.Page("/imports/new");
        var token = ((IHtmlInputElement)page.QuerySelector("form[action='/imports/new'] input[name=_form]")!).Value;
        var refused = await portal.Http.PostAsync("/imports/new", new MultipartFormDataContent
        {
            { new StringContent(token), "_form" },
            { new StringContent("EUR"), "Currency" },
            { new ByteArrayContent([0, 1, 0, 2, 0]), "Files", "picture.csv" },
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("picture.csv: This is neither a text file nor an Excel file", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_does_what_the_pages_do()
    {
        var mark = ImportWorld.Mark();
        var api = await app.Api(await app.Given.VendorPerson());
        var uploaded = await api.PostAsync("imports?currency=usd", new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes($"account,sector\n{mark} One,retail\n")), "files", "a.csv" },
        });
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        var id = (await uploaded.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();

        var preview = await api.GetFromJsonAsync<JsonElement>($"imports/{id}/preview");
        Assert.Equal(1, preview.GetProperty("items")[0].GetProperty("added").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, (await api.PostAsync($"imports/{id}/start", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await api.PostAsync($"imports/{id}/start", null)).StatusCode);
        await app.Run((ExecuteImport.Handler h) => h.Run(Id<ImportRun>.Parse(id!), null, CancellationToken.None));
        var run = await api.GetFromJsonAsync<JsonElement>($"imports/{id}");
        Assert.Equal(("done", 1), (run.GetProperty("state").GetString(), run.GetProperty("files")[0].GetProperty("added").GetInt32()));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await app.Api(await app.Given.PartnerPerson())).GetAsync($"imports/{id}")).StatusCode);
    }

    private async Task<ShowImport.View> Run(string address) => await new ImportWorld(app).Show(Id(address));

    private static Id<ImportRun> Id(string address) => Id<ImportRun>.Parse(address.Split('/')[^1]);

    public sealed class OnSqlite(SqliteApp app) : ImportPageTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : ImportPageTests(app), IClassFixture<PostgresApp>;
}
