namespace Tandem.Kernel;

/// <summary>Finds what modules declare by convention, so that a new use case touches no wiring.</summary>
public static class Modules
{
    /// <summary>Registers every nested class called <c>Handler</c>: the run of one use case or query.</summary>
    public static IServiceCollection AddHandlers(this IServiceCollection services)
    {
        foreach (var type in typeof(Modules).Assembly.GetTypes())
        {
            if (type is { IsNested: true, IsAbstract: false, Name: "Handler" })
                services.AddScoped(type);
        }

        return services;
    }

    /// <summary>Registers every implementation of a contribution (subscriber, search source, notice kind …).</summary>
    public static IServiceCollection AddAll<TContract>(this IServiceCollection services) where TContract : class
    {
        foreach (var type in typeof(Modules).Assembly.GetTypes())
        {
            if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(TContract)))
                services.AddScoped(typeof(TContract), type);
        }

        return services;
    }
}
