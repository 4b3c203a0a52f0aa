using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;

namespace Tandem.Strategize;

/// <summary>Every door of Strategize: what a partnership wants to reach, and how it stands.</summary>
public static class StrategizeModule
{
    public static IServiceCollection AddStrategize(this IServiceCollection services) => services.AddPlans().AddReviews();

    public static void MapStrategize(this IEndpointRouteBuilder app)
    {
        app.MapPlans();
        app.MapReviews();
    }
}
