using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>What the use cases of a team load before they decide.</summary>
internal static class TeamSets
{
    /// <summary>The person with its firm, if the actor looks after them.</summary>
    public static async Task<Person?> FindForChange(this TandemDb db, Id<Person> id, Actor actor, CancellationToken ct)
    {
        var person = await db.People().Include(p => p.Organisation).FirstOrDefaultAsync(p => p.Id == id && !p.IsProgram, ct);
        return person is not null && actor.LooksAfter(person.Organisation) ? person : null;
    }

    /// <summary>Is nobody else left in the firm who could let people in?</summary>
    public static async Task<bool> IsLastKeeper(this TandemDb db, Person person, CancellationToken ct)
    {
        var keeper = TeamRules.Keeper(person.Organisation.IsVendor);
        var name = $",{keeper},";
        return person.Roles.Contains(keeper) && !await db.People().AnyAsync(
            p => p.OrganisationId == person.OrganisationId && p.Id != person.Id && p.Active && ("," + p.RoleNames + ",").Contains(name), ct);
    }
}
