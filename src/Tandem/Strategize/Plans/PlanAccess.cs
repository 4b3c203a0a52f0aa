using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Strategize.Plans;

/// <summary>Who may open notes, files and signed texts of a plan: whoever sees the plan.</summary>
public sealed class PlanAccess : ISubjectAccess
{
    public string Kind => Plan.Kind;

    public async Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        var plan = await db.Plans().AsNoTracking().VisibleTo(reader).Where(p => p.Id == new Id<Plan>(id))
            .Select(p => new { p.PartnerId, p.Title, p.Reference, p.VendorLeadId }).FirstOrDefaultAsync(ct);
        return plan is null ? null : new Sight(new Ref(Kind, id), plan.PartnerId, $"{plan.Title} ({plan.Reference})", $"/plans/{id}")
        {
            Contacts = plan.VendorLeadId is { } lead ? [lead] : [],
        };
    }
}
