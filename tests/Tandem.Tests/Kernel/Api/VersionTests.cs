using System.Net;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Kernel.Api;

public abstract class VersionTests(TestApp app)
{
    private readonly TrialClient client = new(app);

    [Fact]
    public async Task An_answer_carries_the_version_as_its_tag()
    {
        var made = await client.Post("""{"name":"Tagged"}""");
        Assert.Equal("\"0\"", made.Etag);

        var renamed = await client.Send(HttpMethod.Put, "/" + made["id"], """{"name":"Tagged anew"}""", ifMatch: made.Etag);

        Assert.Equal((HttpStatusCode.OK, "\"1\""), (renamed.Status, renamed.Etag));
        Assert.Equal("\"1\"", (await client.Send(HttpMethod.Get, "/" + made["id"])).Etag);
    }

    [Fact]
    public async Task What_the_caller_has_already_is_not_sent_again()
    {
        var made = await client.Post("""{"name":"Known"}""");

        var again = await client.Send(HttpMethod.Get, "/" + made["id"], ifNoneMatch: made.Etag);

        Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Body));
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("\"x\"")]
    [InlineData("\"0\", \"1\"")]
    [InlineData("nonsense")]
    public async Task A_change_of_something_seen_in_another_version_is_refused(string ifMatch)
    {
        var made = await client.Post("""{"name":"Seen"}""");

        var refused = await client.Send(HttpMethod.Put, "/" + made["id"], """{"name":"Overwritten"}""", ifMatch: ifMatch);

        refused.Refused(HttpStatusCode.PreconditionFailed, "kernel/changed-meanwhile");
        Assert.Equal("Seen", (await client.Send(HttpMethod.Get, "/" + made["id"]))["name"]);
    }

    [Fact]
    public async Task Any_version_will_do_when_the_caller_says_so()
    {
        var made = await client.Post("""{"name":"Any"}""");
        Assert.Equal(HttpStatusCode.OK, (await client.Send(HttpMethod.Put, "/" + made["id"], """{"name":"Some"}""", ifMatch: "*")).Status);
    }

    [Fact]
    public async Task A_change_made_between_reading_and_saving_is_a_conflict()
    {
        var made = await client.Post("""{"name":"Raced"}""");

        var plain = await client.Send(HttpMethod.Put, "/" + made["id"], """{"name":"Late","trouble":"race"}""");
        var conditional = await client.Send(HttpMethod.Put, "/" + made["id"], """{"name":"Late","trouble":"race"}""", ifMatch: "\"0\"");

        plain.Refused(HttpStatusCode.Conflict, "kernel/changed-meanwhile");
        conditional.Refused(HttpStatusCode.PreconditionFailed, "kernel/changed-meanwhile");
        Assert.Equal("Raced", await app.Db(db => db.Organisations().Where(o => o.Id == new Tandem.Kernel.Id<Organisation>(Guid.Parse(made["id"]!))).Select(o => o.Name).SingleAsync()));
    }

    [Fact]
    public async Task A_condition_that_cannot_be_kept_is_never_ignored()
    {
        var refused = await client.Send(HttpMethod.Delete, "/" + Guid.NewGuid(), ifMatch: "\"1\"");
        refused.Refused(HttpStatusCode.BadRequest, "kernel/if-match-not-supported");
    }

    public sealed class OnSqlite(SqliteTrial app) : VersionTests(app), IClassFixture<SqliteTrial>;

    public sealed class OnPostgres(PostgresTrial app) : VersionTests(app), IClassFixture<PostgresTrial>;
}
