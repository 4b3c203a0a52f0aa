using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Threads;

/// <summary>Who could read a note on a subject: the people who may be called into it.</summary>
public sealed class Readers(TandemDb db, Subjects subjects, PermissionTable permissions)
{
    private const int Offered = 12;
    private const int Considered = 40;

    /// <summary>Could this person, with its own roles, read a note of this audience written here by the author?</summary>
    public async Task<bool> MayRead(Person person, Ref subject, Audience audience, Actor author, CancellationToken ct)
    {
        if (!person.Active || !person.Organisation.Active)
            return false;
        var reader = permissions.ActorFor(person, person.Organisation);
        var within = audience switch
        {
            Audience.Internal => reader.IsVendor,
            Audience.Partner => reader.Organisation == author.Organisation,
            _ => true,
        };
        return within && await subjects.Converse(subject, reader, db, ct) is not null;
    }

    /// <summary>
    /// People to choose from while typing a name. A partner is offered its own people and those of the vendor who look after
    /// the subject or already wrote to it there, not the vendor's whole staff.
    /// </summary>
    public async Task<List<Person>> Offer(Sight sight, Audience audience, string? name, Actor author, CancellationToken ct)
    {
        var people = db.People().AsNoTracking().Include(p => p.Organisation).Where(p => p.Active && p.Organisation.Active && p.Id != author.Person);
        var partner = sight.Partner;
        var contacts = sight.Contacts;
        var (kind, id) = sight.Subject;
        people = audience switch
        {
            Audience.Internal => people.Where(p => p.Organisation.IsVendor),
            Audience.Partner => people.Where(p => p.OrganisationId == author.Organisation),
            _ when author.IsVendor => people.Where(p => p.Organisation.IsVendor || p.OrganisationId == partner),
            _ => people.Where(p => p.OrganisationId == author.Organisation || contacts.Contains(p.Id)
                || db.Notes().Any(n => n.SubjectId == id && n.SubjectKind == kind && n.Audience == Audience.Shared && n.AuthorId == p.Id)),
        };
        var start = (name ?? "").Trim().ToLowerInvariant();
        if (start.Length > 0)
            people = people.Where(p => p.Name.ToLower().StartsWith(start) || p.Name.ToLower().Contains(" " + start));

        var offered = new List<Person>();
        foreach (var person in await people.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(Considered).ToListAsync(ct))
        {
            if (offered.Count < Offered && await MayRead(person, sight.Subject, audience, author, ct))
                offered.Add(person);
        }

        return offered;
    }
}
