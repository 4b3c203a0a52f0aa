using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.CommandLine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Team;
using Xunit;

namespace Tandem.Tests.Identity;

public abstract class OperatorTests(TestApp app)
{
    private Task<Outcome<string>> Appoint(string email, string? name = null) => app.Run((AppointOperator.Handler handler) =>
        handler.Run(new AppointOperator { Email = email, Name = name, VendorName = "Acme" }, default));

    private Task<Person> Find(string email) => app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Email == email));

    [Fact]
    public async Task The_first_operator_follows_the_printed_link_and_may_do_everything()
    {
        var link = (await Appoint("First.Operator@Example.com", "First Operator")).Value;
        var portal = new Portal(app.Stranger().Http, link);

        var chosen = await portal.Post(link, ("New", "a long sentence"));

        Assert.Equal(HttpStatusCode.SeeOther, chosen.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await portal.Get("/team")).StatusCode);
        var person = await Find("first.operator@example.com");
        Assert.Equal(Roles.Vendor, person.Roles);
    }

    [Fact]
    public async Task Whoever_is_named_again_gets_a_new_link_and_the_role()
    {
        var person = await app.Given.VendorPerson(Role.SalesRep);

        var link = (await Appoint(person.Email)).Value;

        Assert.Equal(HttpStatusCode.OK, (await app.Stranger().Get(link)).StatusCode);
        Assert.Equal([Role.Operations, Role.SalesRep], (await Find(person.Email)).Roles);
    }

    [Fact]
    public async Task A_partners_person_does_not_become_an_operator()
    {
        var person = await app.Given.PartnerPerson();

        Assert.Equal("identity/works-for-partner", (await Appoint(person.Email)).Refusal!.Code);
        Assert.Equal("identity/not-an-address", (await Appoint("nonsense")).Refusal!.Code);
    }

    [Fact]
    public async Task What_opens_nothing_any_more_is_taken_away()
    {
        var person = await app.Given.PartnerPerson();
        var portal = await app.As(person);
        await app.As(person);
        await portal.Post("/me/sessions/close");
        var open = await app.As(person);

        app.Clock.Advance(TimeSpan.FromDays(10));
        await app.Run((SweepAccess.Handler sweep) => sweep.Run(default));
        var afterTenDays = await app.Db(db => db.Sessions().CountAsync(s => s.PersonId == person.Id));
        app.Clock.Advance(TimeSpan.FromDays(21));
        await app.Run((SweepAccess.Handler sweep) => sweep.Run(default));

        Assert.Equal(3, afterTenDays);
        Assert.Equal(1, await app.Db(db => db.Sessions().CountAsync(s => s.PersonId == person.Id)));
        Assert.NotNull(open);
    }

    public sealed class OnSqlite(SqliteApp app) : OperatorTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : OperatorTests(app), IClassFixture<PostgresApp>;
}

public sealed class DemoSignInTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task Outside_Development_a_database_with_demo_sign_ins_is_not_opened()
    {
        var person = await app.Given.VendorPerson();
        await app.Db(db =>
        {
            db.Add(Login.For(person.Id, app.Services.GetRequiredService<Passwords>().Hash("printed"), app.Now, demo: true));
            return db.SaveChangesAsync();
        });

        var code = await Cli.Run(["--environment=Production", $"--TANDEM_DATABASE={app.ConnectionString}", "--urls=http://127.0.0.1:0", "--TANDEM_JOBS=off"]);

        Assert.Equal(1, code);
    }
}
