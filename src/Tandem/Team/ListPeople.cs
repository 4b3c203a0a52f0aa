using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;

namespace Tandem.Team;

/// <summary>The people of a firm: one's own, or for the vendor any.</summary>
public sealed record ListPeople : PageAsk
{
    /// <summary>The firm; none means one's own.</summary>
    public Id<Organisation>? Organisation { get; init; }

    /// <summary>Part of a name or e-mail address.</summary>
    public string? Q { get; init; }

    /// <summary>A role they hold, such as <c>seller</c>.</summary>
    public string? Role { get; init; }

    /// <summary>True: those who left; false: those who are here; none: both.</summary>
    public bool? Left { get; init; }

    /// <summary><c>name</c>, <c>-name</c>, <c>joined</c> or <c>-joined</c>.</summary>
    public string? Sort { get; init; }

    /// <summary>One person in the list.</summary>
    /// <param name="Invited">Has not chosen a password yet.</param>
    public sealed record Row(
        Id<Person> Id, string Name, string Email, Id<Organisation> Organisation, string OrganisationName, IReadOnlyList<Role> Roles,
        bool Active, bool Invited, DateTimeOffset Joined, DateTimeOffset? LastSeen);

    /// <summary>Reads one page of what the actor may see.</summary>
    public sealed class Handler(TandemDb db, Cursors cursors)
    {
        public async Task<Page<Row>> Run(ListPeople ask, Actor actor, CancellationToken ct)
        {
            var (sort, descending) = ask.Sort is ['-', .. var name] ? (name, true) : (ask.Sort, false);
            var people = Filter(ask, actor);
            var page = sort == "joined"
                ? await people.ToPage(ask, cursors, "people:joined", p => p.Created, descending, p => p.Id, View, ct)
                : await people.ToPage(ask, cursors, "people:name", p => p.Name, descending, p => p.Id, View, ct);
            return page.With(found => new Row(
                found.Person.Id, found.Person.Name, found.Person.Email, found.Person.OrganisationId, found.Firm, found.Person.Roles,
                found.Person.Active, !found.HasLogin, found.Person.Created, found.LastSeen));
        }

        private Expression<Func<Person, Found>> View => p => new Found
        {
            Person = p,
            Firm = p.Organisation.Name,
            HasLogin = db.Logins().Any(l => l.PersonId == p.Id),
            LastSeen = db.Sessions().Where(s => s.PersonId == p.Id).Max(s => (DateTimeOffset?)s.LastSeen),
        };

        private IQueryable<Person> Filter(ListPeople ask, Actor actor)
        {
            var firm = ask.Organisation ?? actor.Organisation;
            var people = db.People().AsNoTracking().VisibleTo(actor).Where(p => p.OrganisationId == firm);
            if (ask.Q?.Trim().ToLowerInvariant() is { Length: > 0 } part)
                people = people.Where(p => p.Name.ToLower().Contains(part) || p.Email.Contains(part));
            if (ask.Role is { Length: > 0 } role)
            {
                // Written as the API writes enums; a role that there is not is held by nobody.
                var name = Enum.TryParse<Role>(role, ignoreCase: true, out var held) ? $",{held}," : ",?,";
                people = people.Where(p => ("," + p.RoleNames + ",").Contains(name));
            }

            return ask.Left is { } left ? people.Where(p => p.Active == !left) : people;
        }

        private sealed class Found
        {
            public required Person Person { get; init; }

            public required string Firm { get; init; }

            public bool HasLogin { get; init; }

            public DateTimeOffset? LastSeen { get; init; }
        }
    }
}
