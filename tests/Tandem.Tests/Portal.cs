using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Tandem.Identity;
using Xunit;

namespace Tandem.Tests;

/// <summary>A person at a browser: keeps cookies, follows no redirect, sends forms with the token of the portal's pages.</summary>
public sealed partial class Portal(HttpClient http, string pageWithForm)
{
    private string? token;

    /// <summary>For requests this class has no word for.</summary>
    public HttpClient Http { get; } = http;

    public Task<HttpResponseMessage> Get(string path) => Http.GetAsync(path);

    /// <summary>The page at this address, which must be there.</summary>
    public async Task<IHtmlDocument> Page(string path)
    {
        var response = await Get(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path} answered {(int)response.StatusCode}: {text[..Math.Min(text.Length, 500)]}");
        return new HtmlParser().ParseDocument(text);
    }

    /// <summary>Sends a form as the page would.</summary>
    public async Task<HttpResponseMessage> Post(string path, params (string Field, string? Value)[] fields)
    {
        token ??= FormToken().Match(await Http.GetStringAsync(pageWithForm)).Groups["token"].Value;
        return await PostWithoutToken(path, [("_form", token), .. fields]);
    }

    /// <summary>Sends a form as another site would: with the cookies, without the token.</summary>
    public Task<HttpResponseMessage> PostWithoutToken(string path, params (string Field, string? Value)[] fields) =>
        Http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Field, f.Value ?? ""))));

    [GeneratedRegex("name=\"_form\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();
}

/// <summary>Coming to the portal as somebody.</summary>
public static class Portals
{
    /// <summary>Nobody yet: a stranger's browser.</summary>
    public static Portal Stranger(this TestApp app) => new(Client(app, new CookieContainer()), "/sign-in");

    /// <summary>The person with an open session, without the cost of a password.</summary>
    public static async Task<Portal> As(this TestApp app, Person person)
    {
        var (session, secret) = Session.Open(person.Id, "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0", app.Now);
        await app.Db(db =>
        {
            db.Add(session);
            return db.SaveChangesAsync();
        });
        var cookies = new CookieContainer();
        cookies.Add(new Cookie("__Host-tandem", secret, "/", "localhost") { Secure = true, HttpOnly = true });
        return new Portal(Client(app, cookies), "/me");
    }

    /// <summary>A program that works for the person: a client of the API with a token of theirs.</summary>
    public static async Task<HttpClient> Api(this TestApp app, Person person, params IReadOnlyList<string> scopes)
    {
        var (token, secret) = AccessToken.Issue(person.Id, "Test", scopes.Count == 0 ? null : scopes, person.Id, null, app.Now);
        await app.Db(db =>
        {
            db.Add(token);
            return db.SaveChangesAsync();
        });
        return app.Api(secret);
    }

    public static HttpClient Api(this TestApp app, string token)
    {
        var client = app.CreateDefaultClient(new Uri("https://localhost/api/v1/"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static HttpClient Client(TestApp app, CookieContainer cookies) =>
        app.CreateDefaultClient(new Uri("https://localhost"), new CookieContainerHandler(cookies));
}
