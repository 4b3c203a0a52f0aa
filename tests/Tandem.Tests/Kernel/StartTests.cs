using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Kernel;
using Tandem.Search;
using Xunit;

namespace Tandem.Tests.Kernel;

public abstract class StartTests(TestApp app)
{
    [Fact]
    public async Task A_stranger_gets_an_answer_at_the_root()
    {
        var response = await app.CreateClient().GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_database_that_lacks_a_migration_is_not_taken_for_current()
    {
        var storage = app.Services.GetRequiredService<Storage>();
        var last = SearchTables.LastOf(storage.IsPostgres);
        Assert.True(await Schema.IsCurrent(storage, last, default));
        Assert.False(await Schema.IsCurrent(storage, "never-made", default));

        var newest = (await app.Db(db => db.Database.GetAppliedMigrationsAsync())).Last();
        await app.Db(db => db.Database.ExecuteSqlAsync($"""UPDATE "__EFMigrationsHistory" SET "MigrationId" = 'gone' WHERE "MigrationId" = {newest}"""));
        Assert.False(await Schema.IsCurrent(storage, last, default));
        await app.Db(db => db.Database.ExecuteSqlAsync($"""UPDATE "__EFMigrationsHistory" SET "MigrationId" = {newest} WHERE "MigrationId" = 'gone'"""));
    }

    public sealed class OnSqlite(SqliteApp app) : StartTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : StartTests(app), IClassFixture<PostgresApp>;
}
