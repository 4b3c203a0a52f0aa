using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tandem.Kernel;

/// <summary>What operations see: JSON log lines outside Development, and traces, metrics and logs by OTLP where a collector is set.</summary>
public static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                options.IncludeScopes = true;
            });
        }

        // The standard setting of every OpenTelemetry library; the exporter reads it and its relatives by itself.
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;
        var resource = ResourceBuilder.CreateDefault().AddService("tandem").AddEnvironmentVariableDetector();
        builder.Logging.AddOpenTelemetry(options => options.SetResourceBuilder(resource).AddOtlpExporter());
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore", "Npgsql").AddOtlpExporter().Build());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
            .AddOtlpExporter().Build());
        builder.Services.AddSingleton<IStartupFilter, NamedByRoute>().AddHostedService<Exporters>();
    }

    /// <summary>The framework's trace of a request says neither which it was nor how it ended. It is named by its route: an address may hold a secret, such as that of an invitation.</summary>
    private sealed class NamedByRoute : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                await rest(http);
                if (http.Features.Get<IHttpActivityFeature>()?.Activity is not { } trace)
                    return;
                var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                trace.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
                trace.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
                if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
                    trace.SetStatus(ActivityStatusCode.Error);
            });
            next(app);
        };
    }

    /// <summary>Makes the exporters at start; the container flushes them at the end.</summary>
    private sealed class Exporters(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<TracerProvider>();
            services.GetRequiredService<MeterProvider>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
