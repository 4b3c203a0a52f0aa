using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize;

/// <summary>What the settings pages of rules are filled with besides the rules.</summary>
internal static class RulesAid
{
    /// <summary>The KPIs to choose from.</summary>
    public static Task<object> Kpis(IServiceProvider services, Actor by, CancellationToken ct) => Task.FromResult<object>(services.GetRequiredService<KpiCatalogue>());

    /// <summary>What conditions are made of.</summary>
    public static async Task<object> Words(IServiceProvider services, Actor by, CancellationToken ct) => await services.GetRequiredService<Lexicon>().Read(ct);

    /// <summary>What each row of some conditions under edit says about the partner they are tried on.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<ConditionForm.RowAnswer>?>> Try(
        HttpContext http, IEnumerable<ConditionForm?> conditions, Id<Organisation>? partner, object? words, Actor by, CancellationToken ct) =>
        (await http.RequestServices.GetRequiredService<TryConditions.Handler>().Run(
            new TryConditions { Forms = [.. conditions], Partner = partner, Words = (Vocabulary)words! }, by, ct)).Value;
}
