namespace Tandem.Partners;

/// <summary>Wires partners, accounts, products and territories.</summary>
public static class PartnersModule
{
    public static IServiceCollection AddPartners(this IServiceCollection services) =>
        services.AddSingleton<RatesCache>().AddScoped<Rates>();
}
