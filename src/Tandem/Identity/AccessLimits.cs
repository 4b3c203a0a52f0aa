using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Tandem.Ui;

namespace Tandem.Identity;

/// <summary>A route at which a secret could be guessed: it has its own, lower limit per address.</summary>
public sealed record GuessingRoute;

/// <summary>How many requests a minute are answered before the caller is asked to wait; 0 sets no limit.</summary>
/// <param name="Api">Per access token; <c>TANDEM_LIMIT_API</c>.</param>
/// <param name="Pages">Per session, and per address for strangers; <c>TANDEM_LIMIT_PAGES</c>.</param>
/// <param name="Guesses">Sign-ins and one-time links per address; <c>TANDEM_LIMIT_SIGN_IN</c>.</param>
public sealed record AccessLimits(int Api = 6000, int Pages = 6000, int Guesses = 60)
{
    public static AccessLimits From(IConfiguration settings) => new(
        settings.GetValue("TANDEM_LIMIT_API", 6000),
        settings.GetValue("TANDEM_LIMIT_PAGES", 6000),
        settings.GetValue("TANDEM_LIMIT_SIGN_IN", 60));

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
        options.OnRejected = Refuse;
    }

    private RateLimitPartition<string> Partition(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        var actor = http.Features.Get<Actor>();
        if (endpoint?.Metadata.GetMetadata<GuessingRoute>() is not null)
            return Bucket("guess:" + Address(http), Guesses);
        if (actor?.Token is { } token)
            return Bucket("token:" + token, Api);
        return actor?.Session is { } session ? Bucket("session:" + session, Pages) : Bucket("address:" + Address(http), Pages);
    }

    // A minute's worth may come at once; then it refills every second.
    private static RateLimitPartition<string> Bucket(string key, int perMinute) => perMinute <= 0
        ? RateLimitPartition.GetNoLimiter(key)
        : RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)Math.Max(1, perMinute / 60) / perMinute),
            QueueLimit = 0,
        });

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static async ValueTask Refuse(OnRejectedContext rejected, CancellationToken ct)
    {
        var http = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (http.GetEndpoint()?.Metadata.GetMetadata<Surface>() == Surface.Api)
        {
            await TypedResults.Problem(
                statusCode: StatusCodes.Status429TooManyRequests, title: $"Too many requests. Try again in {seconds} s.",
                type: "/problems/identity/too-many-requests").ExecuteAsync(http);
        }
        else
        {
            const int Status = StatusCodes.Status429TooManyRequests;
            await UiModule.Page<ErrorPage>(new { Status }, Status).ExecuteAsync(http);
        }
    }
}
