using Tandem.Conditions;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;
using Tandem.Strategize.Plans.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Plans;

/// <summary>The settings page of the rules that step in: edited row by row, tried on a partner and on today's plans, then published.</summary>
public static class InterventionSettings
{
    private const string Path = "/settings/interventions";

    public static void MapInterventionSettings(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup(Path);
        pages.MapGet("", async (int? version, Id<Organisation>? partner, HttpContext http, Lexicon lexicon, Actor by, CancellationToken ct) =>
            await Show(http, await lexicon.Read(ct), form: null, version, partner, StatusCodes.Status200OK, by, ct)).Needs(PlanPermissions.Settings);
        pages.MapPost("", Change).Needs(PlanPermissions.Settings);
    }

    private static async Task<IResult> Change(Form<InterventionForm> form, Lexicon lexicon, PublishForm.Handler publish, Words l, HttpContext http, Actor by, CancellationToken ct)
    {
        var words = await lexicon.Read(ct);

        // Rows move under their names when one is added or taken out, so the form comes back from what was read, not from what was typed.
        if (form.Value.Edit is { Length: > 0 })
            return await Show(http, words, new Form<InterventionForm> { Value = form.Value.Edited() }, version: null, form.Value.Try, StatusCodes.Status422UnprocessableEntity, by, ct);
        if (form.Ok)
        {
            var published = await publish.Run(form.Value with { Words = words }, by, ct);
            if (published.Ok)
                return new SeeOther(Path, l["Version {0} is published.", published.Value.Number]);
            form.Refuse(published.Refusal!);
        }

        return await Show(http, words, form, version: null, form.Value.Try, StatusCodes.Status422UnprocessableEntity, by, ct);
    }

    private static async Task<IResult> Show(
        HttpContext http, Vocabulary words, Form<InterventionForm>? form, int? version, Id<Organisation>? partner, int status, Actor by, CancellationToken ct)
    {
        var services = http.RequestServices;
        var desk = await services.GetRequiredService<EditPolicy.Handler>().Run(new EditPolicy { Name = PolicyBook.NameOf(typeof(InterventionPolicy)), Version = version }, by, ct);
        if (!desk.Ok)
            return TypedResults.NotFound();
        form ??= new Form<InterventionForm> { Value = InterventionForm.Of((InterventionPolicy)desk.Value.Rules, words) };
        var rules = (form.Value with { Words = words }).ToRules();
        var trials = rules.Ok ? (await services.GetRequiredService<TryInterventions.Handler>().Run(new TryInterventions { Rules = rules.Value.Rules }, by, ct)).Value : [];
        return UiModule.Page<InterventionRulesPage>(
            new { Desk = desk.Value, Form = form, Words = words, Trials = trials, Answers = await Answers(services, form.Value, words, partner, ct), Tried = partner }, status);
    }

    /// <summary>What each row of each condition says about one partner; nothing for one that is not complete.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<ConditionForm.RowAnswer>?>> Answers(
        IServiceProvider services, InterventionForm form, Vocabulary words, Id<Organisation>? partner, CancellationToken ct)
    {
        var answers = new List<IReadOnlyList<ConditionForm.RowAnswer>?>();
        foreach (var rule in form.Rules)
        {
            var said = (rule.If ?? new()).ToCondition(words.Kpis, words.Currency);
            var situation = partner is { } one && said is { Ok: true, Value.Condition: { } condition }
                ? (await services.GetRequiredService<Judge>().Situations(condition, [one], asOf: null, ct)).GetValueOrDefault(one) : null;
            answers.Add(situation is null ? null : rule.If!.Try(situation, words.Kpis, words.Currency));
        }

        return answers;
    }
}
