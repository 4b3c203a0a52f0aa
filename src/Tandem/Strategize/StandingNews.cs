using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Partners;

namespace Tandem.Strategize;

/// <summary>Who hears what became of a partner's standing: those who answer for the firm, and who looks after it.</summary>
internal static class StandingNews
{
    /// <param name="page">Where to see it; the partner's id is put behind.</param>
    /// <param name="theirs">For the vendor's person, who has many partners: with the firm's name.</param>
    public static async Task<IEnumerable<Addressed>> ToFirmAndManager(this TandemDb db, Event e, string page, Sentence ours, Func<string, Sentence> theirs, CancellationToken ct)
    {
        if (e.PartnerId is not { } partner || await db.Partners().AsNoTracking().Where(p => p.Id == partner).Select(p => new { p.Organisation.Name, p.ManagerId }).FirstOrDefaultAsync(ct) is not { } firm)
            return [];
        var people = (await db.People().AsNoTracking().Where(p => p.OrganisationId == partner && p.Active).ToListAsync(ct))
            .Where(p => p.Roles.Contains(Role.PartnerAdmin) || p.Roles.Contains(Role.Signatory)).Select(p => p.Id);
        var link = $"{page}/{partner}";
        var own = people.Select(person => new Addressed(person, ours, link));
        return firm.ManagerId is { } manager && manager != e.ActorId ? own.Append(new Addressed(manager, theirs(firm.Name), link)) : own;
    }
}
