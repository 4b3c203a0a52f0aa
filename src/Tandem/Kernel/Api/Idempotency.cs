using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Tandem.Kernel.Api;

/// <summary>
/// A change that a client sends again under the same <c>Idempotency-Key</c>, because it heard no answer, has one effect:
/// the answer is kept for a day in the transaction of the change itself.
/// </summary>
internal sealed class Idempotency(RequestDelegate next, TimeProvider clock)
{
    private const int LongestKey = 255;

    private static readonly Refusal Unfit = Refusal.Invalid(
        "kernel/idempotency-key-unfit", "The Idempotency-Key is a text of 1 to {0} characters.", LongestKey);

    public async Task Invoke(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is null || !IsChange(http.Request.Method)
            || !http.Request.Headers.TryGetValue("Idempotency-Key", out var keys))
        {
            await next(http);
            return;
        }

        if (keys.ToString() is not { Length: > 0 and <= LongestKey } key)
        {
            await Unfit.ToProblem().ExecuteAsync(http);
            return;
        }

        // All that comes over the network is read before the transaction opens.
        var request = await HashOf(http.Request, http.RequestAborted);
        await Once(http, NameOf(http, key), request, http.RequestAborted);
    }

    private async Task Once(HttpContext http, string name, byte[] request, CancellationToken ct)
    {
        var db = http.RequestServices.GetRequiredService<TandemDb>();
        if (await Find(db, name, ct) is { } known)
        {
            await Repeat(http, known, name, request);
            return;
        }

        await using var write = await db.BeginEnclosingWrite(ct, ["idempotency:" + name]);
        if (await Find(db, name, ct) is { } other)
        {
            await Repeat(http, other, name, request);
            return;
        }

        var (body, outside) = (new MemoryStream(), http.Response.Body);
        http.Response.Body = body;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = outside;
        }

        // Whatever the use case meant to keep, it has saved.
        db.Forget();
        if (IsFinal(http.Response.StatusCode))
        {
            await Forget(db, IdempotentAnswer.KeyOf(name), ct);
            db.Add(IdempotentAnswer.Of(name, request, http.Response, body.ToArray(), clock.GetUtcNow()));
        }

        await write.Commit(ct);
        body.Position = 0;
        await body.CopyToAsync(http.Response.Body, ct);
    }

    private Task<IdempotentAnswer?> Find(TandemDb db, string name, CancellationToken ct)
    {
        var key = IdempotentAnswer.KeyOf(name);
        var oldest = clock.GetUtcNow() - IdempotentAnswer.Kept;
        return db.Set<IdempotentAnswer>().AsNoTracking().FirstOrDefaultAsync(a => a.Key == key && a.Created > oldest, ct);
    }

    /// <summary>Drops the outdated answer of this key and a few others, so that the table stays a day long.</summary>
    private async Task Forget(TandemDb db, byte[] key, CancellationToken ct)
    {
        var oldest = clock.GetUtcNow() - IdempotentAnswer.Kept;
        var answers = db.Set<IdempotentAnswer>();
        var outdated = answers.Where(a => a.Created <= oldest).OrderBy(a => a.Created).Take(10).Select(a => a.Key);
        await answers.Where(a => a.Key == key || outdated.Contains(a.Key)).ExecuteDeleteAsync(ct);
    }

    private static async Task Repeat(HttpContext http, IdempotentAnswer answer, string name, byte[] request)
    {
        if (!answer.IsFor(request))
        {
            await TypedResults.Problem(
                statusCode: StatusCodes.Status422UnprocessableEntity,
                title: "This Idempotency-Key was used for another request. Use a new key for a new request.",
                type: "/problems/kernel/idempotency-key-reused").ExecuteAsync(http);
            return;
        }

        http.Response.StatusCode = answer.Status;
        http.Response.Headers["Idempotent-Replayed"] = "true";
        if (answer.ContentType is not null)
            http.Response.ContentType = answer.ContentType;
        if (answer.Location is not null)
            http.Response.Headers.Location = answer.Location;
        if (answer.Etag is not null)
            http.Response.Headers.ETag = answer.Etag;
        var body = answer.Body(name);
        if (body.Length > 0)
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool IsChange(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);

    /// <summary>An answer that changed nothing and may be another next time is not kept.</summary>
    private static bool IsFinal(int status) =>
        status is < 500 and not StatusCodes.Status400BadRequest and not StatusCodes.Status429TooManyRequests;

    /// <summary>The key within its caller and route: two callers may use the same one.</summary>
    private static string NameOf(HttpContext http, string key)
    {
        var caller = http.User.FindFirstValue(ClaimTypes.NameIdentifier) is { Length: > 0 } id ? id : http.Request.Headers.Authorization.ToString();
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        return string.Join('\n', caller, http.Request.Method, route, key);
    }

    private static async Task<byte[]> HashOf(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(request.Path + request.QueryString + "\n"));
        if (request.HasFormContentType)
        {
            // The text between the parts of a form is new at each sending; its parts are not.
            var form = await request.ReadFormAsync(ct);
            foreach (var field in form.OrderBy(f => f.Key, StringComparer.Ordinal))
                hash.AppendData(Encoding.UTF8.GetBytes($"{field.Key}={field.Value}\n"));
            foreach (var file in form.Files)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}/{file.FileName}\n"));
                await using var content = file.OpenReadStream();
                hash.AppendData(await SHA256.HashDataAsync(content, ct));
            }
        }
        else
        {
            request.EnableBuffering();
            hash.AppendData(await SHA256.HashDataAsync(request.Body, ct));
            request.Body.Position = 0;
        }

        return hash.GetHashAndReset();
    }
}
