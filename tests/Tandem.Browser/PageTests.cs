using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Tandem.Identity;
using Tandem.Sell;
using Tandem.Tests.Sell;
using Xunit;

namespace Tandem.Browser;

/// <summary>Every page there is, found by the route table and by its links, as everybody who may enter it.</summary>
public sealed class PageTests(DemoApp app, Chromium chromium)
{
    /// <summary>Addresses that no link of the demo leads to: from a letter only, of what its few months have none of (uploads, packs of a review), a page for who has no scripts, where a refused form is loaded again.</summary>
    private static readonly HashSet<string> ByNoLink =
    [
        "/welcome/{secret}", "/files/{id}", "/subjects/{kind}/{id:guid}/files", "/qbr-packs/{id:guid}", "/qbr-packs/{id:guid}/pdf", "/qbr-packs/{id:guid}/pptx",
        "/pipeline/{id:guid}/stage", "/objectives/{id:guid}/share",
    ];

    private static readonly bool Pictures = Environment.GetEnvironmentVariable("TANDEM_PICTURES") == "all";

    [Fact]
    public Task Every_page_of_a_stranger_is_accessible_in_the_light_in_the_dark_and_on_a_phone() => Visit("stranger", null);

    [Fact]
    public Task Every_page_of_a_partner_is_accessible_in_the_light_in_the_dark_and_on_a_phone() => Visit("partner", app.Partner);

    [Fact]
    public Task Every_page_of_the_vendor_is_accessible_in_the_light_in_the_dark_and_on_a_phone() => Visit("vendor", app.Vendor);

    [Fact]
    public async Task Every_page_of_a_firm_that_has_done_nothing_yet_is_accessible_too()
    {
        var newcomer = await new SellWorld(app).Seller("Fresh Start Systems");
        await Visit("newcomer", await app.Db(db => db.People().Include(p => p.Organisation).SingleAsync(p => p.Id == newcomer.Person)), hasAll: false);
    }

    /// <param name="hasAll">There is something of everything, so every address is reached.</param>
    private async Task Visit(string who, Person? person, bool hasAll = true)
    {
        var faults = new ConcurrentQueue<string>();
        var tour = new Tour(app, chromium, person);
        await tour.Walk(await Also(person), new Looking(), async (window, address) =>
        {
            foreach (var looking in new[] { new Looking(), new Looking { Dark = true }, new Looking { Phone = true } })
            {
                await window.Wear(looking);
                foreach (var barrier in await window.Barriers(looking))
                    faults.Enqueue($"{address} {looking.Name}: {barrier}");
                if (Pictures)
                    await window.Picture($"all/{who}{Slug(address)}-{looking.Name}");
            }

            foreach (var fault in await Layout(window.Page))
                faults.Enqueue($"{address}: {fault}");
            foreach (var complaint in window.Complaints())
                faults.Enqueue($"{address}: {complaint}");
        });

        foreach (var route in hasAll ? tour.Unreached.Select(r => r.Pattern).Except(ByNoLink) : [])
            faults.Enqueue($"{route} is led to by no link");
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Order(StringComparer.Ordinal)));
    }

    /// <summary>What no rule of accessibility names: a title of its own, one heading, nothing that hangs out of a phone.</summary>
    private static async Task<string[]> Layout(IPage page) => await page.EvaluateAsync<string[]>(
        """
        () => {
          const faults = [];
          const headings = [...document.querySelectorAll('h1')].filter((h) => h.checkVisibility());
          if (headings.length !== 1) faults.push(`has ${headings.length} headings of the first level`);
          const [title, ...rest] = document.title.split(' · ');
          if (!title || !rest.length) faults.push(`is titled "${document.title}"`);
          const wide = document.documentElement.scrollWidth - window.innerWidth;
          if (wide > 0) {
            const out = [...document.body.querySelectorAll('*')].find((e) => e.checkVisibility() && e.getBoundingClientRect().right > window.innerWidth + 1
              && !e.closest('.table-scroll, .board, [role="region"]'));
            faults.push(`is ${wide} pixels wider than a phone: ${out?.outerHTML.slice(0, 160)}`);
          }
          return faults;
        }
        """);

    /// <summary>Addresses with a state of their own: deals in each, lists with nothing or very much, what is not there.</summary>
    private Task<List<string>> Also(Person? person) => app.Db(async db =>
    {
        List<string> also = ["/nothing-is-here"];
        if (person is null)
            return also;
        var mine = person.Organisation.PartnerId;
        foreach (var status in Enum.GetValues<DealStatus>())
        {
            var id = await db.Deals().Where(d => d.Status == status && (mine == null || d.PartnerId == mine)).Select(d => (Guid?)d.Id.Value).FirstOrDefaultAsync();
            if (id is { } deal)
                also.Add($"/deals/{deal}");
            if (id is not null && mine is null && status is DealStatus.InReview or DealStatus.NeedsInfo or DealStatus.Appealed or DealStatus.Rejected)
                also.Add($"/review/{id}");
        }

        also.AddRange(mine is null
            ? ["/pipeline/table?q=nothing-is-called-this", "/pipeline?q=nothing-is-called-this", "/review?q=nothing-is-called-this", "/plans?q=nothing-is-called-this", "/tasks?view=ours", "/search?q=a"]
            : ["/deals?q=nothing-is-called-this", "/tasks?view=theirs", "/search?q=a"]);
        return also;
    });

    private static string Slug(string address) => address.Replace('/', '-').Replace('?', '-').Replace('=', '-');
}
