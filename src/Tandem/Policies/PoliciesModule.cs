namespace Tandem.Policies;

/// <summary>Wires the dated rule sets.</summary>
public static class PoliciesModule
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services.AddSingleton<PolicyCache>().AddScoped<PolicyBook>();
}
