using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Search;

namespace Tandem.Team;

/// <summary>People are found by name and address, by the vendor and by their own firm.</summary>
public sealed class PersonSearch : ISearchSource
{
    public string Kind => Person.Kind;

    public string Group => "People";

    public string Icon => "user";

    public string? Permission => IdentityPermissions.Team;

    public async Task<IReadOnlyList<SearchText>> Describe(IReadOnlyList<Guid> ids, TandemDb db, CancellationToken ct)
    {
        var wanted = ids.Select(id => new Id<Person>(id)).ToList();
        var people = await db.People().AsNoTracking().Include(p => p.Organisation).Where(p => wanted.Contains(p.Id) && !p.IsProgram).ToListAsync(ct);
        return [.. people.Select(p => new SearchText(
            p.Id.Value, p.Name, p.Organisation.Name, p.Email, $"/people/{p.Id}",
            p.Organisation.IsVendor ? SearchReaders.Vendor : SearchReaders.Of(p.OrganisationId), p.Created))];
    }

    public async Task<IReadOnlyList<Guid>> After(Guid last, int take, TandemDb db, CancellationToken ct)
    {
        var from = new Id<Person>(last);
        var ids = await db.People().Where(p => p.Id > from && !p.IsProgram).OrderBy(p => p.Id).Take(take).Select(p => p.Id).ToListAsync(ct);
        return ids.ConvertAll(id => id.Value);
    }
}
