using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>Who of the reader's own side could answer for a plan.</summary>
public sealed record OfferLead
{
    private const int Most = 300;

    public sealed class Handler(TandemDb db)
    {
        public async Task<IReadOnlyList<Colleague>> Run(OfferLead ask, Actor by, CancellationToken ct) =>
            await db.People().AsNoTracking().Where(p => p.OrganisationId == by.Organisation && p.Active).OrderBy(p => p.Name).Take(Most)
                .Select(p => new Colleague(p.Id, p.Name)).ToListAsync(ct);
    }

    public sealed record Colleague(Id<Person> Id, string Name);
}
