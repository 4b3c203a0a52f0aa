using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
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
        services.AddScoped<Rights>();
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
        SignInPages.Map(pages);
        MyPages.Map(pages);

        var api = app.ApiGroup();
        api.MapGet("/me", (Actor actor) => Me.Of(actor)).SignedIn();
        api.MapGet("/me/sessions", async (Actor actor, MyProfile.Handler profile, CancellationToken ct) =>
            new Page<MyProfile.Device>((await profile.Run(actor, ct)).Devices, null)).SignedIn();
        api.MapDelete("/me/sessions", async (Actor actor, SignOut.Handler signOut, CancellationToken ct) =>
            (await signOut.Run(new SignOut(), actor, ct)).ToHttp()).SignedIn();
        api.MapDelete("/me/sessions/{session}", async (Id<Session> session, Actor actor, SignOut.Handler signOut, CancellationToken ct) =>
            (await signOut.Run(new SignOut { Session = session }, actor, ct)).ToHttp()).SignedIn().OwnOrganisation();
        api.MapPut("/me/password", async (ChangePassword ask, Actor actor, ChangePassword.Handler change, CancellationToken ct) =>
            (await change.Run(ask, actor, ct)).ToHttp()).SignedIn();
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
        Person = actor.Person?.Value,
        Firm = actor.Organisation?.Value,
        Name = actor.Name,
        Organisation = actor.OrganisationName,
        RoleLabel = string.Join(", ", actor.Roles.Select(role => words[role.Label()])),
        IsVendor = actor.IsVendor,
        May = actor.May,
    };
}

/// <summary>The caller as the API shows it.</summary>
public sealed record Me(Id<Person>? Id, string Name, Id<Organisation>? Organisation, string OrganisationName, IReadOnlyList<Role> Roles, IEnumerable<string> Permissions)
{
    public static Me Of(Actor actor) => new(
        actor.Person, actor.Name, actor.Organisation, actor.OrganisationName, actor.Roles,
        actor.Permissions.Order(StringComparer.Ordinal));
}
