using Tandem.Identity.Pages;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Identity;

/// <summary>What each person looks after for itself: profile, devices, password, tokens.</summary>
internal static class MyPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/me", Show).SignedIn();
        pages.MapPost("/me/password", Change).SignedIn();
        pages.MapPost("/me/sessions/close", CloseAll).SignedIn();
        pages.MapPost("/me/sessions/{session}/close", CloseOne).SignedIn().OwnOrganisation();
        pages.MapGet("/me/access", ShowTokens).SignedIn();
        pages.MapPost("/me/access", Issue).SignedIn();
        pages.MapPost("/me/access/{token}/revoke", Revoke).SignedIn().OwnOrganisation();
    }

    private static async Task<IResult> Show(Actor actor, MyProfile.Handler profile, CancellationToken ct) =>
        UiModule.Page<MyProfilePage>(new { Profile = await profile.Run(actor, ct), Form = new Form<ChangePassword>() });

    private static async Task<IResult> Change(
        Form<ChangePassword> form, Actor actor, ChangePassword.Handler change, MyProfile.Handler profile, Words l, CancellationToken ct)
    {
        if (form.Ok)
        {
            var changed = await change.Run(form.Value, actor, ct);
            if (changed.Ok)
                return new SeeOther("/me", l["Your password is changed."]);
            form.Refuse(changed.Refusal!);
        }

        return UiModule.Page<MyProfilePage>(
            new { Profile = await profile.Run(actor, ct), Form = form }, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> CloseAll(Actor actor, HttpContext http, SignOut.Handler signOut, CancellationToken ct)
    {
        await signOut.Run(new SignOut(), actor, ct);
        SessionCookie.Clear(http);
        return new SeeOther("/sign-in");
    }

    private static async Task<IResult> CloseOne(Id<Session> session, Actor actor, SignOut.Handler signOut, CancellationToken ct) =>
        (await signOut.Run(new SignOut { Session = session }, actor, ct)).Ok ? new SeeOther("/me") : TypedResults.NotFound();

    private static async Task<IResult> ShowTokens(string? q, string? sort, Actor actor, MyTokens.Handler tokens, CancellationToken ct) =>
        Tokens((await tokens.Run(actor, ct)).Narrowed(q, sort), actor, new Form<IssueToken>(), secret: null);

    private static async Task<IResult> Issue(
        Form<IssueToken> form, Actor actor, IssueToken.Handler issue, MyTokens.Handler tokens, CancellationToken ct)
    {
        if (form.Ok)
        {
            var issued = await issue.Run(form.Value, actor, ct);

            // The one form that answers with a page: the secret is shown here and nowhere else.
            if (issued.Ok)
                return Tokens(await tokens.Run(actor, ct), actor, new Form<IssueToken>(), issued.Value.Secret);
            form.Refuse(issued.Refusal!);
        }

        return Tokens(await tokens.Run(actor, ct), actor, form, secret: null);
    }

    private static IResult Tokens(MyTokens tokens, Actor actor, Form<IssueToken> form, string? secret) => UiModule.Page<TokensPage>(
        new { List = tokens, Actor = actor, Form = form, Secret = secret },
        form.Ok ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> Revoke(Id<AccessToken> token, Actor actor, RevokeToken.Handler revoke, CancellationToken ct) =>
        (await revoke.Run(token, actor, ct)).Ok ? new SeeOther("/me/access") : TypedResults.NotFound();
}
