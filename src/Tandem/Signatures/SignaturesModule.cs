using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Signatures.Pages;
using Tandem.Ui;

namespace Tandem.Signatures;

/// <summary>Every door of Signatures: a signed text and its proof.</summary>
public static class SignaturesModule
{
    public static IServiceCollection AddSignatures(this IServiceCollection services) => services.AddScoped<SignatureDesk>();

    public static void MapSignatures(this IEndpointRouteBuilder app)
    {
        app.PagesGroup("/signed-texts").MapGet("/{id:guid}", async (Guid id, ShowSignedText.Handler run, Actor by, CancellationToken ct) =>
        {
            var found = await run.Run(new ShowSignedText { Text = new(id) }, by, ct);
            return found.Ok ? UiModule.Page<SignedTextPage>(new { Signed = found.Value }) : (IResult)TypedResults.NotFound();
        }).SignedIn().OwnOrganisation();
        app.ApiGroup("/signed-texts").WithTags("Signatures").MapGet("/{id}", async (Id<SignedText> id, ShowSignedText.Handler run, Actor by, CancellationToken ct) =>
            (await run.Run(new ShowSignedText { Text = id }, by, ct)).ToHttp()).WithName("GetSignedText").SignedIn().OwnOrganisation();
    }
}
