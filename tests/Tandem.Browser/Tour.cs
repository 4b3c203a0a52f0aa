using System.Collections.Concurrent;
using System.Net;
using Tandem.Identity;

namespace Tandem.Browser;

/// <summary>
/// A walk of one person through all the portal: every address of the route table, with the names of things taken from the links
/// of the pages walked before, so that a new page is on the walk by being there and linked.
/// </summary>
public sealed class Tour(BrowserApp app, Chromium chromium, Person? person)
{
    /// <summary>So many things of one route are visited, besides those asked for.</summary>
    private const int OfEachRoute = 1;

    /// <summary>Windows at work side by side.</summary>
    private const int Windows = 2;

    private readonly List<PageRoute> routes = PageRoute.Of(app);
    private readonly Lock door = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Dictionary<PageRoute, int> counts = [];
    private readonly Queue<string> waiting = new();
    private readonly ConcurrentDictionary<string, bool> seen = new(StringComparer.Ordinal);

    /// <summary>Routes this person may enter for which no page linked to anything.</summary>
    public IEnumerable<PageRoute> Unreached
    {
        get
        {
            var actor = person is null ? null : app.Act(person);
            return routes.Where(r => r.Admits(actor) && !seen.Keys.Any(path => r.IsAt(path) || r.IsOn(path)) && !IsOfStrangers(r));
        }
    }

    /// <summary>Calls <paramref name="look"/> on every page that is one; downloads, lists for scripts and addresses that lead elsewhere are no pages.</summary>
    public async Task Walk(IEnumerable<string> also, Looking looking, Func<Window, string, Task> look)
    {
        var actor = person is null ? null : app.Act(person);
        foreach (var address in routes.Where(r => !r.NamesAThing && r.Admits(actor) && !IsOfStrangers(r)).Select(r => r.Pattern).Concat(also))
            Add(address, asked: true);
        var busy = 0;
        await Task.WhenAll(Enumerable.Range(0, Windows).Select(async _ =>
        {
            await using var window = await Window.Open(chromium, app, person, looking);
            using var scout = Scout(await window.Cookie());
            while (true)
            {
                string? address;
                lock (door)
                {
                    if (waiting.TryDequeue(out address))
                        busy++;
                    else if (busy == 0)
                        return;
                }

                // The other window may yet find links.
                if (address is null)
                {
                    await Task.Delay(20);
                    continue;
                }

                try
                {
                    await Visit(address, window, scout, look);
                }
                finally
                {
                    lock (door)
                        busy--;
                }
            }
        }));
    }

    private async Task Visit(string address, Window window, HttpClient scout, Func<Window, string, Task> look)
    {
        seen[address.Split('?')[0]] = true;
        using (var answer = await scout.GetAsync(address, HttpCompletionOption.ResponseHeadersRead))
        {
            if (answer.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.NoContent || answer.Content.Headers.ContentType?.MediaType != "text/html")
                return;
        }

        await window.Page.GotoAsync(address);
        foreach (var link in await window.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href], turbo-frame[src]')].map(a => new URL(a.href ?? a.src, location.href).pathname)"))
            Add(link, asked: false);
        await look(window, address);
    }

    private void Add(string address, bool asked)
    {
        lock (door)
        {
            var path = address.Split('?')[0];
            if (!known.Add(address))
                return;
            var route = routes.Find(r => r.IsAt(path));
            if (!asked)
            {
                if (route is null || IsOfStrangers(route) || counts.GetValueOrDefault(route) >= OfEachRoute)
                    return;
                counts[route] = counts.GetValueOrDefault(route) + 1;
            }

            waiting.Enqueue(address);
        }
    }

    /// <summary>Pages for everybody look the same to everybody: the stranger has seen them.</summary>
    private bool IsOfStrangers(PageRoute route) => person is not null && route.Admits(null);

    private HttpClient Scout(string? cookie)
    {
        var scout = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Address) };
        scout.DefaultRequestHeaders.Add("Accept", "text/html");
        if (cookie is not null)
            scout.DefaultRequestHeaders.Add("Cookie", cookie);
        return scout;
    }
}
