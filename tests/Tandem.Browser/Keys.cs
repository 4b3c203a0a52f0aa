using Microsoft.Playwright;
using Xunit;

namespace Tandem.Browser;

/// <summary>A person without a mouse: only presses keys, and must see where the focus is.</summary>
public sealed class Keys(Window window)
{
    /// <summary>More stops than any page of ours has on the way to something.</summary>
    private const int Far = 400;

    private IPage Page => window.Page;

    public Task Press(params string[] keys) => Each(keys, key => Page.Keyboard.PressAsync(key));

    public Task Type(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Tabs to it and sees that it has the focus.</summary>
    public async Task To(ILocator wanted)
    {
        await wanted.First.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        for (var stops = 0; stops < Far; stops++)
        {
            if (await wanted.First.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                await IsSeen();
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{await wanted.First.EvaluateAsync<string>("e => e.outerHTML.slice(0, 200)")} is not reached with the Tab key on {Page.Url}");
    }

    public async Task Activate(ILocator wanted, string key = "Enter")
    {
        await To(wanted);
        await Press(key);
    }

    /// <summary>Goes through the whole page from its beginning, and out of it again.</summary>
    /// <returns>What was met that cannot be seen, or holds the focus fast.</returns>
    public async Task<List<string>> Through()
    {
        List<string> faults = [];
        await Page.EvaluateAsync("() => { document.activeElement?.blur(); window.scrollTo(0, 0); delete window.walked; }");
        for (var stops = 0; stops < Far; stops++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var met = await Page.EvaluateAsync<string>(Stop);
            if (met == "end")
                return faults;
            if (met.Length > 0)
                faults.Add(met);
        }

        faults.Add($"{Page.Url}: the Tab key does not come out of the page");
        return faults;
    }

    public async Task IsSeen()
    {
        // A dialog has the focus in it from its first moment, and can be seen once it has come up.
        await Page.EvaluateAsync(Still);
        Assert.Equal("", await Page.EvaluateAsync<string>($"() => ({Unseen})(document.activeElement)"));
    }

    private const string Still =
        """
        () => Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity).map((a) => a.finished.catch(() => null)))
        """;

    /// <summary>Says what is wrong with the focus of an element: it looks the same with and without it, or cannot be seen at all.</summary>
    private const string Unseen =
        """
        (e) => {
          const name = e.outerHTML.slice(0, 160);
          // A field for files lies unseen over the box that stands for it and shows its focus.
          if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: e.type !== 'file' })) return `cannot be seen: ${name}`;
          const looks = () => [e, e.parentElement, e.parentElement?.parentElement].filter(Boolean).flatMap((part) => [null, '::before', '::after'].map((pseudo) => {
            const s = getComputedStyle(part, pseudo);
            return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecorationLine].join();
          })).join('|');
          const focused = looks();
          const steady = (event) => event.stopImmediatePropagation();
          for (const kind of ['blur', 'focus', 'focusin', 'focusout']) window.addEventListener(kind, steady, true);
          e.blur();
          const plain = looks();
          e.focus({ preventScroll: true, focusVisible: true });
          for (const kind of ['blur', 'focus', 'focusin', 'focusout']) window.removeEventListener(kind, steady, true);
          return focused === plain ? `looks the same with the focus as without: ${name}` : '';
        }
        """;

    private const string Stop =
        $$"""
        () => {
          const e = document.activeElement;
          window.walked ??= new Set();
          if (!e || e === document.body || window.walked.has(e)) {
            const stuck = e && e !== document.body && [...window.walked].at(-1) === e && !e.matches('input[type="date"]');
            if (stuck) return `holds the focus fast: ${e.outerHTML.slice(0, 160)}`;
            return e?.matches?.('input[type="date"]') ? '' : 'end';
          }
          window.walked.add(e);
          return ({{Unseen}})(e);
        }
        """;

    private static async Task Each<T>(IEnumerable<T> things, Func<T, Task> act)
    {
        foreach (var thing in things)
            await act(thing);
    }
}
