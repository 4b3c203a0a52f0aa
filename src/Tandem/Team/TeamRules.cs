using Tandem.Identity;

namespace Tandem.Team;

/// <summary>Whose people an actor sees and looks after.</summary>
public static class TeamRules
{
    /// <summary>The vendor's people see everybody; a partner's person sees its own firm.</summary>
    public static IQueryable<Person> VisibleTo(this IQueryable<Person> people, Actor actor)
    {
        var humans = people.Where(p => !p.IsProgram);
        return actor.IsVendor ? humans : humans.Where(p => p.OrganisationId == actor.Partner);
    }

    /// <summary>May the actor invite into this firm, and change who works there?</summary>
    public static bool LooksAfter(this Actor actor, Organisation firm) =>
        (actor.Organisation == firm.Id && actor.May(IdentityPermissions.ManageTeam))
        || (actor.IsVendor && !firm.IsVendor && actor.May(IdentityPermissions.ManagePartners));

    /// <summary>The role that must not die out in a firm: without it nobody could let anybody in.</summary>
    public static Role Keeper(bool vendor) => vendor ? Role.Operations : Role.PartnerAdmin;
}
