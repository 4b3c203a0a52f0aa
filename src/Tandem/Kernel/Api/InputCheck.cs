namespace Tandem.Kernel.Api;

/// <summary>Checks every input record of an API route before its handler runs; all faults are named at once.</summary>
internal static class InputCheck
{
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var services = context.ApplicationServices.GetRequiredService<IServiceProviderIsService>();
        var inputs = context.MethodInfo.GetParameters()
            .Where(p => p.ParameterType is { IsClass: true } type && Validation.IsInput(type) && !BindsItself(type) && !services.IsService(type))
            .Select(p => p.Position).ToList();
        if (inputs.Count == 0)
            return next;
        return async call =>
        {
            foreach (var position in inputs)
            {
                if (call.Arguments[position] is not { } input)
                    continue;
                var errors = await Validation.Check(input, call.HttpContext.RequestServices, call.HttpContext.RequestAborted);
                if (errors.Count > 0)
                    return Problems.Invalid(errors);
            }

            return await next(call);
        };
    }

    /// <summary>Such as the actor: it is made from the request, not sent in it.</summary>
    private static bool BindsItself(Type type) => type.GetInterfaces()
        .Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IBindableFromHttpContext<>));
}
