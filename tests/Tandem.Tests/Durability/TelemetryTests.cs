using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace Tandem.Tests.Durability;

/// <summary>Traces, metrics and log lines go to the collector that operations set, and nowhere without that setting.</summary>
public sealed class TelemetryTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    [Fact]
    public async Task A_collector_that_is_set_is_told_of_requests()
    {
        await using var collector = await Collector.Start();
        await using var tandem = await TandemProcess.Start(app.ConnectionString, app.Files, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        });
        using var client = tandem.Client("nobody");
        await client.GetAsync(new Uri($"deals/{Guid.Empty}?q=somebody", UriKind.Relative));

        // Names stand in protobuf as they are written: the route of the request, and not its address.
        await collector.Hears("/v1/traces", "/api/v1/deals/{id}");
        await collector.Hears("/v1/traces", "tandem");
        await collector.Hears("/v1/metrics", "http.server.request.duration");
        Assert.DoesNotContain("somebody", collector.All("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain(Guid.Empty.ToString(), collector.All("/v1/traces"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_setting_there_is_nothing_that_could_send() =>
        Assert.Equal((null, null), (app.Services.GetService<TracerProvider>(), app.Services.GetService<MeterProvider>()));

    /// <summary>What stands where operations have a collector: it takes whatever is sent to it by OTLP over HTTP.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Text)> heard = new();
        private readonly WebApplication server;

        private Collector(int port)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            Address = "http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture);
            builder.WebHost.UseUrls(Address);
            server = builder.Build();
            server.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                heard.Enqueue((http.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
                http.Response.ContentType = "application/x-protobuf";
            });
        }

        public string Address { get; }

        public static async Task<Collector> Start()
        {
            var collector = new Collector(Places.FreePort());
            await collector.server.StartAsync();
            return collector;
        }

        public string All(string path) => string.Concat(heard.Where(h => h.Path == path).Select(h => h.Text));

        public async Task Hears(string path, string word)
        {
            for (var attempt = 0; attempt < 600 && !Heard(); attempt++)
                await Task.Delay(100);
            Assert.True(Heard(), $"Nothing of {word} came to {path}, but something to: {string.Join(", ", heard.Select(h => h.Path).Distinct())}. {string.Concat(All(path).Where(c => c is >= ' ' and < (char)127).Take(2_000))}");

            bool Heard() => heard.Any(h => h.Path == path && h.Text.Contains(word, StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }
}
