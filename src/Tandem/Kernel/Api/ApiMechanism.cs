using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Tandem.Kernel.Api;

/// <summary>Marks a route of the API.</summary>
public sealed class ApiRoute
{
    private ApiRoute() { }

    public static ApiRoute Mark { get; } = new();
}

/// <summary>What every route under <c>/api/v1</c> does alike: JSON, checks, versions, repetition, errors, description.</summary>
public static class ApiMechanism
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
            json.SerializerOptions.Converters.Add(new MoneyJson());
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.MaxDepth = 32;
        });
        // A request that cannot be read is explained by UnexpectedErrors, in every environment.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddProblemDetails();
        services.AddExceptionHandler<UnexpectedErrors>();
        services.AddSingleton<Cursors>().AddSingleton<Tally>();
        services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", tags: ["ready"]);
        services.AddApiDescription();
        return services;
    }

    /// <summary>After who comes is known, before the routes.</summary>
    public static void UseApi(this WebApplication app) => app.UseMiddleware<Idempotency>();

    /// <summary>Gives a group of routes the ways of the API.</summary>
    public static RouteGroupBuilder AsApi(this RouteGroupBuilder group)
    {
        group.WithMetadata(ApiRoute.Mark);
        group.AddEndpointFilterFactory(InputCheck.Filter);
        group.AddEndpointFilterFactory(Versions.Filter);
        group.DescribeAnswers();
        return group;
    }

    /// <summary>The description of the API, and whether Tandem lives and can serve: open to whoever reaches the port.</summary>
    public static RouteGroupBuilder MapApiDescriptionAndHealth(this IEndpointRouteBuilder app)
    {
        var open = app.MapGroup("");
        open.MapOpenApi("/openapi/{documentName}.json");
        open.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        open.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        return open;
    }
}
