using Tandem.Identity;
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
}
