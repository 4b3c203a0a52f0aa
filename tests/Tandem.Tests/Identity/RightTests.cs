using System.Net;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Identity;

public abstract class RightTests(TestApp app)
{
    private Task Close(Organisation firm, string permission) => app.Run(async (Rights rights) =>
    {
        await rights.Close(firm.Id, permission, "Your firm has not signed the agreement yet.", default);
        return true;
    });

    [Fact]
    public async Task A_closed_right_shuts_the_doors_of_the_whole_firm_until_it_opens()
    {
        var firm = await app.Given.Partner();
        var (ann, bob) = (await app.Api(await app.Given.PartnerPerson(firm)), await app.Api(await app.Given.PartnerPerson(firm)));
        var elsewhere = await app.Api(await app.Given.PartnerPerson());
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("people")).StatusCode);

        await Close(firm, IdentityPermissions.Team);

        Assert.Equal(HttpStatusCode.Forbidden, (await ann.GetAsync("people")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await bob.GetAsync("people")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("people")).StatusCode);
        await app.Run(async (Rights rights) =>
        {
            await rights.Open(firm.Id, IdentityPermissions.Team, "Signed.", default);
            return true;
        });
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("people")).StatusCode);
    }

    [Fact]
    public async Task The_refused_program_is_told_the_reason()
    {
        var firm = await app.Given.Partner();
        var client = await app.Api(await app.Given.PartnerPerson(firm));
        await Close(firm, IdentityPermissions.Team);

        var answer = await client.GetAsync("people");

        Assert.Contains("has not signed the agreement", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_is_one_row_however_often_it_turns()
    {
        var firm = await app.Given.Partner();

        await Close(firm, IdentityPermissions.Team);
        await Close(firm, IdentityPermissions.Team);

        Assert.Equal(1, await app.Db(db => db.Rights().CountAsync(r => r.OrganisationId == firm.Id)));
        await Assert.ThrowsAsync<ArgumentException>(() => Close(firm, "sell.nothing"));
    }

    public sealed class OnSqlite(SqliteApp app) : RightTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : RightTests(app), IClassFixture<PostgresApp>;
}
