using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies.Pages;
using Tandem.Ui;

namespace Tandem.Policies;

/// <summary>The settings: their overview, and the pages of the programme's own rules.</summary>
public static class PoliciesPages
{
    public static void MapPolicyPages(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup("/settings");
        pages.MapGet("", (IEnumerable<SettingsItem> items, Actor by) => UiModule.Page<SettingsPage>(new
        {
            Items = (IReadOnlyList<SettingsItem>)[.. items.Where(i => i.Permission is null || by.May(i.Permission)).OrderBy(i => i.Order)],
        })).Needs(PolicyPermissions.Publish);
        pages.MapPolicy<ProgrammePolicy, ProgrammeForm, ProgrammePage>("/programme", ProgrammeForm.Of, PolicyPermissions.Publish);
        pages.MapPolicy<CalendarPolicy, CalendarForm, CalendarPage>("/calendar", CalendarForm.Of, PolicyPermissions.Publish);
    }

    /// <summary>One rule set at one address: a form that starts from its rules, and publishing what was typed.</summary>
    /// <param name="aid">What else the page shows to help decide, under the parameter <c>Aid</c>.</param>
    public static void MapPolicy<TRules, TForm, TPage>(
        this RouteGroupBuilder pages, string path, Func<TRules, TForm> start, string permission,
        Func<IServiceProvider, Actor, CancellationToken, Task<object>>? aid = null)
        where TRules : class, IPolicy, new()
        where TForm : PolicyForm<TRules>, new()
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var name = PolicyBook.NameOf(typeof(TRules));
        pages.MapGet(path, (int? version, HttpContext http, Actor by, CancellationToken ct) => Show(http, by, version, form: null, StatusCodes.Status200OK, ct)).Needs(permission);
        pages.MapPost(path, async (Form<TForm> form, PublishForm.Handler publish, HttpContext http, Words l, Actor by, CancellationToken ct) =>
        {
            if (form.Ok)
            {
                var published = await publish.Run(form.Value, by, ct);
                if (published.Ok)
                    return new SeeOther(http.Request.Path, l["Version {0} is published.", published.Value.Number]);
                form.Refuse(published.Refusal!);
            }

            return await Show(http, by, version: null, form, StatusCodes.Status422UnprocessableEntity, ct);
        }).Needs(permission);

        async Task<IResult> Show(HttpContext http, Actor by, int? version, Form<TForm>? form, int status, CancellationToken ct)
        {
            var desk = await http.RequestServices.GetRequiredService<EditPolicy.Handler>().Run(new EditPolicy { Name = name, Version = version }, by, ct);
            if (!desk.Ok)
                return TypedResults.NotFound();
            var shown = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["Desk"] = desk.Value,
                ["Form"] = form ?? new Form<TForm> { Value = start((TRules)desk.Value.Rules) },
            };
            if (aid is not null)
                shown["Aid"] = await aid(http.RequestServices, by, ct);
            return UiModule.Page<TPage>(shown, status);
        }
    }
}
