using System.Globalization;
using Deque.AxeCore.Commons;
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

    /// <summary>A culture the person has chosen.</summary>
    public string? Language { get; init; }

    public string Name => Phone ? "phone" : Dark ? "dark" : "light";

    internal ViewportSize Size => Phone ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1440, Height = 900 };

    internal ColorScheme Colours => Dark ? ColorScheme.Dark : ColorScheme.Light;
}

/// <summary>A browser window of one person, or of a stranger. Whatever goes wrong inside a page fails the test.</summary>
public sealed class Window : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

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
            ColorScheme = looking.Colours,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = looking.Size,
        });

        // A busy machine takes its time.
        opened.SetDefaultTimeout(120_000);
        if (person is not null)
            await SignIn(opened, app, person);
        if (looking.Language is { } language)
            await opened.AddCookiesAsync([new Cookie { Name = "tandem-language", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = app.Address }]);
        return new Window(opened, await opened.NewPageAsync());
    }

    public async Task Go(string path)
    {
        var answer = await Page.GotoAsync(path);
        Assert.True(answer is { Status: < 400 }, $"{path} answered {answer?.Status.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Looks at the open page in another way.</summary>
    public async Task Wear(Looking looking)
    {
        await Page.SetViewportSizeAsync(looking.Size.Width, looking.Size.Height);
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = looking.Colours });
    }

    /// <summary>Keeps a picture of the page under <c>artifacts/screens</c>.</summary>
    public Task Picture(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Artifacts("screens"), name + ".png"), FullPage = true });

    /// <summary>A picture and a check of accessibility; what is found is told by <see cref="IsSound"/>, so that a journey goes on.</summary>
    public async Task Look(string name)
    {
        await Picture(name);
        complaints.AddRange((await Barriers()).Select(b => $"{new Uri(Page.Url).AbsolutePath}: {b}"));
    }

    /// <summary>What a machine finds against the accessibility of the page as it stands.</summary>
    /// <param name="worn">Looked at in the light before: in the dark only colours differ, on a phone only what is shown and how large.</param>
    public async Task<string[]> Barriers(Looking? worn = null)
    {
        // Evaluated and not linked: the page's own policy lets no script in. One injection serves all looks at a page.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
            await Page.EvaluateAsync(Axe);
        string[]? rules = worn switch
        {
            { Dark: true } => ["color-contrast", "link-in-text-block"],
            { Phone: true } =>
            [
                "target-size", "scrollable-region-focusable", "aria-hidden-focus", "aria-required-children", "aria-required-parent", "list", "listitem",
                "button-name", "link-name", "label", "select-name", "landmark-unique", "page-has-heading-one", "heading-order", "td-headers-attr", "th-has-data-cells",
            ],
            _ => null,
        };
        return await Page.EvaluateAsync<string[]>(
            """
            async (rules) => {
              const found = await axe.run(document, { resultTypes: ['violations'], ...(rules ? { runOnly: { type: 'rule', values: rules } } : {}) });
              return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(' | ')}`);
            }
            """,
            rules);
    }

    /// <summary>The cookie that carries the session of this window's person.</summary>
    public async Task<string?> Cookie() =>
        (await context.CookiesAsync()).FirstOrDefault(c => c.Name == "tandem") is { } own ? $"{own.Name}={own.Value}" : null;

    /// <summary>What the browser complained of since it was last asked.</summary>
    public List<string> Complaints()
    {
        var said = complaints.ToList();
        complaints.Clear();
        return said;
    }

    /// <summary>No rule of WCAG 2.2 AA that a machine can check is broken.</summary>
    public async Task IsAccessible()
    {
        var found = await Barriers();
        Assert.True(found.Length == 0, $"{Page.Url}: {string.Join('\n', found)}");
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
