namespace Tandem.Identity;

/// <summary>A module's list of what may be done in it, and by which roles. Found by scan.</summary>
public interface IPermissions
{
    IEnumerable<Grant> Grants { get; }
}

/// <summary>One permission, <c>module.verb</c>, and the roles that hold it.</summary>
public sealed record Grant(string Permission, params IReadOnlyList<Role> Roles);

/// <summary>All permissions of the programme: which role may do what.</summary>
public sealed class PermissionTable
{
    private readonly Dictionary<Role, HashSet<string>> byRole = Enum.GetValues<Role>().ToDictionary(r => r, _ => new HashSet<string>());

    public PermissionTable(IEnumerable<IPermissions> modules)
    {
        foreach (var grant in modules.SelectMany(m => m.Grants))
        {
            All.Add(grant.Permission);
            foreach (var role in grant.Roles)
                byRole[role].Add(grant.Permission);
        }
    }

    public SortedSet<string> All { get; } = new(StringComparer.Ordinal);

    public IReadOnlySet<string> Of(IEnumerable<Role> roles) => roles.SelectMany(r => byRole[r]).ToHashSet();

    /// <summary>The person with what its roles give, less the rights that are closed for it or its firm.</summary>
    public Actor ActorFor(Person person, Organisation organisation, params IEnumerable<Right> rights) => new()
    {
        Person = person.Id,
        Organisation = organisation.Id,
        Name = person.Name,
        OrganisationName = organisation.Name,
        IsVendor = organisation.IsVendor,
        Roles = person.Roles,
        Permissions = Less(Of(person.Roles), rights),
        Closed = rights.Where(r => !r.Open).DistinctBy(r => r.Permission).ToDictionary(r => r.Permission, r => r.Reason, StringComparer.Ordinal),
    };

    /// <summary>A person who came by token has what both allow; a firm's program has the scopes of its key, within its side.</summary>
    public Actor ActorFor(Person person, Organisation organisation, AccessToken token, params IEnumerable<Right> rights)
    {
        var actor = ActorFor(person, organisation, rights);
        var own = person.IsProgram ? Less(Of(Roles.Of(organisation.IsVendor)), rights) : actor.Permissions;
        return actor with
        {
            Token = token.Id,
            TokenExpires = token.Expires,
            IsLimited = token.Scopes is not null,
            Permissions = token.Scopes is { } scopes ? scopes.Where(own.Contains).ToHashSet() : own,
        };
    }

    private static HashSet<string> Less(IEnumerable<string> permissions, IEnumerable<Right> rights) =>
        permissions.Except(rights.Where(r => !r.Open).Select(r => r.Permission)).ToHashSet();
}

/// <summary>Identity's own permissions.</summary>
public sealed class IdentityPermissions : IPermissions
{
    /// <summary>See the people of one's own firm.</summary>
    public const string Team = "identity.team";

    /// <summary>Invite, change and close the sign-ins of one's own firm.</summary>
    public const string ManageTeam = "identity.manage-team";

    /// <summary>Invite, change and close the sign-ins of partners' people.</summary>
    public const string ManagePartners = "identity.manage-partners";

    /// <summary>Create and revoke API keys of one's own firm.</summary>
    public const string Keys = "identity.keys";

    public IEnumerable<Grant> Grants =>
    [
        new(Team, [.. Roles.Vendor, .. Roles.Partner]),
        new(ManageTeam, Role.Operations, Role.PartnerAdmin),
        new(ManagePartners, Role.Operations, Role.ChannelManager),
        new(Keys, Role.Operations, Role.PartnerAdmin),
    ];
}
