using Tandem.Identity.Pages;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Identity;

/// <summary>The pages before the portal: coming in, going out, a lost password, a one-time link.</summary>
internal static class SignInPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/sign-in", Show).Anyone();
        pages.MapPost("/sign-in", Enter).Anyone().WithMetadata(new GuessingRoute());
        pages.MapGet("/forgot", (bool? sent) => Forgot(new Form<AskForLink>(), sent == true)).Anyone();
        pages.MapPost("/forgot", AskForLink).Anyone().WithMetadata(new GuessingRoute());
        pages.MapGet("/welcome/{secret}", ShowWelcome).Anyone().WithMetadata(new GuessingRoute());
        pages.MapPost("/welcome/{secret}", Choose).Anyone().WithMetadata(new GuessingRoute());
        pages.MapPost("/sign-out", Leave).SignedIn();
    }

    private static IResult Show(HttpContext http, string? back) => http.Features.Get<Actor>() is null
        ? UiModule.Page<SignInPage>(new { Form = new Form<SignIn> { Value = new SignIn { Back = back } } })
        : new SeeOther(back);

    private static async Task<IResult> Enter(Form<SignIn> form, HttpContext http, SignIn.Handler signIn, CancellationToken ct)
    {
        if (form.Ok)
        {
            var opened = await signIn.Run(form.Value, http.Request.Headers.UserAgent, ct);
            if (opened.Ok)
            {
                SessionCookie.Write(http, opened.Value.Secret);
                return new SeeOther(form.Value.Back);
            }

            form.Refuse(opened.Refusal!);
        }

        return UiModule.Page<SignInPage>(new { Form = form }, StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> AskForLink(Form<AskForLink> form, AskForLink.Handler ask, CancellationToken ct)
    {
        if (!form.Ok)
            return Forgot(form, sent: false);
        await ask.Run(form.Value, ct);
        return new SeeOther("/forgot?sent=true");
    }

    private static IResult Forgot(Form<AskForLink> form, bool sent) =>
        UiModule.Page<ForgotPage>(new { Form = form, Sent = sent }, form.Ok ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> ShowWelcome(string secret, ChoosePassword.Handler choose, Words l, CancellationToken ct) =>
        Welcome(await choose.Look(secret, ct), new Form<ChoosePassword>(), secret, l);

    private static async Task<IResult> Choose(
        string secret, Form<ChoosePassword> form, HttpContext http, ChoosePassword.Handler choose, Words l, CancellationToken ct)
    {
        if (!form.Ok)
            return Welcome(await choose.Look(secret, ct), form, secret, l);
        var opened = await choose.Run(secret, form.Value, http.Request.Headers.UserAgent, ct);
        if (!opened.Ok)
            return Welcome(opened.Refusal!, form, secret, l);
        SessionCookie.Write(http, opened.Value.Secret);
        return new SeeOther("/");
    }

    private static IResult Welcome(Outcome<ChoosePassword.Guest> guest, Form<ChoosePassword> form, string secret, Words l) => guest.Ok
        ? UiModule.Page<WelcomePage>(
            new { Guest = guest.Value, Form = form, Secret = secret }, form.Ok ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity)
        : UiModule.Page<ErrorPage>(
            new { Status = StatusCodes.Status404NotFound, Title = l["This link is over"], Text = l[guest.Refusal!.Sentence] }, StatusCodes.Status404NotFound);

    private static async Task<IResult> Leave(Actor actor, HttpContext http, SignOut.Handler signOut, CancellationToken ct)
    {
        await signOut.Run(new SignOut { Session = actor.Session }, actor, ct);
        SessionCookie.Clear(http);
        return new SeeOther("/sign-in");
    }
}
