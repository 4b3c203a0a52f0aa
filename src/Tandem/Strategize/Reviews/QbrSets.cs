using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>The tables of reviews, and the one place that says which somebody may see.</summary>
public static class QbrSets
{
    public static DbSet<Qbr> Qbrs(this TandemDb db) => db.Set<Qbr>();

    public static DbSet<QbrAttendee> QbrAttendees(this TandemDb db) => db.Set<QbrAttendee>();

    public static DbSet<QbrPack> QbrPacks(this TandemDb db) => db.Set<QbrPack>();

    /// <summary>The vendor's people see all reviews, a partner's people those of their firm, if they may see amounts.</summary>
    public static IQueryable<Qbr> VisibleTo(this IQueryable<Qbr> qbrs, Actor reader)
    {
        if (!reader.May(QbrPermissions.See))
            return qbrs.Where(q => false);
        if (reader.IsVendor)
            return qbrs;
        var partner = reader.Partner;
        return qbrs.Where(q => q.PartnerId == partner);
    }

    public static IQueryable<QbrPack> VisibleTo(this IQueryable<QbrPack> packs, Actor reader)
    {
        if (!reader.May(QbrPermissions.See))
            return packs.Where(p => false);
        if (reader.IsVendor)
            return packs;
        var partner = reader.Partner;
        return packs.Where(p => p.PartnerId == partner);
    }

    internal static IEnumerable<string> LockKey(this Id<Qbr> qbr) => [$"qbr:{qbr}"];

    internal static async Task<Outcome<Qbr>> QbrToChange(this TandemDb db, Id<Qbr> id, int? seen, Actor by, CancellationToken ct)
    {
        var qbr = await db.Qbrs().VisibleTo(by).SingleOrDefaultAsync(q => q.Id == id, ct);
        if (qbr is null)
            return Refusal.NotFound;
        return seen is { } version && version != qbr.Version ? Refusal.Stale : qbr;
    }

    /// <summary>A review that can still be moved, prepared and held.</summary>
    internal static async Task<Outcome<Qbr>> ScheduledQbr(this TandemDb db, Id<Qbr> id, int? seen, Actor by, CancellationToken ct)
    {
        var found = await db.QbrToChange(id, seen, by, ct);
        return found.Ok && found.Value.State != QbrState.Scheduled ? QbrRefusals.Over : found;
    }
}

/// <summary>What may be done with reviews, and by whom.</summary>
public sealed class QbrPermissions : IPermissions
{
    /// <summary>Read reviews and their packs, which hold amounts.</summary>
    public const string See = "strategize.qbr";

    /// <summary>Move a review, ask people to it, write its minutes and decisions.</summary>
    public const string Work = "strategize.qbr-work";

    /// <summary>Schedule, hold and cancel reviews, and make their packs.</summary>
    public const string Lead = "strategize.qbr-lead";

    /// <summary>The roles that read reviews.</summary>
    public static IReadOnlyList<Role> Readers { get; } = [.. Roles.Vendor, Role.PartnerAdmin, Role.Signatory, Role.Seller, Role.PartnerFinance];

    public IEnumerable<Grant> Grants =>
    [
        new(See, [.. Readers]),
        new(Work, Role.ChannelManager, Role.PartnerManager, Role.Operations, Role.PartnerAdmin, Role.Signatory),
        new(Lead, Role.ChannelManager, Role.PartnerManager, Role.Operations),
    ];
}

/// <summary>Who may open notes, files and tasks of a review: whoever sees the review.</summary>
public sealed class QbrAccess : ISubjectAccess
{
    public string Kind => Qbr.Kind;

    public async Task<Sight?> See(Guid id, Actor reader, TandemDb db, CancellationToken ct)
    {
        var found = await db.Qbrs().AsNoTracking().VisibleTo(reader).Where(q => q.Id == new Id<Qbr>(id))
            .Select(q => new { q.PartnerId, q.Starts, Plan = db.Plans().First(p => p.Id == q.PlanId) }).FirstOrDefaultAsync(ct);
        return found is null ? null : new Sight(new Ref(Kind, id), found.PartnerId, $"QBR {found.Plan.Title}", $"/qbr/{id}")
        {
            Contacts = found.Plan.VendorLeadId is { } lead ? [lead] : [],
        };
    }
}

/// <summary>The refusals that several use cases of reviews share.</summary>
internal static class QbrRefusals
{
    public static Refusal NotAllowed { get; } = Refusal.Forbidden("strategize/not-allowed", "Your role may not do this.");

    public static Refusal Over { get; } = Refusal.Conflict("strategize/qbr-over", "This review was held or called off already.");
}

/// <summary>Where a review stands after a change.</summary>
public sealed record QbrChanged(Id<Qbr> Id, QbrState State, DateTimeOffset Starts, int Sequence, int Version)
{
    internal static QbrChanged Of(Qbr qbr) => new(qbr.Id, qbr.State, qbr.Starts, qbr.Sequence, qbr.Version);
}
