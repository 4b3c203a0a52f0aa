using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tandem.Tests;

/// <summary>A private PostgreSQL for this run of the tests: temporary folder, loopback port, gone with the process.</summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Running = new(Start);

    private readonly int port;

    // Kept so that the pipe to the server's shell stays open; when this process ends, however it ends, the server does too.
    private readonly Process shell;

    private PostgresServer(int port, Process shell) => (this.port, this.shell) = (port, shell);

    /// <summary>Started by the first test that needs it.</summary>
    public static Task<PostgresServer> Get() => Running.Value;

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={port.ToString(CultureInfo.InvariantCulture)};Username=postgres;Database={database};Maximum Pool Size=60";

    public async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> Start()
    {
        var free = FreePort();
        var arguments = $"-p {free.ToString(CultureInfo.InvariantCulture)} -c listen_addresses=127.0.0.1 -c unix_socket_directories= " +
            "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=500 -c log_min_messages=fatal";
        var script = $"""
            set -e
            data=$(mktemp -d /tmp/tandem-postgres-XXXXXX)
            trap 'rm -rf "$data"' EXIT
            {Programs()}/initdb -D "$data" -U postgres -A trust -E UTF8 --no-locale --no-sync >/dev/null
            {Programs()}/postgres -D "$data" {arguments} >"$data/log" 2>&1 &
            server=$!
            cat >/dev/null
            kill -INT $server
            wait $server || true
            """;
        var start = new ProcessStartInfo { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/tmp" };
        // The server refuses to run as root.
        (start.FileName, string[] rest) = Environment.IsPrivilegedProcess
            ? ("runuser", ["-u", "postgres", "--", "sh", "-c", script])
            : ("sh", new[] { "-c", script });
        foreach (var argument in rest)
            start.ArgumentList.Add(argument);
        var server = new PostgresServer(free, Process.Start(start)!);
        await server.Answer();
        return server;
    }

    private async Task Answer()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Execute("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 1200 && !shell.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .First(folder => File.Exists(Path.Combine(folder, "postgres")))
            : throw new InvalidOperationException("PostgreSQL is not installed here; ./test installs it, ./test quick does without.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
