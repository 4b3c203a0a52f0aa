using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Tandem.Tests.Durability;

/// <summary>Tandem as operations run it: a process of its own, which can be killed.</summary>
public sealed class TandemProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Uri address;

    private TandemProcess(Process process, Uri address) => (this.process, this.address) = (process, address);

    public static async Task<TandemProcess> Start(string connectionString, string files, IReadOnlyDictionary<string, string>? settings = null)
    {
        var at = new Uri("http://127.0.0.1:" + Places.FreePort().ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo("dotnet", [Places.Built]) { WorkingDirectory = Path.GetTempPath(), UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = at.ToString();
        start.Environment["TANDEM_DATABASE"] = connectionString;
        start.Environment["TANDEM_FILES"] = files;
        start.Environment["Logging__LogLevel__Default"] = "Error";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var started = new TandemProcess(Process.Start(start)!, at);
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        await started.Ready();
        return started;
    }

    public HttpClient Client(string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(address, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>As <c>kill -9</c> does: no goodbye, nothing flushed.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await Kill();
        process.Dispose();
    }

    private async Task Ready()
    {
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                (await client.GetAsync(new Uri(address, "/health/ready"))).EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (attempt < 1200 && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }
}
