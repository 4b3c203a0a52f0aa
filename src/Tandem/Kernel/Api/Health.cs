using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tandem.Kernel.Api;

/// <summary>Ready to serve means that the database answers.</summary>
internal sealed class DatabaseAnswers(TandemDb db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}
