using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Team;

/// <summary>One person as a colleague or the vendor sees them, with what happened to their access.</summary>
public sealed record LookAtPerson
{
    /// <summary>The person and what the reader may do with them.</summary>
    public sealed record Seen(
        Id<Person> Id, string Name, string Email, Id<Organisation> Organisation, string OrganisationName, bool IsVendor,
        IReadOnlyList<Role> Roles, bool Active, bool Invited, DateTimeOffset Joined, DateTimeOffset? LastSeen, int OpenSessions,
        int Version, bool MayManage);

    /// <summary>Finds the person if the reader may see them.</summary>
    public sealed class Handler(TandemDb db, TimeProvider clock)
    {
        public async Task<Outcome<Seen>> Run(Id<Person> id, Actor actor, CancellationToken ct)
        {
            var idle = clock.GetUtcNow() - Session.Idle;
            var found = await db.People().AsNoTracking().VisibleTo(actor).Where(p => p.Id == id)
                .Select(p => new
                {
                    Person = p,
                    p.Organisation,
                    HasLogin = db.Logins().Any(l => l.PersonId == id),
                    LastSeen = db.Sessions().Where(s => s.PersonId == id).Max(s => (DateTimeOffset?)s.LastSeen),
                    Open = db.Sessions().Count(s => s.PersonId == id && s.Revoked == null && s.LastSeen > idle),
                })
                .FirstOrDefaultAsync(ct);
            if (found is null)
                return Refusal.NotFound;
            var (person, firm) = (found.Person, found.Organisation);
            return new Seen(
                person.Id, person.Name, person.Email, firm.Id, firm.Name, firm.IsVendor, person.Roles, person.Active, !found.HasLogin,
                person.Created, found.LastSeen, found.Open, person.Version, actor.LooksAfter(firm));
        }

        /// <summary>The newest twenty events of the person, as far as the reader may see them.</summary>
        public async Task<IReadOnlyList<Happening>> History(Id<Person> id, Actor actor, CancellationToken ct)
        {
            var events = await db.HistoryOf(new Ref(Person.Kind, id.Value), actor).Take(20).ToListAsync(ct);
            var ids = events.Select(e => e.ActorId).OfType<Id<Person>>().Distinct().ToList();
            var names = await db.People().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
            return [.. events.Select(e => new Happening(e, e.ActorId is { } by ? names[by] : Actor.System.Name))];
        }
    }

    /// <summary>One event and the name of who caused it.</summary>
    public sealed record Happening(Event Event, string By);
}

/// <summary>Who may see a person as the subject of a timeline; nobody writes notes or files about people.</summary>
public sealed class PersonAccess : ISubjectAccess
{
    public string Kind => Person.Kind;

    public async Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        var person = new Id<Person>(id);
        var found = await db.People().AsNoTracking().VisibleTo(reader).Where(p => p.Id == person)
            .Select(p => new { p.Name, p.Organisation }).FirstOrDefaultAsync(ct);
        return found is null
            ? null
            : new Sight(new Ref(Kind, id), found.Organisation.PartnerId, found.Name, $"/people/{id}") { Conversation = false };
    }
}
