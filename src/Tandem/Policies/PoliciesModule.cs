using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Policies;

/// <summary>Wires the dated rule sets.</summary>
public static class PoliciesModule
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services.AddSingleton<PolicyCache>().AddScoped<PolicyBook>();

    public static void MapPolicies(this IEndpointRouteBuilder app)
    {
        var api = app.ApiGroup("/policies");
        api.MapGet("/{name}", async (string name, PolicyHistory.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new PolicyHistory { Name = name }, by, ct)).ToHttp()).WithName("GetPolicyHistory").Needs(PolicyPermissions.Read);
        api.MapPost("/", async (PublishPolicy ask, PublishPolicy.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(ask, by, ct)).ToCreated(p => $"/api/v1/policies/{ask.Name}#{p.Number}")).WithName("PublishPolicy").Needs(PolicyPermissions.Publish);
    }
}
