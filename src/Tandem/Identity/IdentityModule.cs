using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Tandem.Identity.Pages;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Ui;

namespace Tandem.Identity;

/// <summary>Identity's services and its whole route table.</summary>
public static class IdentityModule
{
    public static IServiceCollection AddIdentity(this IServiceCollection services)
    {
        services.AddSingleton<PermissionTable>();
        foreach (var permissions in typeof(IdentityModule).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IPermissions))))
            services.AddSingleton(typeof(IPermissions), permissions);
        services.AddSingleton<Callers>();
        services.AddSingleton<ShellSource>(services => (http, _) => ValueTask.FromResult(Frame(http.Features.Get<Actor>(), services.GetRequiredService<Words>())));
        services.AddSingleton<Doorkeeper>();
        services.AddSingleton(provider => AccessLimits.From(provider.GetRequiredService<IConfiguration>()));
        services.AddRateLimiter(_ => { });
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>>(provider =>
            new ConfigureOptions<RateLimiterOptions>(provider.GetRequiredService<AccessLimits>().Configure));
        services.AddSingleton<IPasswordHasher<Login>, PasswordHasher<Login>>();
        services.AddSingleton<Passwords>();
        services.AddDataProtection().SetApplicationName("Tandem");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new KeyRing(provider.GetRequiredService<IServiceScopeFactory>())));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "tandem-form";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "_form";
            options.HeaderName = "X-Form";
        });
        return services;
    }

    /// <summary>Who comes, and may they: after routing, before every route.</summary>
    public static void UseIdentity(this WebApplication app)
    {
        app.Use(app.Services.GetRequiredService<Doorkeeper>().Recognise);
        app.UseRateLimiter();
        app.Use(Doorkeeper.Admit);
        app.UseAntiforgery();
        app.Use(Doorkeeper.RefuseForgery);
    }

    public static void MapIdentity(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup();
        pages.MapGet("/sign-in", ShowSignIn).Anyone();
        pages.MapPost("/sign-in", DoSignIn).Anyone().WithMetadata(new GuessingRoute());
        pages.MapGet("/welcome/{secret}", ShowWelcome).Anyone().WithMetadata(new GuessingRoute());
        pages.MapPost("/welcome/{secret}", DoWelcome).Anyone().WithMetadata(new GuessingRoute());
        pages.MapPost("/sign-out", DoSignOut).SignedIn();
        pages.MapGet("/me", ShowMe).SignedIn();
        pages.MapPost("/me/password", DoChangePassword).SignedIn();
        pages.MapPost("/me/sessions/close", DoCloseAll).SignedIn();
        pages.MapPost("/me/sessions/{session}/close", DoCloseOne).SignedIn();

        pages.MapGet("/me/access", ShowTokens).SignedIn();
        pages.MapPost("/me/access", DoIssueToken).SignedIn();
        pages.MapPost("/me/access/{token}/revoke", DoRevokeToken).SignedIn();

        var api = app.ApiGroup();
        api.MapGet("/me", (Actor actor) => Me.Of(actor)).SignedIn();
        api.MapGet("/access-tokens", async (Actor actor, MyTokens.Handler tokens, CancellationToken ct) =>
            new Page<MyTokens.Token>((await tokens.Run(actor, ct)).Tokens, null)).SignedIn();
        api.MapPost("/access-tokens", async (IssueToken ask, Actor actor, IssueToken.Handler issue, CancellationToken ct) =>
            (await issue.Run(ask, actor, ct)).ToCreated(issued => $"/api/v1/access-tokens/{issued.Id}")).SignedIn();
        api.MapDelete("/access-tokens/{token}", async (Id<AccessToken> token, Actor actor, RevokeToken.Handler revoke, CancellationToken ct) =>
            (await revoke.Run(token, actor, ct)).ToHttp()).SignedIn().OwnOrganisation();
    }

    /// <summary>What the frame around a page shows of the actor.</summary>
    private static Shell Frame(Actor? actor, Words words) => actor is null ? Shell.Stranger : new Shell
    {
        SignedIn = true,
        Name = actor.Name,
        Organisation = actor.OrganisationName,
        RoleLabel = string.Join(", ", actor.Roles.Select(role => words[role.Label()])),
        IsVendor = actor.IsVendor,
        May = actor.May,
    };

    private static IResult ShowSignIn(HttpContext http, string? back) => http.Features.Get<Actor>() is null
        ? new RazorComponentResult<SignInPage>(new { Form = new Form<SignIn> { Value = new SignIn { Back = back } } })
        : To(back);

    private static async Task<IResult> DoSignIn(Form<SignIn> form, HttpContext http, SignIn.Handler signIn, CancellationToken ct)
    {
        if (form.Ok)
        {
            var opened = await signIn.Run(form.Value, http.Request.Headers.UserAgent, ct);
            if (opened.Ok)
            {
                SessionCookie.Write(http, opened.Value.Secret);
                return To(form.Value.Back);
            }

            form.Refuse(opened.Refusal!);
        }

        return new RazorComponentResult<SignInPage>(new { Form = form }) { StatusCode = StatusCodes.Status422UnprocessableEntity };
    }

    private static async Task<IResult> DoSignOut(Actor actor, HttpContext http, SignOut.Handler signOut, CancellationToken ct)
    {
        await signOut.Run(new SignOut { Session = actor.Session }, actor, ct);
        SessionCookie.Clear(http);
        return To("/sign-in");
    }

    private static async Task<IResult> DoCloseAll(Actor actor, HttpContext http, SignOut.Handler signOut, CancellationToken ct)
    {
        await signOut.Run(new SignOut(), actor, ct);
        SessionCookie.Clear(http);
        return To("/sign-in");
    }

    private static async Task<IResult> DoCloseOne(
        Id<Session> session, Actor actor, HttpContext http, SignOut.Handler signOut, CancellationToken ct)
    {
        var closed = await signOut.Run(new SignOut { Session = session }, actor, ct);
        if (!closed.Ok)
            return TypedResults.NotFound();
        return To("/me");
    }

    private static async Task<IResult> ShowMe(Actor actor, MyProfile.Handler profile, CancellationToken ct) =>
        new RazorComponentResult<MyProfilePage>(new { Profile = await profile.Run(actor, ct), Form = new Form<ChangePassword>() });

    private static async Task<IResult> DoChangePassword(
        Form<ChangePassword> form, Actor actor, ChangePassword.Handler change, MyProfile.Handler profile, CancellationToken ct)
    {
        if (form.Ok)
        {
            var changed = await change.Run(form.Value, actor, ct);
            if (changed.Ok)
                return To("/me");
            form.Refuse(changed.Refusal!);
        }

        return new RazorComponentResult<MyProfilePage>(new { Profile = await profile.Run(actor, ct), Form = form })
        { StatusCode = StatusCodes.Status422UnprocessableEntity };
    }

    private static async Task<IResult> ShowWelcome(string secret, ChoosePassword.Handler choose, CancellationToken ct) =>
        Welcome(await choose.Look(secret, ct), new Form<ChoosePassword>(), secret, StatusCodes.Status200OK);

    private static async Task<IResult> DoWelcome(
        string secret, Form<ChoosePassword> form, HttpContext http, ChoosePassword.Handler choose, CancellationToken ct)
    {
        if (!form.Ok)
            return Welcome(await choose.Look(secret, ct), form, secret, StatusCodes.Status422UnprocessableEntity);
        var opened = await choose.Run(secret, form.Value, http.Request.Headers.UserAgent, ct);
        if (!opened.Ok)
            return Welcome(opened.Refusal!, form, secret, StatusCodes.Status404NotFound);
        SessionCookie.Write(http, opened.Value.Secret);
        return To("/");
    }

    private static IResult Welcome(Outcome<ChoosePassword.Guest> guest, Form<ChoosePassword> form, string secret, int status) => guest.Ok
        ? new RazorComponentResult<WelcomePage>(new { Guest = guest.Value, Form = form, Secret = secret }) { StatusCode = status }
        : new RazorComponentResult<RefusedPage>(new { Title = "This link is over", Text = Problems.Say(guest.Refusal!) })
        { StatusCode = StatusCodes.Status404NotFound };

    private static async Task<IResult> ShowTokens(Actor actor, MyTokens.Handler tokens, CancellationToken ct) =>
        Tokens(await tokens.Run(actor, ct), actor, new Form<IssueToken>());

    private static async Task<IResult> DoIssueToken(
        Form<IssueToken> form, Actor actor, IssueToken.Handler issue, MyTokens.Handler tokens, CancellationToken ct)
    {
        string? secret = null;
        if (form.Ok)
        {
            var issued = await issue.Run(form.Value, actor, ct);
            if (issued.Ok)
                secret = issued.Value.Secret;
            else
                form.Refuse(issued.Refusal!);
        }

        // The one form that answers with a page: the secret is shown here and nowhere else.
        return Tokens(await tokens.Run(actor, ct), actor, secret is null ? form : new Form<IssueToken>(), secret, form.Ok ? 200 : 422);
    }

    private static RazorComponentResult<TokensPage> Tokens(
        MyTokens tokens, Actor actor, Form<IssueToken> form, string? secret = null, int status = 200) =>
        new(new { List = tokens, Actor = actor, Form = form, Secret = secret }) { StatusCode = status };

    private static async Task<IResult> DoRevokeToken(Id<AccessToken> token, Actor actor, RevokeToken.Handler revoke, CancellationToken ct) =>
        (await revoke.Run(token, actor, ct)).Ok ? To("/me/access") : TypedResults.NotFound();

    private static SeeOther To(string? back) => new(back);
}

/// <summary>The caller as the API shows it.</summary>
public sealed record Me(Id<Person>? Id, string Name, Id<Organisation>? Organisation, string OrganisationName, IReadOnlyList<Role> Roles, IEnumerable<string> Permissions)
{
    public static Me Of(Actor actor) => new(
        actor.Person, actor.Name, actor.Organisation, actor.OrganisationName, actor.Roles,
        actor.Permissions.Order(StringComparer.Ordinal));
}
