using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Tandem.Bench;

/// <summary>A server in a process of its own: Tandem as it is published, or the bare one it is measured against.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Clients = 8;

    private readonly Process process;

    private ServerProcess(Process process, Uri address)
    {
        this.process = process;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    /// <summary>From the start of the process to the first 200 at the given path.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    public static async Task<ServerProcess> Start(string database, string path, params string[] command)
    {
        var address = new Uri("http://127.0.0.1:" + FreePort().ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo("dotnet", command)
        {
            WorkingDirectory = Path.GetTempPath(), RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["TANDEM_DATABASE"] = database;
        start.Environment["TANDEM_FILES"] = Path.Combine(Path.GetTempPath(), "tandem-bench-files");
        start.Environment["TANDEM_LIMIT_API"] = "0";
        start.Environment["TANDEM_LIMIT_PAGES"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        var started = Stopwatch.GetTimestamp();
        var server = new ServerProcess(Process.Start(start)!, address);
        server.process.OutputDataReceived += (_, line) => Tell(line.Data);
        server.process.ErrorDataReceived += (_, line) => Tell(line.Data);
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        while (!await server.Answers(path))
            await Task.Delay(20);
        server.FirstAnswer = Stopwatch.GetElapsedTime(started);
        return server;
    }

    private static void Tell(string? line)
    {
        if (line is not null && !line.StartsWith("Tandem is at", StringComparison.Ordinal))
            Console.Error.WriteLine("server: " + line);
    }

    private async Task<bool> Answers(string path)
    {
        if (process.HasExited)
            throw new InvalidOperationException("The server ended before it answered.");
        try
        {
            using var answer = await Client.GetAsync(path);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Eight clients that ask this server, and how it did; an answer with another status counts as refused.</summary>
    /// <param name="enough">Ends it before the time is over.</param>
    public Task<Load> Ask(
        TimeSpan duration, Func<int, Random, HttpRequestMessage> request, HttpStatusCode expected = HttpStatusCode.OK, Func<bool>? enough = null) =>
        Load.Drive(Clients, duration, async (number, random) =>
        {
            using var asked = request(number, random);
            using var answer = await Client.SendAsync(asked);
            await answer.Content.ReadAsByteArrayAsync();
            return answer.StatusCode == expected;
        }, enough);

    /// <summary>Something that must succeed, asked with a token; what came back, if anything.</summary>
    public async Task<JsonNode?> Post(string path, string token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path} was answered {(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Resident memory in MB.</summary>
    public double Memory()
    {
        process.Refresh();
        return process.WorkingSet64 / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
