using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tandem.Engine;

namespace Tandem.Kernel.Api;

/// <summary>The OpenAPI 3.1 description of the API, made from the routes, the input records and their documentation.</summary>
internal static partial class ApiDescription
{
    private const string Bearer = "bearer";

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = route => route.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.CreateSchemaReferenceId = json => NameOf(json.Type, OpenApiOptions.CreateDefaultSchemaReferenceId(json));
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, ct) => Describe(operation, context, ct));
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    /// <summary>Says what a route answers, read from the use case it runs, unless the route says it itself.</summary>
    public static void DescribeAnswers(this RouteGroupBuilder group) => ((IEndpointConventionBuilder)group).Finally(endpoint =>
    {
        if (endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(m => m.Type is not null && m.Type != typeof(void)))
            return;
        if (endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault() is not { } method || AnswerOf(method) is not { } answer)
            return;
        if (answer == typeof(Done))
        {
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));
            return;
        }

        endpoint.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, answer, ["application/json"]));
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().Any(m => m.HttpMethods.Contains("POST")))
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, answer, ["application/json"]));
    });

    /// <summary>The T of <c>Task&lt;Outcome&lt;T&gt;&gt; Run(…)</c> of the route's one use case.</summary>
    private static Type? AnswerOf(MethodInfo route)
    {
        var runs = route.GetParameters().Where(p => p.ParameterType is { Name: "Handler", IsNested: true })
            .SelectMany(p => p.ParameterType.GetMethods()).Where(m => m.Name == "Run").Select(m => m.ReturnType).Distinct().ToList();
        if (runs.Count != 1)
            return null;
        var type = runs[0];
        while (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(Outcome<>)))
            type = type.GetGenericArguments()[0];
        return typeof(IResult).IsAssignableFrom(type) || type == typeof(Task) ? null : type;
    }

    private static string? NameOf(Type type, string? byDefault)
    {
        if (type == typeof(Money))
            return "Money";
        if (IsId(Nullable.GetUnderlyingType(type) ?? type) || byDefault is null)
            return null;
        // An inner record is named with its use case: DealPage.Line and QuotePage.Line are two things.
        return type is { IsNested: true, IsGenericType: false } ? type.DeclaringType!.Name + type.Name : byDefault;
    }

    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (IsId(Nullable.GetUnderlyingType(type) ?? type))
        {
            schema.Type = Nullable.GetUnderlyingType(type) is null ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "uuid";
            schema.Properties = null;
            schema.Required = null;
        }
        else if (type == typeof(Money))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Description = "An amount as text, with the digits of its ISO 4217 currency.";
            schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["amount"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?\d+(\.\d+)?$", Examples = [JsonValue.Create("123.45")] },
                ["currency"] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Z]{3}$", Examples = [JsonValue.Create("EUR")] },
            };
            schema.Required = new HashSet<string>(StringComparer.Ordinal) { "amount", "currency" };
        }
    }

    /// <summary>A query's choice arrives as text and is described by its words.</summary>
    private static OpenApiSchema? ChoiceOf(Type type)
    {
        if (type.GetElementType() is { } element)
            return ChoiceOf(element) is { } items ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = items } : null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Choice<>))
            return null;
        return new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = [.. Enum.GetNames(type.GetGenericArguments()[0]).Select(n => (JsonNode)JsonNamingPolicy.CamelCase.ConvertName(n))],
        };
    }

    private static bool IsId(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>);

    private static async Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var path = context.Description.RelativePath!["api/v1/".Length..];
        var method = context.Description.HttpMethod!;
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<ITagsMetadata>().Any())
            operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[0], context.Document) };
        operation.OperationId ??= OperationId(method, path);
        operation.Summary ??= Sentence(operation.OperationId);
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        foreach (var asked in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
        {
            // Bound without regard to case and never demanded, though a list that is not null looks so.
            asked.Name = JsonNamingPolicy.CamelCase.ConvertName(asked.Name!);
            asked.Required = false;
            if (context.Description.ParameterDescriptions.FirstOrDefault(p => p.Name.Equals(asked.Name, StringComparison.OrdinalIgnoreCase))?.ParameterDescriptor?.ParameterType is { } type
                && ChoiceOf(type) is { } choices)
                asked.Schema = choices;
        }

        if (!HttpMethods.IsGet(method))
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "Makes a repeated request have one effect; kept for 24 hours.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
            });
        }

        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), cancellationToken: ct);
        context.Document!.AddComponent("Problem", problem);
        operation.Responses ??= [];
        operation.Responses["4XX"] = new OpenApiResponse
        {
            Description = "The request was refused; the problem says why.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", context.Document) },
            },
        };
    }

    /// <summary><c>POST deals/{id}/approve</c> becomes <c>postDealsByIdApprove</c>.</summary>
    private static string OperationId(string method, string path) =>
        method.ToLowerInvariant() + string.Concat(Words().Split(path).Where(w => w.Length > 0)
            .Select(w => (path.Contains('{' + w, StringComparison.Ordinal) ? "By" : "") + char.ToUpperInvariant(w[0]) + w[1..]));

    private static string Sentence(string operationId)
    {
        var words = WordStarts().Replace(operationId, " ").ToLowerInvariant();
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info.Title = "Tandem";
        document.Info.Version = "1";
        document.Info.Description = "Everything the pages of the portal do. Errors are problems (RFC 9457), lists are read by cursor, money is text.";
        document.Info.License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A personal access token or an API key: `Authorization: Bearer tdm_…`.",
            },
        };
        document.Tags = new HashSet<OpenApiTag>(
            document.Paths.Values.SelectMany(path => path.Operations ?? []).Select(o => o.Value).SelectMany(o => o.Tags ?? new HashSet<OpenApiTagReference>())
                .Select(tag => tag.Name).Distinct().Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name }));
    }

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Words();

    [GeneratedRegex("(?<!^)(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex WordStarts();
}
