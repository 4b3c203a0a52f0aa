using System.Net;
using System.Net.Sockets;

namespace Tandem.Tests;

/// <summary>Where things lie on the machine that runs the tests.</summary>
public static class Places
{
    /// <summary>The folder of the solution.</summary>
    public static string Repository { get; } = Find();

    /// <summary>Tandem as it was built, in the same configuration as these tests.</summary>
    public static string Built { get; } = Path.Combine(
        Repository, "src", "Tandem", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Tandem.dll");

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Tandem.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run from inside the repository.");
        return folder.FullName;
    }
}
