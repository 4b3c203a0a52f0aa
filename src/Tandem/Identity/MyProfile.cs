using Microsoft.EntityFrameworkCore;
using Tandem.Kernel;

namespace Tandem.Identity;

/// <summary>What a person sees of itself: name, firm, roles and the devices it is signed in on.</summary>
public sealed record MyProfile(
    string Name, string Email, string Organisation, IReadOnlyList<Role> Roles, IReadOnlyList<MyProfile.Device> Devices)
{
    /// <summary>One open session.</summary>
    public sealed record Device(Id<Session> Session, string Name, DateTimeOffset Since, DateTimeOffset LastSeen, bool This);

    /// <summary>Reads the actor's own row and open sessions.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<MyProfile> Run(Actor actor, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var (idle, oldest) = (now - Session.Idle, now - Session.Longest);
            var email = await db.People().Where(p => p.Id == actor.Person).Select(p => p.Email).FirstAsync(ct);
            var devices = await db.Sessions()
                .Where(s => s.PersonId == actor.Person && s.Revoked == null && s.LastSeen > idle && s.Created > oldest)
                .OrderByDescending(s => s.LastSeen)
                .Take(50)
                .Select(s => new Device(s.Id, s.Device, s.Created, s.LastSeen, s.Id == actor.Session))
                .ToListAsync(ct);
            return new MyProfile(actor.Name, email, actor.OrganisationName, actor.Roles, devices);
        }
    }
}
