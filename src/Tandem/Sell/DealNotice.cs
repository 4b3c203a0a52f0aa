using Microsoft.EntityFrameworkCore;
using Tandem.Approvals;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Notices;
using Tandem.Partners;

namespace Tandem.Sell;

/// <summary>The people around a deal, of both sides.</summary>
/// <param name="Owner">Who works it: of the partner, or of the vendor for a direct deal.</param>
/// <param name="Admins">The partner's administrators.</param>
/// <param name="Manager">The vendor's person who looks after the partner.</param>
/// <param name="Lead">Who leads the deal's territory.</param>
public sealed record DealPeople(
    Id<Deal> Deal, string Reference, string Customer, string? Partner, Id<Person>? Owner, IReadOnlyList<Id<Person>> CoOwners,
    IReadOnlyList<Id<Person>> Admins, Id<Person>? Manager, Id<Person>? Lead)
{
    public IEnumerable<Id<Person>?> OfPartner => [Owner, .. Admins.Cast<Id<Person>?>()];

    public IEnumerable<Id<Person>?> OfVendor => [Manager, Lead];
}

/// <summary>A kind of notice about deals: it names its facts, its people and its words; the rest is alike for all.</summary>
public abstract class DealNotice(PermissionTable permissions) : INoticeKind
{
    public abstract string Kind { get; }

    public abstract string Title { get; }

    public abstract Importance Importance { get; }

    public abstract IReadOnlyList<Role> Roles { get; }

    protected abstract IReadOnlyList<string> Facts { get; }

    public bool Wants(Event e) => Facts.Contains(e.Kind);

    public async Task<IEnumerable<Addressed>> For(Event e, TandemDb db, CancellationToken ct)
    {
        if (await Around(new Id<Deal>(e.SubjectId), db, ct) is not { } around)
            return [];
        var people = await Whom(e.Fact, around, db, ct);
        var sentence = Say(e.Fact, around);
        return people.OfType<Id<Person>>().Distinct().Select(person => new Addressed(person, sentence, $"/deals/{around.Deal}"));
    }

    protected abstract Task<IEnumerable<Id<Person>?>> Whom(IFact fact, DealPeople around, TandemDb db, CancellationToken ct);

    protected abstract Sentence Say(IFact fact, DealPeople around);

    /// <summary>Everybody of the vendor who holds the permission.</summary>
    protected async Task<IEnumerable<Id<Person>?>> Holding(string permission, TandemDb db, CancellationToken ct)
    {
        var people = await db.People().AsNoTracking().Where(p => p.Active && p.Organisation.IsVendor).ToListAsync(ct);
        return people.Where(p => permissions.Of(p.Roles).Contains(permission)).Select(p => (Id<Person>?)p.Id);
    }

    /// <summary>Who decides the level that waits: the manager and the territory's lead if they may, else everybody who may.</summary>
    protected async Task<IEnumerable<Id<Person>?>> Approvers(DealPeople around, TandemDb db, CancellationToken ct)
    {
        var request = await db.ApprovalRequests().AsNoTracking().FirstOrDefaultAsync(
            r => r.SubjectId == around.Deal.Value && r.State == ApprovalState.Open && r.AutomaticAt == null, ct);
        if (request is null)
            return [];
        var able = (await Holding(request.Current.Permission, db, ct)).ToList();
        var near = around.OfVendor.Where(p => p is not null && able.Contains(p)).ToList();
        return near.Count > 0 ? near : able;
    }

    private static async Task<DealPeople?> Around(Id<Deal> id, TandemDb db, CancellationToken ct)
    {
        var deal = await db.Deals().AsNoTracking().Where(d => d.Id == id)
            .Select(d => new
            {
                d.PartnerId,
                d.Reference,
                d.Customer.Name,
                d.OwnerId,
                CoOwners = d.CoOwners.Select(c => c.PersonId).ToList(),
                Partner = db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(),
                Manager = db.Partners().Where(p => p.Id == d.PartnerId).Select(p => p.ManagerId).FirstOrDefault(),
                Lead = db.Territories().Where(t => t.Id == d.TerritoryId).Select(t => t.LeadId).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(ct);
        if (deal is null)
            return null;
        var firm = deal.PartnerId is null
            ? []
            : await db.People().AsNoTracking().Where(p => p.OrganisationId == deal.PartnerId && p.Active).ToListAsync(ct);
        return new DealPeople(
            id, deal.Reference, deal.Name, deal.Partner, deal.OwnerId, deal.CoOwners,
            [.. firm.Where(p => p.Roles.Contains(Role.PartnerAdmin)).Select(p => p.Id)], deal.Manager, deal.Lead);
    }
}
