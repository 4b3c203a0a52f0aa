using Tandem.Kernel;

namespace Tandem.Imports;

/// <summary>Wires what every import needs.</summary>
public static class ImportsModule
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportStore>()
        .AddAll<IImportable>()
        .AddHostedService<ImportWorker>();
}
