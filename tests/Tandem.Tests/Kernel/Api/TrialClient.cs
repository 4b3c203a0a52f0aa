using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Tandem.Tests.Kernel.Api;

/// <summary>A program that calls the API, as somebody.</summary>
public sealed class TrialClient(TestApp app)
{
    private HttpClient? http;

    public async Task<Answer> Send(
        HttpMethod method, string path, string? json = null, string? key = null, string? ifMatch = null, string? ifNoneMatch = null, string type = "application/json")
    {
        http ??= await app.Api(await app.Given.PartnerPerson());
        using var request = new HttpRequestMessage(method, "/api/v1/trials" + path);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, type);
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, body, response.Headers.Contains("Idempotent-Replayed"), response.Headers.ETag?.ToString(), response.Headers.Location?.ToString());
    }

    public Task<Answer> Post(string json, string? key = null) => Send(HttpMethod.Post, "", json, key);

    public sealed record Answer(HttpStatusCode Status, string Body, bool Replayed, string? Etag, string? Location)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string? this[string member] => Json[member]?.ToString();

        /// <summary>It refused, with this code.</summary>
        public void Refused(HttpStatusCode status, string code)
        {
            Assert.True(Status == status, $"{Status}: {Body}");
            Assert.Equal("/problems/" + code, this["type"]);
        }

        /// <summary>The first thing it says of a field.</summary>
        public string? ErrorOf(string field) => Json["errors"]?[field]?[0]?.ToString();
    }
}
