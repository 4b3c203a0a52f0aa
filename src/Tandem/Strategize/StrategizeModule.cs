using Tandem.Strategize.Plans;

namespace Tandem.Strategize;

/// <summary>Every door of Strategize: what a partnership wants to reach, and how it stands.</summary>
public static class StrategizeModule
{
    public static IServiceCollection AddStrategize(this IServiceCollection services) => services.AddPlans();

    public static void MapStrategize(this IEndpointRouteBuilder app) => app.MapPlans();
}
