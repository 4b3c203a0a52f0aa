using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Every door of Sell: its services, pages and API side by side.</summary>
public static class SellModule
{
    public static IServiceCollection AddSell(this IServiceCollection services) => services
        .AddScoped<ConflictCheck>().AddScoped<DealWriter>().AddScoped<RegistrationRoute>().AddScoped<ApproveRegistration>().AddScoped<MendRegistration>()
        .AddScoped<DealSearch>();
}
