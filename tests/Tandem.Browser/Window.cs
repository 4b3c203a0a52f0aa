using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Tandem.Identity;
using Xunit;

namespace Tandem.Browser;

/// <summary>How somebody looks at the portal.</summary>
public sealed record Looking
{
    public bool Phone { get; init; }

    public bool Dark { get; init; }

    public bool WithoutScripts { get; init; }
}

/// <summary>A browser window of one person, or of a stranger. Whatever goes wrong inside a page fails the test.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly List<string> complaints = [];
    private readonly IBrowserContext context;

    private Window(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            // Chromium reports every answer of 4xx here; a refused form is one of them.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                complaints.Add(message.Text);
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    public static async Task<Window> Open(Chromium chromium, BrowserApp app, Person? person = null, Looking? looking = null)
    {
        looking ??= new Looking();
        var opened = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = app.Address,
            Locale = "en-GB",
            TimezoneId = "Europe/Amsterdam",
            JavaScriptEnabled = !looking.WithoutScripts,
            ColorScheme = looking.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = looking.Phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1440, Height = 900 },
        });
        if (person is not null)
            await SignIn(opened, app, person);
        return new Window(opened, await opened.NewPageAsync());
    }

    public async Task Go(string path)
    {
        var answer = await Page.GotoAsync(path);
        Assert.True(answer is { Status: < 400 }, $"{path} answered {answer?.Status.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Keeps a picture of the page under <c>artifacts/screens</c>.</summary>
    public Task Picture(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Artifacts("screens"), name + ".png"), FullPage = true });

    /// <summary>A picture and a check of accessibility; what is found is told by <see cref="IsSound"/>, so that a journey goes on.</summary>
    public async Task Look(string name)
    {
        await Picture(name);
        var found = await Page.RunAxe();
        complaints.AddRange(found.Violations.Select(v =>
            $"{new Uri(Page.Url).AbsolutePath}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }

    /// <summary>No rule of WCAG 2.2 AA that a machine can check is broken.</summary>
    public async Task IsAccessible()
    {
        var found = await Page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(v =>
            $"{Page.Url}: {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
    }

    /// <summary>No script failed, no rule of the content security policy was broken, every page looked at is accessible.</summary>
    public void IsSound() => Assert.True(complaints.Count == 0, string.Join('\n', complaints.Distinct()));

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    public static string Artifacts(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Tandem.slnx")))
            root = root.Parent;
        return Directory.CreateDirectory(Path.Combine(root!.FullName, "artifacts", folder)).FullName;
    }

    private static async Task SignIn(IBrowserContext visitor, BrowserApp app, Person person)
    {
        var (session, secret) = Session.Open(person.Id, "Chromium", app.Now);
        await app.Db(db =>
        {
            db.Add(session);
            return db.SaveChangesAsync();
        });
        await visitor.AddCookiesAsync([new Cookie { Name = "tandem", Value = secret, Url = app.Address, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);
    }
}
