using System.Globalization;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Sign-ins of the demo programme: their passwords were printed, so they open nothing but a demo.</summary>
public static class DemoSignIns
{
    public static async Task<bool> Exist(IServiceProvider services, CancellationToken ct)
    {
        // Every start asks, before it answers anybody: without the model, which takes longer to make than the rest of the start.
        await using var connection = await services.GetRequiredService<Storage>().Open(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT CASE WHEN EXISTS (SELECT 1 FROM logins WHERE demo) THEN 1 ELSE 0 END";
        return Convert.ToInt32(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) == 1;
    }
}
