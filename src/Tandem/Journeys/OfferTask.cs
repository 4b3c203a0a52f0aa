using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Journeys;

/// <summary>What the form of a new task offers: the sides and the people who may get it.</summary>
public sealed record OfferTask
{
    private const int Most = 300;

    public Id<Organisation>? Partner { get; init; }

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<Offer>> Run(OfferTask ask, Actor by, CancellationToken ct)
        {
            var firm = by.IsPartner ? by.Partner : ask.Partner;
            var partner = await db.Organisations().AsNoTracking().Where(o => o.Id == firm && !o.IsVendor).Select(o => o.Name).FirstOrDefaultAsync(ct);
            var people = await db.People().AsNoTracking().Where(p => p.Active && (p.OrganisationId == by.Organisation || (by.IsVendor && p.OrganisationId == firm)))
                .OrderBy(p => p.Name).Take(Most).Select(p => new Colleague(p.Id, p.Name, p.Organisation.IsVendor ? Side.Vendor : Side.Partner)).ToListAsync(ct);
            return new Offer(firm, partner, people);
        }
    }

    public sealed record Colleague(Id<Person> Id, string Name, Side Side);

    public sealed record Offer(Id<Organisation>? Partner, string? PartnerName, IReadOnlyList<Colleague> People);
}
