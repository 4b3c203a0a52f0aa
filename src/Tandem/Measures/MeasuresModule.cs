using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>Every door of Measures: its services, pages and API side by side.</summary>
public static class MeasuresModule
{
    public static IServiceCollection AddMeasures(this IServiceCollection services)
    {
        foreach (var pillar in typeof(MeasuresModule).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IKpis))))
            services.AddSingleton(typeof(IKpis), pillar);
        return services
            .AddSingleton<KpiCatalogue>()
            .AddAll<IInputSource>().AddAll<IPartnerRegister>().AddAll<IEventCodes>().AddAll<IOnMeasured>()
            .AddScoped<Reckoner>().AddScoped<Settling>().AddScoped<EventRoll>().AddScoped<Figures>()
            .AddHostedService<SettlingRunner>();
    }
}
