using Tandem.Identity;
using Tandem.Kernel;
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
        app.ApiGroup().WithTags("Search").MapGet("/search", Search).SignedIn();
    }

    private static async Task<IResult> Search(
        string? q, string? kind, int? page, FindEverything.Handler find, Actor actor, HttpContext http, CancellationToken ct)
    {
        var ask = new FindEverything.Ask { Q = q, Kind = kind, Page = page ?? 1 };
        var errors = await Validation.Check(ask, http.RequestServices, ct);
        return errors.Count > 0 ? Problems.Invalid(errors) : (await find.Run(ask, actor, ct)).ToHttp();
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
