using Tandem.Strategize.C3;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Reviews;
using Tandem.Strategize.Segments;
using Tandem.Strategize.Specialisations;
using Tandem.Strategize.Tiers;

namespace Tandem.Strategize;

/// <summary>Every door of Strategize: what a partnership wants to reach, how it stands, and what follows from that.</summary>
public static class StrategizeModule
{
    public static IServiceCollection AddStrategize(this IServiceCollection services) => services.AddScoped<EveryPartner>().AddPlans().AddReviews().AddC3().AddTiers().AddSpecialisations().AddSegments();

    public static void MapStrategize(this IEndpointRouteBuilder app)
    {
        app.MapPlans();
        app.MapReviews();
        app.MapC3();
        app.MapTiers();
        app.MapSpecialisations();
        app.MapSegments();
    }
}
