using System.Net;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Identity;

namespace Tandem.Tests.Identity;

/// <summary>One method of one route of the running application, and what its module's table says of it.</summary>
public sealed record Door(RouteEndpoint Endpoint, string Method)
{
    public string Pattern => "/" + Endpoint.RoutePattern.RawText!.TrimStart('/');

    public Access? Access => Endpoint.Metadata.GetMetadata<Access>();

    public bool IsApi => Endpoint.Metadata.GetMetadata<Surface>() == Surface.Api;

    public bool IsPage => Endpoint.Metadata.GetMetadata<Surface>() == Surface.Page;

    public bool IsRead => Method is "GET" or "HEAD";

    public bool IsOfOneFirm => Endpoint.Metadata.GetMetadata<OwnOrganisation>() is not null;

    public bool ChecksForgery => Endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation == true;

    public bool NamesAThing => Endpoint.RoutePattern.Parameters.Count > 0;

    /// <summary>The word before the first parameter: <c>deals</c> in <c>/deals/{id}/stage</c>.</summary>
    public string Thing => Endpoint.RoutePattern.PathSegments
        .TakeWhile(s => s.Parts[0] is not RoutePatternParameterPart)
        .Select(s => ((RoutePatternLiteralPart)s.Parts[0]).Content).LastOrDefault() ?? "";

    public static List<Door> Of(TestApp app) =>
        [.. from endpoint in app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            orderby endpoint.RoutePattern.RawText, method
            select new Door(endpoint, method)];

    /// <summary>The address with this id in the place of its first parameter, and unknown ones in the others.</summary>
    public string Address(Guid id)
    {
        var first = true;
        var address = new StringBuilder();
        foreach (var segment in Endpoint.RoutePattern.PathSegments)
        {
            address.Append('/');
            foreach (var part in segment.Parts)
            {
                address.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart { Name: "kind" } => "deal",
                    _ when first => id.ToString(),
                    _ => Guid.NewGuid().ToString(),
                });
                if (part is RoutePatternParameterPart { Name: not "kind" })
                    first = false;
            }
        }

        return address.Length == 0 ? "/" : address.ToString();
    }

    public HttpRequestMessage Request(Guid id)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Address(id));
        request.Headers.TryAddWithoutValidation("Accept", IsPage ? "text/html" : "application/json");
        if (!IsRead && IsApi && Endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { IsOptional: false } accepts)
        {
            request.Content = accepts.ContentTypes.Contains("application/json")
                ? new StringContent("{}", Encoding.UTF8, "application/json")
                : new MultipartFormDataContent { { new StringContent("x"), "field" } };
        }

        return request;
    }

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>Somebody at the doors: knows how to come in by each of the two ways.</summary>
public sealed class Visitor(TestApp app, Person? person)
{
    private readonly HttpClient http = app.CreateDefaultClient(new Uri("https://localhost"));
    private string? token;

    public Person? Person { get; } = person;

    public string Name => Person is null ? "a stranger" : $"{Person.RoleNames} of {(Person.Organisation.IsVendor ? "the vendor" : "a partner")}";

    public async Task<(HttpStatusCode Status, string Body, string? Location)> Knock(Door door, Guid? id = null)
    {
        using var request = door.Request(id ?? Guid.NewGuid());
        if (Person is not null && door.IsApi)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (token ??= await MakeToken()));
        else if (Person is not null)
            await ComeWithCookie(request, door);
        else if (!door.IsRead && door.IsPage)
            AddForm(request, session: null, cookie: "");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var body = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, body, answer.Headers.Location?.OriginalString);
    }

    private async Task<string> MakeToken()
    {
        var (made, secret) = AccessToken.Issue(Person!.Id, "Matrix", null, Person.Id, null, app.Now);
        await Save(made);
        return secret;
    }

    // A new session each time: some forms close the one they come in.
    private async Task ComeWithCookie(HttpRequestMessage request, Door door)
    {
        var (session, secret) = Session.Open(Person!.Id, "Firefox/145.0", app.Now);
        await Save(session);
        if (door.IsRead)
            request.Headers.Add("Cookie", "__Host-tandem=" + secret);
        else
            AddForm(request, session, "__Host-tandem=" + secret + "; ");
    }

    private void AddForm(HttpRequestMessage request, Session? session, string cookie)
    {
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext { RequestServices = app.Services };
        context.Request.Scheme = "https";
        if (session is not null)
        {
            context.User = new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity(
                [new(System.Security.Claims.ClaimTypes.NameIdentifier, session.Id.ToString())], "Tandem"));
        }

        var tokens = app.Services.GetRequiredService<IAntiforgery>().GetTokens(context);
        request.Headers.Add("Cookie", cookie + "tandem-form=" + tokens.CookieToken);
        request.Content = new FormUrlEncodedContent([new(tokens.FormFieldName, tokens.RequestToken)]);
    }

    private Task Save(object row) => app.Db(db =>
    {
        db.Add(row);
        return db.SaveChangesAsync();
    });
}
