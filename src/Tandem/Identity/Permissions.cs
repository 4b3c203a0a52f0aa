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

    /// <summary>A person who came by token has what both allow; a firm's program has the scopes of its key, within its side.</summary>
    public Actor ActorFor(Person person, Organisation organisation, AccessToken token)
    {
        var actor = ActorFor(person, organisation);
        var own = person.IsProgram ? Of(organisation.IsVendor ? Roles.Vendor : Roles.Partner) : actor.Permissions;
        return actor with
        {
            Token = token.Id,
            TokenExpires = token.Expires,
            IsLimited = token.Scopes is not null,
            Permissions = token.Scopes is { } scopes ? scopes.Where(own.Contains).ToHashSet() : own,
        };
    }

    public Actor ActorFor(Person person, Organisation organisation) => new()
    {
        Person = person.Id,
        Organisation = organisation.Id,
        Name = person.Name,
        OrganisationName = organisation.Name,
        IsVendor = organisation.IsVendor,
        Roles = person.Roles,
        Permissions = Of(person.Roles),
    };
}

/// <summary>Identity's own permissions.</summary>
public sealed class IdentityPermissions : IPermissions
{
    /// <summary>See the people of one's own firm.</summary>
    public const string Team = "identity.team";

    /// <summary>Invite, change and close the sign-ins of one's own firm.</summary>
    public const string ManageTeam = "identity.manage-team";

    /// <summary>Create and revoke API keys of one's own firm.</summary>
    public const string Keys = "identity.keys";

    public IEnumerable<Grant> Grants =>
    [
        new(Team, [.. Roles.Vendor, .. Roles.Partner]),
        new(ManageTeam, Role.Operations, Role.ChannelManager, Role.PartnerAdmin),
        new(Keys, Role.Operations, Role.PartnerAdmin),
    ];
}
