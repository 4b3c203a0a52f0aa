using System.ComponentModel.DataAnnotations;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>Gives a colleague other roles; they count from the next request on.</summary>
public sealed record ChangeRoles
{
    /// <summary>The roles from now on, at least one.</summary>
    [MinLength(1, ErrorMessage = "Choose at least one role.")]
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>The version that was looked at; none skips the comparison.</summary>
    public int? Version { get; init; }

    /// <summary>Keeps at least one person in the firm who can let others in.</summary>
    public sealed class Handler(TandemDb db, Callers callers, TimeProvider clock)
    {
        public async Task<Outcome<Done>> Run(Id<Person> id, ChangeRoles ask, Actor actor, CancellationToken ct)
        {
            // One at a time: two who take the last two admins away together must not both succeed.
            await using var write = await db.BeginWrite(ct, ["team"]);
            if (await db.FindForChange(id, actor, ct) is not { } person)
                return Refusal.NotFound;
            if (ask.Version is { } seen && seen != person.Version)
                return Stale;
            if (ask.Roles.Any(role => role.IsVendor() != person.Organisation.IsVendor))
                return InvitePerson.OtherSide.On(nameof(Roles));
            var before = person.Roles;
            var after = ask.Roles.Distinct().Order().ToList();
            if (before.SequenceEqual(after))
                return new Done();
            if (!after.Contains(TeamRules.Keeper(person.Organisation.IsVendor)) && await db.IsLastKeeper(person, ct))
                return LastKeeper;

            person.Hold(after, person.Organisation);
            db.Record(actor, person.Ref, person.Organisation.PartnerId, new RolesChanged(before, after), clock.GetUtcNow());
            await write.Commit(ct);
            callers.Forget(id.Value);
            return new Done();
        }
    }

    internal static readonly Refusal LastKeeper = Refusal.Conflict(
        "identity/last-admin", "Nobody else could let people in then. Give that role to somebody else first.");

    private static readonly Refusal Stale = new(
        RefusalKind.Stale, "identity/changed-meanwhile", "Somebody changed this person meanwhile. Look again.");
}
