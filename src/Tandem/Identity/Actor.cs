using System.Reflection;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>Who acts: a person in its organisation with the permissions of its roles, or Tandem itself.</summary>
/// <remarks>Always a parameter, never ambient. Bound from the signed-in session or the API token of a request.</remarks>
public sealed record Actor : IBindableFromHttpContext<Actor>
{
    /// <summary>Null when Tandem itself acts: a job, a subscriber, an import from the command line.</summary>
    public Id<Person>? Person { get; init; }

    /// <summary>Null for Tandem itself, which acts for the vendor.</summary>
    public Id<Organisation>? Organisation { get; init; }

    /// <summary>The browser session, when that is how the person came.</summary>
    public Id<Session>? Session { get; init; }

    /// <summary>The token, when a program came with one.</summary>
    public Id<AccessToken>? Token { get; init; }

    /// <summary>When that token ends by itself.</summary>
    public DateTimeOffset? TokenExpires { get; init; }

    /// <summary>The token allows less than its person.</summary>
    public bool IsLimited { get; init; }

    public string Name { get; init; } = "";

    public string OrganisationName { get; init; } = "";

    public bool IsVendor { get; init; }

    public bool IsPartner => !IsVendor;

    public IReadOnlyList<Role> Roles { get; init; } = [];

    public IReadOnlySet<string> Permissions { get; init; } = new HashSet<string>();

    /// <summary>Permissions that the roles give but a closed right takes, each with the reason to tell.</summary>
    public IReadOnlyDictionary<string, string> Closed { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tandem acting by itself, with every right.</summary>
    public static Actor System { get; } = new() { Name = "Tandem", IsVendor = true };

    public bool IsSystem => Person is null && Organisation is null;

    /// <summary>May this actor do what <paramref name="permission"/> names, such as <c>sell.review</c>?</summary>
    public bool May(string permission) => IsSystem || Permissions.Contains(permission);

    /// <summary>Why a right that the roles give is closed; null when that is not what stands in the way.</summary>
    public string? WhyNot(string permission) => Closed.GetValueOrDefault(permission);

    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>The partner firm this actor is bound to; asking a vendor's person is a bug.</summary>
    public Id<Organisation> Partner => IsPartner
        ? Organisation!.Value
        : throw new InvalidOperationException("Only a partner's person is bound to a partner.");

    /// <summary>The partner that this actor's own events belong to; none for the vendor's people.</summary>
    public Id<Organisation>? PartnerId => IsPartner ? Organisation : null;

    public static ValueTask<Actor?> BindAsync(HttpContext http, ParameterInfo parameter) =>
        ValueTask.FromResult(http.Features.Get<Actor>());
}
