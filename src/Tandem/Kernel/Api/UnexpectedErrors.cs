using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Tandem.Kernel.Api;

/// <summary>What a converter says to the caller about a value it cannot read.</summary>
internal sealed class ValueFault(string sentence) : JsonException(sentence);

/// <summary>Turns what no use case foresaw into an answer that helps the caller and shows nothing of the inside.</summary>
/// <remarks>A page gets only its status here; the words of the page come with it further out.</remarks>
internal sealed partial class UnexpectedErrors(ILogger<UnexpectedErrors> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        var isApi = http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        switch (exception)
        {
            case OperationCanceledException when http.RequestAborted.IsCancellationRequested:
                http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return true;
            case BadHttpRequestException bad when IsUnreadableRouteValue(http, bad):
                return await Answer(http, StatusCodes.Status404NotFound, Refusal.NotFound.ToProblem(), isApi);
            case BadHttpRequestException bad:
                return await Answer(http, bad.StatusCode, Unreadable(bad), isApi);
            case DbUpdateConcurrencyException:
                var refusal = http.Request.Headers.IfMatch.Count > 0 ? Refusal.Stale : Refusal.Stale with { Kind = RefusalKind.Conflict };
                return await Answer(http, refusal.Kind.Status(), refusal.ToProblem(), isApi);
            default:
                log.LogError(exception, "{Method} {Path} failed.", http.Request.Method, http.Request.Path);
                return await Answer(http, StatusCodes.Status500InternalServerError, Broken(), isApi);
        }
    }

    /// <summary>What to tell the operator so that the log line is found.</summary>
    public static string? TraceId => Activity.Current?.TraceId.ToString();

    private static async Task<bool> Answer(HttpContext http, int status, IResult problem, bool isApi)
    {
        http.Response.StatusCode = status;
        if (isApi)
            await problem.ExecuteAsync(http);
        return true;
    }

    private static IResult Broken() => TypedResults.Problem(
        statusCode: StatusCodes.Status500InternalServerError,
        title: "Something went wrong on our side. It has been noted.",
        type: "/problems/kernel/unexpected");

    private static IResult Unreadable(BadHttpRequestException bad)
    {
        var (field, sentence) = bad.InnerException is JsonException json ? Fault(json) : Fault(bad.Message);
        var extensions = new Dictionary<string, object?>();
        if (field is not null)
            extensions["errors"] = new Dictionary<string, string[]> { [field] = [sentence] };
        return TypedResults.Problem(
            statusCode: bad.StatusCode, title: field is null ? sentence : "Some fields need your attention.",
            type: "/problems/kernel/unreadable-request", extensions: extensions);
    }

    private static (string? Field, string Sentence) Fault(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        // The reader's own messages speak of types and bytes.
        if (json is ValueFault fault)
            return (field, fault.Message);
        if (json.Message.StartsWith("Duplicate", StringComparison.Ordinal))
            return (field, "This field is given twice.");
        return json.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? (field, "This value is not of the right kind.")
            : (field, string.Create(null, $"The JSON cannot be read: look at line {json.LineNumber + 1}, character {json.BytePositionInLine + 1}."));
    }

    private static (string? Field, string Sentence) Fault(string message)
    {
        var unread = UnreadParameter().Match(message);
        if (unread.Success)
            return (JsonNamingPolicy.CamelCase.ConvertName(unread.Groups["name"].Value), "This value is not of the right kind.");
        var absent = AbsentParameter().Match(message);
        if (absent.Success)
            return (JsonNamingPolicy.CamelCase.ConvertName(absent.Groups["name"].Value), "This value is needed.");
        return message.Contains("no body", StringComparison.Ordinal) || message.Contains("JSON content type", StringComparison.Ordinal)
            ? (null, "Send a JSON body with Content-Type: application/json.")
            : (null, "The request could not be read.");
    }

    private static bool IsUnreadableRouteValue(HttpContext http, BadHttpRequestException bad) =>
        UnreadParameter().Match(bad.Message) is { Success: true } match && http.Features.Get<IExceptionHandlerFeature>()?.RouteValues?.ContainsKey(match.Groups["name"].Value) == true;

    // The framework says which parameter it is only in words.
    [GeneratedRegex("""^Failed to bind parameter ".*? ?(?<name>[^ "]+)" from """, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnreadParameter();

    [GeneratedRegex("""^Required parameter ".*? ?(?<name>[^ "]+)" was not provided""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AbsentParameter();
}
