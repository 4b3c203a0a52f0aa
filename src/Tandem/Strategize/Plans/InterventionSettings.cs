using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Policies;
using Tandem.Strategize.Plans.Pages;

namespace Tandem.Strategize.Plans;

/// <summary>The settings page of the rules that step in: edited row by row, tried on a partner and on today's plans, then published.</summary>
public static class InterventionSettings
{
    public static void MapInterventionSettings(this IEndpointRouteBuilder app) => app.PagesGroup("/settings").MapPolicy<InterventionPolicy, InterventionForm, InterventionRulesPage>(
        "/interventions", PlanPermissions.Settings, new((rules, aid) => InterventionForm.Of(rules, (Vocabulary)aid!)) { Aid = RulesAid.Words, Trial = Try });

    private static async Task<object> Try(HttpContext http, InterventionForm form, Actor by, CancellationToken ct)
    {
        var (services, rules) = (http.RequestServices, form.ToRules());
        var plans = rules.Ok ? (await services.GetRequiredService<TryInterventions.Handler>().Run(new TryInterventions { Rules = rules.Value.Rules }, by, ct)).Value : [];
        return new Tried(plans, await RulesAid.Try(http, form.Rules.Select(r => r.If), form.Try, form.Aid, by, ct));
    }

    /// <summary>What the rules as typed would touch, and what the rows of their conditions say about a partner.</summary>
    public sealed record Tried(IReadOnlyList<TryInterventions.Trial> Plans, IReadOnlyList<IReadOnlyList<ConditionForm.RowAnswer>?> Answers);
}
