using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Policies;

/// <summary>Wires the dated rule sets.</summary>
public static class PoliciesModule
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services.AddSingleton<PolicyCache>().AddScoped<PolicyBook>().AddAll<IPolicyCheck>().AddHostedService<ProgrammeZone>()
        .AddSingleton(new NavItem("Settings", "settings", "/settings") { Order = 900, Section = "Organisation", For = NavAudience.Vendor, Permission = PolicyPermissions.Publish })
        .AddSingleton(new SettingsItem("Programme", "Name, currencies, time zone and fiscal year.", "building-store", "/settings/programme", "Programme") { Order = 10, Permission = PolicyPermissions.Publish })
        .AddSingleton(new SettingsItem("Calendar", "Working hours, working days and holidays.", "calendar", "/settings/calendar", "Programme") { Order = 11, Permission = PolicyPermissions.Publish });

    public static void MapPolicies(this IEndpointRouteBuilder app)
    {
        app.MapPolicyPages();

        var api = app.ApiGroup("/policies");
        api.MapList("/{name}", async (string name, [AsParameters] PolicyHistory ask, PolicyHistory.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask with { Name = name }, by, ct)).ToHttp()).WithName("GetPolicyHistory").Needs(PolicyPermissions.Read);
        api.MapPost("/", async (PublishPolicy ask, PublishPolicy.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(p => $"/api/v1/policies/{ask.Name}#{p.Number}")).WithName("PublishPolicy").Needs(PolicyPermissions.Publish);
    }
}
