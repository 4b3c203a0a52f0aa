namespace Tandem.Conditions;

/// <summary>Wires the judge.</summary>
public static class ConditionsModule
{
    public static IServiceCollection AddConditions(this IServiceCollection services) => services.AddScoped<Judge>();
}
