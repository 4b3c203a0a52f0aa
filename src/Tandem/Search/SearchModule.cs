using System.Globalization;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Search.Pages;
using Tandem.Ui;

namespace Tandem.Search;

/// <summary>Wires the index and holds its doors; everybody finds only what they may see.</summary>
public static class SearchModule
{
    public static IServiceCollection AddSearch(this IServiceCollection services) => services
        .AddAll<ISearchSource>()
        .AddScoped<Finder>()
        .AddSingleton<PaletteSource>(FindForPalette);

    public static void MapSearch(this IEndpointRouteBuilder app)
    {
        app.PagesGroup().MapGet("/search", Show).SignedIn();
        app.ApiGroup().WithTags("Search").MapGet("/search", Search).SignedIn().WithName("search");
    }

    private static async Task<IResult> Search(
        string? q, string? kind, int? page, FindEverything.Handler find, Actor actor, HttpContext http, CancellationToken ct)
    {
        var ask = new FindEverything.Ask { Q = q, Kind = kind, Page = page ?? 1 };
        var errors = await Validation.Check(ask, http.RequestServices, ct);
        return errors.Count > 0 ? Problems.Invalid(errors) : (await find.Run(ask, actor, ct)).ToHttp();
    }

    /// <summary>Whatever stands in the address, the page answers: a number out of bounds is the nearest within.</summary>
    private static async Task<IResult> Show(string? q, string? kind, string? page, FindEverything.Handler find, Actor actor, CancellationToken ct)
    {
        var number = Math.Clamp(int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 1, 1, 20);
        var query = q is { Length: > 200 } ? q[..200] : q;
        var found = await find.Run(new FindEverything.Ask { Q = query, Kind = string.IsNullOrEmpty(kind) ? null : kind, Page = number }, actor, ct);
        return UiModule.Page<SearchPage>(new { Found = found.Value, Kind = string.IsNullOrEmpty(kind) ? null : kind, Page = number });
    }

    private static async ValueTask<IReadOnlyList<PaletteItem>> FindForPalette(HttpContext http, string query, CancellationToken ct)
    {
        if (http.Features.Get<Actor>() is not { } actor)
            return [];
        var sources = http.RequestServices.GetServices<ISearchSource>().ToDictionary(s => s.Kind);
        var words = http.RequestServices.GetRequiredService<Words>();
        var hits = await http.RequestServices.GetRequiredService<FindEverything.Handler>().Quick(query, actor, ct);
        return
        [
            .. hits.Select(hit => new PaletteItem(hit.Title, hit.Url, sources[hit.Kind].Icon, words[sources[hit.Kind].Group], hit.Detail)),
            new PaletteItem(words["Search everything for “{0}”", query], "/search?q=" + Uri.EscapeDataString(query), "search", words["Search"]),
        ];
    }
}
