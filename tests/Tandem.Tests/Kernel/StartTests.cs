using System.Net;
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

    public sealed class OnSqlite(SqliteApp app) : StartTests(app), IClassFixture<SqliteApp>;

    public sealed class OnPostgres(PostgresApp app) : StartTests(app), IClassFixture<PostgresApp>;
}
