using Xunit;

namespace Tandem.Tests.Kernel;

/// <summary>What a page lets a browser do: nothing that it does not bring along from its own address.</summary>
public sealed class SecurePageTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/nothing-is-here")]
    [InlineData("/home")]
    [InlineData("/pipeline")]
    [InlineData("/forecast")]
    [InlineData("/kit")]
    public async Task A_page_runs_nothing_inline_and_is_shown_in_no_frame(string path)
    {
        var portal = await app.As(await app.Given.VendorPerson());
        var answer = await portal.Get(path);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());

        var policy = Header("Content-Security-Policy");
        foreach (var part in new[] { "default-src 'none'", "script-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'" })
            Assert.Contains(part, policy.Split("; "));
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(("nosniff", "DENY"), (Header("X-Content-Type-Options"), Header("X-Frame-Options")));
        Assert.StartsWith("max-age=", Header("Strict-Transport-Security"), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script:not([src]), style"));
        Assert.DoesNotContain(page.All.SelectMany(e => e.Attributes), a => a.Name == "style" || a.Name.StartsWith("on", StringComparison.Ordinal));

        string Header(string name) => string.Join(' ', answer.Headers.GetValues(name));
    }

    [Fact]
    public async Task The_word_that_lets_an_inline_style_in_is_another_for_each_answer()
    {
        var portal = await app.As(await app.Given.VendorPerson());

        async Task<string> Word() => (await portal.Page("/home")).QuerySelector("meta[name=csp-nonce]")!.GetAttribute("content")!;

        Assert.NotEqual(await Word(), await Word());
    }
}
