using System.Net;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests.Kernel.Api;

public abstract class IdempotencyTests(TestApp app)
{
    private readonly TrialClient client = new(app);

    [Fact]
    public async Task A_repeated_request_has_one_effect_and_the_same_answer()
    {
        var (name, key) = (NewText(), NewText());
        var first = await client.Post($$"""{"name":"{{name}}"}""", key);
        var second = await client.Post($$"""{"name":"{{name}}"}""", key);

        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.False(first.Replayed);
        Assert.Equal(first with { Replayed = true }, second);
        Assert.Equal(1, await Count(name));
    }

    [Fact]
    public async Task Without_a_key_each_request_has_its_effect()
    {
        var name = NewText();
        await client.Post($$"""{"name":"{{name}}"}""");
        await client.Post($$"""{"name":"{{name}}"}""");

        Assert.Equal(2, await Count(name));
    }

    [Fact]
    public async Task Twenty_at_the_same_time_have_one_effect_and_one_answer()
    {
        var (name, key) = (NewText(), NewText());
        await client.Send(HttpMethod.Get, "/" + Guid.NewGuid());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.Post($$"""{"name":"{{name}}"}""", key)));

        Assert.Equal(1, await Count(name));
        Assert.Single(answers.Select(a => a.Body).Distinct());
        Assert.Equal(19, answers.Count(a => a.Replayed));
    }

    [Fact]
    public async Task A_key_used_for_another_body_is_refused()
    {
        var key = NewText();
        await client.Post($$"""{"name":"{{NewText()}}"}""", key);
        var name = NewText();
        var other = await client.Post($$"""{"name":"{{name}}"}""", key);

        other.Refused(HttpStatusCode.UnprocessableEntity, "kernel/idempotency-key-reused");
        Assert.Equal(0, await Count(name));
    }

    [Fact]
    public async Task A_key_used_for_another_thing_is_refused()
    {
        var (one, two, key) = (await app.Given.Partner(), await app.Given.Partner(), NewText());
        await client.Send(HttpMethod.Put, $"/{one.Id}", """{"name":"Renamed"}""", key);
        var other = await client.Send(HttpMethod.Put, $"/{two.Id}", """{"name":"Renamed"}""", key);

        other.Refused(HttpStatusCode.UnprocessableEntity, "kernel/idempotency-key-reused");
    }

    [Fact]
    public async Task Two_callers_may_choose_the_same_key()
    {
        var (name, key) = (NewText(), NewText());
        await client.Post($$"""{"name":"{{name}}"}""", key);
        var other = await new TrialClient(app).Post($$"""{"name":"{{name}}"}""", key);

        Assert.False(other.Replayed);
        Assert.Equal(2, await Count(name));
    }

    [Fact]
    public async Task A_refusal_is_repeated_and_what_it_had_written_is_undone()
    {
        var (name, key) = (NewText(), NewText());
        var first = await client.Post($$"""{"name":"{{name}}","trouble":"refused"}""", key);
        var second = await client.Post($$"""{"name":"{{name}}","trouble":"refused"}""", key);

        first.Refused(HttpStatusCode.Conflict, "test/refused");
        Assert.Equal(first with { Replayed = true }, second);
        Assert.Equal(0, await Count(name));
    }

    [Fact]
    public async Task After_an_unexpected_error_the_same_request_is_tried_again()
    {
        var (name, key) = (NewText(), NewText());
        for (var i = 0; i < 2; i++)
        {
            var broken = await client.Post($$"""{"name":"{{name}}","trouble":"bug"}""", key);
            broken.Refused(HttpStatusCode.InternalServerError, "kernel/unexpected");
        }

        Assert.Equal(0, await Count(name));
        Assert.Equal(HttpStatusCode.Created, (await client.Post($$"""{"name":"{{name}}"}""", key)).Status);
    }

    [Fact]
    public async Task A_faulty_input_may_be_corrected_under_its_key()
    {
        var (name, key) = (NewText(), NewText());
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Post("""{"name":""}""", key)).Status);
        Assert.Equal(HttpStatusCode.Created, (await client.Post($$"""{"name":"{{name}}"}""", key)).Status);
    }

    [Fact]
    public async Task After_a_day_a_key_is_free_again()
    {
        var (name, key) = (NewText(), NewText());
        await client.Post($$"""{"name":"{{name}}"}""", key);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await client.Post($$"""{"name":"{{name}}"}""", key);

        Assert.Equal(2, await Count(name));
    }

    [Fact]
    public async Task A_key_of_300_characters_is_refused() =>
        (await client.Post("""{"name":"Long"}""", new string('k', 300))).Refused(HttpStatusCode.BadRequest, "kernel/idempotency-key-unfit");

    private static string NewText() => Guid.NewGuid().ToString("N");

    private Task<int> Count(string name) => app.Db(db => db.Organisations().CountAsync(o => o.Name == name));

    public sealed class OnSqlite(SqliteTrial app) : IdempotencyTests(app), IClassFixture<SqliteTrial>;

    public sealed class OnPostgres(PostgresTrial app) : IdempotencyTests(app), IClassFixture<PostgresTrial>;
}
