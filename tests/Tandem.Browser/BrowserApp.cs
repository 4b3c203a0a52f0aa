using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Tests;

namespace Tandem.Browser;

/// <summary>Tandem on a loopback port, with everything that works in the background.</summary>
public class BrowserApp : SqliteApp
{
    public string Address => Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        .Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    protected override bool WorksInBackground => true;

    protected override void Start()
    {
        UseKestrel(0);
        StartServer();
    }
}
