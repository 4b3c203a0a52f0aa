using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Tandem.Tests.Kernel.Api;

/// <summary>What the API says to requests that are not as they should be; the database plays no part.</summary>
public sealed class RequestTests(SqliteTrial app) : IClassFixture<SqliteTrial>
{
    private readonly TrialClient client = new(app);

    [Fact]
    public async Task Faults_are_named_by_field_all_at_once()
    {
        var refused = await client.Post("""{"name":"","lines":[{"quantity":1},{"quantity":0}]}""");

        refused.Refused(HttpStatusCode.BadRequest, "kernel/invalid-input");
        Assert.Equal("Enter a name.", refused.ErrorOf("name"));
        Assert.Equal("Between 1 and 99.", refused.ErrorOf("lines[1].quantity"));
    }

    [Theory]
    [InlineData("""{"name":1}""", "name")]
    [InlineData("""{"name":"a","version":"1"}""", "version")]
    [InlineData("""{"name":"a","due":"31.03.2026"}""", "due")]
    [InlineData("""{"name":"a","due":"2026-02-30"}""", "due")]
    [InlineData("""{"name":"a","colour":"green"}""", "colour")]
    [InlineData("""{"name":"a","colour":1}""", "colour")]
    [InlineData("""{"name":"a","lines":[{},{"quantity":"many"}]}""", "lines[1].quantity")]
    [InlineData("""{"name":"a","lines":[{"quantity":99999999999}]}""", "lines[0].quantity")]
    public async Task A_value_of_the_wrong_kind_is_named(string json, string field)
    {
        var refused = await client.Post(json);

        refused.Refused(HttpStatusCode.BadRequest, "kernel/unreadable-request");
        Assert.Equal("This value is not of the right kind.", refused.ErrorOf(field));
        Assert.DoesNotContain("System.", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12.5", "money")]
    [InlineData("""{"amount":12.5,"currency":"EUR"}""", "texts")]
    [InlineData("""{"amount":"12.5"}""", "needs an amount and a currency")]
    [InlineData("""{"amount":"12.5","currency":"XXX"}""", "ISO 4217")]
    [InlineData("""{"amount":"12.505","currency":"EUR"}""", "EUR has 2 digits")]
    [InlineData("""{"amount":"12.5","currency":"JPY"}""", "JPY has 0 digits")]
    [InlineData("""{"amount":"1,000","currency":"EUR"}""", "not a number")]
    [InlineData("""{"amount":"1e3","currency":"EUR"}""", "not a number")]
    [InlineData("""{"amount":"99999999999999999999","currency":"EUR"}""", "too large")]
    public async Task Money_that_cannot_be_read_says_why(string money, string why)
    {
        var refused = await client.Post($$"""{"name":"a","amount":{{money}}}""");

        refused.Refused(HttpStatusCode.BadRequest, "kernel/unreadable-request");
        Assert.Contains(why, refused.ErrorOf("amount"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123.4", "EUR", "123.40")]
    [InlineData("-5", "JPY", "-5")]
    [InlineData("0.0001", "CLF", "0.0001")]
    [InlineData("0.100", "TND", "0.100")]
    public async Task Money_comes_back_as_text_with_the_digits_of_its_currency(string amount, string currency, string shown)
    {
        var made = await client.Post($$"""{"name":"a","amount":{"amount":"{{amount}}","currency":"{{currency}}"},"colour":"deepBlue"}""");

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal((shown, currency), (made.Json["amount"]!["amount"]!.GetValue<string>(), made.Json["amount"]!["currency"]!.GetValue<string>()));
        Assert.Equal("deepBlue", made["colour"]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"name":"a","name":"b"}""")]
    [InlineData("""{"name":"\ud800"}""")]
    public async Task What_is_no_input_is_refused_without_a_word_of_the_inside(string json)
    {
        var refused = await client.Post(json);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.DoesNotContain("System.", refused.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Trial", refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_nested_a_thousand_levels_deep_is_refused()
    {
        var deep = new StringBuilder("""{"name":"a","lines":""").Append('[', 1000).Append(']', 1000).Append('}');
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Post(deep.ToString())).Status);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_refused_by_its_type() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.Send(HttpMethod.Post, "", "name=a", type: "application/x-www-form-urlencoded")).Status);

    [Fact]
    public async Task An_address_that_cannot_be_read_leads_nowhere() =>
        (await client.Send(HttpMethod.Get, "/1%20OR%201=1")).Refused(HttpStatusCode.NotFound, "kernel/not-found");

    [Fact]
    public async Task A_question_that_cannot_be_read_is_named()
    {
        var refused = await client.Send(HttpMethod.Get, $"/{Guid.NewGuid()}?wait=long");

        refused.Refused(HttpStatusCode.BadRequest, "kernel/unreadable-request");
        Assert.NotNull(refused.ErrorOf("wait"));
    }

    [Fact]
    public async Task An_unexpected_error_shows_a_trace_and_nothing_of_the_inside()
    {
        var broken = await client.Post("""{"name":"a","trouble":"bug"}""");

        broken.Refused(HttpStatusCode.InternalServerError, "kernel/unexpected");
        Assert.NotEmpty(broken["traceId"]!);
        Assert.DoesNotContain("secret detail", broken.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", broken.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_probe_hears_that_Tandem_is_well(string probe) =>
        Assert.Equal("Healthy", await app.CreateClient().GetStringAsync(probe));

    [Fact]
    public async Task A_stranger_may_read_the_description_of_the_API()
    {
        var description = JsonNode.Parse(await app.CreateClient().GetStringAsync("/openapi/v1.json"))!;

        Assert.StartsWith("3.1", description["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(description["paths"]!["/api/v1/me"]);
        Assert.Equal("http", description["components"]!["securitySchemes"]!["bearer"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_description_names_the_choices_of_a_filter()
    {
        var description = JsonNode.Parse(await app.CreateClient().GetStringAsync("/openapi/v1.json"))!;

        var filter = description["paths"]!["/api/v1/deals"]!["get"]!["parameters"]!.AsArray().Single(p => p!["name"]?.GetValue<string>() == "status")!;
        Assert.Contains("needsInfo", filter["schema"]!["items"]!["enum"]!.AsArray().Select(n => n!.GetValue<string>()));
    }
}
