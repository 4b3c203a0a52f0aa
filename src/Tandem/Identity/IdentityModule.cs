using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tandem.Identity.Pages;
using Tandem.Kernel;

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
        app.UseMiddleware<Doorkeeper>();
        app.UseAntiforgery();
        app.Use(Doorkeeper.RefuseForgery);
    }

    public static void MapIdentity(this IEndpointRouteBuilder app)
    {
        var pages = app.PagesGroup();
        pages.MapGet("/sign-in", ShowSignIn).Anyone();
        pages.MapPost("/sign-in", DoSignIn).Anyone();
        pages.MapPost("/sign-out", DoSignOut).SignedIn();
        pages.MapGet("/me", ShowMe).SignedIn();
        pages.MapPost("/me/password", DoChangePassword).SignedIn();
        pages.MapPost("/me/sessions/close", DoCloseAll).SignedIn();
        pages.MapPost("/me/sessions/{session}/close", DoCloseOne).SignedIn();

        app.ApiGroup().MapGet("/me", (Actor actor) => Me.Of(actor)).SignedIn();
    }

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

    /// <summary>303 to a page of this portal; an address anywhere else becomes the start page.</summary>
    private static SeeOther To(string? back) => new(back);
}

/// <summary>303 to a page of this portal; an address of any other place becomes the start page.</summary>
public sealed class SeeOther(string? address) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = RedirectHttpResult.IsLocalUrl(address) && address![0] == '/' ? address : "/";
        return Task.CompletedTask;
    }
}

/// <summary>The caller as the API shows it.</summary>
public sealed record Me(Id<Person>? Id, string Name, Id<Organisation>? Organisation, string OrganisationName, IReadOnlyList<Role> Roles, IEnumerable<string> Permissions)
{
    public static Me Of(Actor actor) => new(
        actor.Person, actor.Name, actor.Organisation, actor.OrganisationName, actor.Roles,
        actor.Permissions.Order(StringComparer.Ordinal));
}
