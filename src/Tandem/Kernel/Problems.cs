using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Tandem.Kernel;

/// <summary>The one place where a refusal becomes an HTTP answer (RFC 9457).</summary>
public static class Problems
{
    public static int Status(this RefusalKind kind) => kind switch
    {
        RefusalKind.Invalid => StatusCodes.Status400BadRequest,
        RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
        RefusalKind.NotFound => StatusCodes.Status404NotFound,
        RefusalKind.Conflict => StatusCodes.Status409Conflict,
        RefusalKind.TooMany => StatusCodes.Status429TooManyRequests,
        RefusalKind.Stale => StatusCodes.Status412PreconditionFailed,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static ProblemHttpResult ToProblem(this Refusal refusal)
    {
        var extensions = new Dictionary<string, object?>();
        if (refusal.Field is { } field)
            extensions["errors"] = new Dictionary<string, string[]> { [CamelPath(field)] = [Say(refusal)] };
        return TypedResults.Problem(
            statusCode: refusal.Kind.Status(), title: Say(refusal), type: $"/problems/{refusal.Code}", extensions: extensions);
    }

    /// <summary>200 with the value, or the problem.</summary>
    public static IResult ToHttp<T>(this Outcome<T> outcome) =>
        outcome.Ok ? outcome.Value is Done ? TypedResults.NoContent() : TypedResults.Ok(outcome.Value) : outcome.Refusal!.ToProblem();

    /// <summary>201 with the address of what was made, or the problem.</summary>
    public static IResult ToCreated<T>(this Outcome<T> outcome, Func<T, string> address) =>
        outcome.Ok ? TypedResults.Created(address(outcome.Value), outcome.Value) : outcome.Refusal!.ToProblem();

    public static ProblemHttpResult Invalid(Dictionary<string, List<string>> errors) => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        title: "Some fields need your attention.",
        type: "/problems/kernel/invalid-input",
        extensions: new Dictionary<string, object?>
        {
            ["errors"] = errors.ToDictionary(e => CamelPath(e.Key), e => e.Value.ToArray()),
        });

    /// <summary><c>Lines[0].UnitPrice</c> as the API spells it: <c>lines[0].unitPrice</c>.</summary>
    public static string CamelPath(string field) =>
        string.Join('.', field.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    public static string Say(Refusal refusal) => string.Format(CultureInfo.InvariantCulture, refusal.Sentence, refusal.Args);
}
