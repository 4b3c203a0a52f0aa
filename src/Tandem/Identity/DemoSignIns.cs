using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Sign-ins of the demo programme: their passwords were printed, so they open nothing but a demo.</summary>
public static class DemoSignIns
{
    public static async Task<bool> Exist(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TandemDb>().Logins().AnyAsync(l => l.Demo, ct);
    }
}
