using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Threads;

namespace Tandem.Sell;

/// <summary>The tables of Sell, and the one place that says which deals somebody may see.</summary>
public static class SellSets
{
    public static DbSet<Deal> Deals(this TandemDb db) => db.Set<Deal>();

    public static DbSet<Registration> Registrations(this TandemDb db) => db.Set<Registration>();

    public static DbSet<SavedView> SavedViews(this TandemDb db) => db.Set<SavedView>();

    /// <summary>A partner's people see all deals of their firm; the vendor's people see all but partners' drafts.</summary>
    public static IQueryable<Deal> VisibleTo(this IQueryable<Deal> deals, Actor reader)
    {
        if (!reader.SeesDeals())
            return deals.Where(d => false);
        if (reader.IsPartner)
        {
            var partner = reader.Partner;
            return deals.Where(d => d.PartnerId == partner);
        }

        return deals.Where(d => d.Status != DealStatus.Draft);
    }

    /// <summary>The deals of these partners.</summary>
    public static IQueryable<Deal> OfPartners(this IQueryable<Deal> deals, IEnumerable<Id<Organisation>> partners)
    {
        // A direct deal has no partner: unless that is ruled out first, a list is held against every deal instead of being found by index.
        List<Id<Organisation>?> ids = [.. partners];
        return deals.Where(d => d.PartnerId != null && ids.Contains(d.PartnerId));
    }

    /// <summary>Those of its firm, or all. A question that is prepared once asks this first, and gives side and firm of the reader as values.</summary>
    internal static bool SeesDeals(this Actor reader) => reader.May(reader.IsPartner ? SellPermissions.Own : SellPermissions.Pipeline);

    // Every step of a deal asks. The condition is that of VisibleTo, with what it asks of the reader as values.
    private static readonly Prepared<Func<TandemDb, Id<Deal>, bool, Id<Organisation>?, CancellationToken, Task<Deal?>>> ToChange = new(() => EF.CompileAsyncQuery(
        (TandemDb db, Id<Deal> id, bool vendor, Id<Organisation>? firm, CancellationToken ct) => db.Set<Deal>()
            .Include(d => d.Lines).Include(d => d.Registration)
            .SingleOrDefault(d => d.Id == id && ((vendor && d.Status != DealStatus.Draft) || (!vendor && d.PartnerId == firm)))));

    /// <summary>The deal with all that changes with it, for a use case that holds its write.</summary>
    /// <param name="seen">The version the actor looked at; null when it does not care.</param>
    internal static async Task<Outcome<Deal>> DealToChange(this TandemDb db, Id<Deal> id, int? seen, Actor by, CancellationToken ct)
    {
        if (!by.SeesDeals() || await ToChange.On(db)(db, id, !by.IsPartner, by.PartnerId, ct) is not { } deal)
            return Refusal.NotFound;
        return seen is { } version && version != deal.Version ? Refusal.Stale : deal;
    }

    /// <summary>Keeps what somebody wrote with a step of a registration, where both sides read it; the step's own event tells of it.</summary>
    internal static void Say(this TandemDb db, Deal deal, string? text, Actor by, DateTimeOffset now)
    {
        if (!string.IsNullOrWhiteSpace(text))
            db.Add(Note.Write(deal.Ref, Audience.Shared, text, [], by, now));
    }

    /// <summary>What a use case that changes one deal holds while it works.</summary>
    internal static IEnumerable<string> LockKey(this Id<Deal> deal) => [$"deal:{deal}"];
}

/// <summary>The refusals that several use cases of Sell share.</summary>
internal static class SellRefusals
{
    public static Refusal NotAllowed { get; } = Refusal.Forbidden("sell/not-allowed", "Your role may not do this.");

    public static Refusal NotInProgramme { get; } = Refusal.Conflict("sell/not-in-programme", "Your firm is not in the programme yet. Ask your partner manager.");

    public static Refusal NotOpen { get; } = Refusal.Conflict("sell/not-open", "This deal is not in the pipeline.");
}

/// <summary>Where a deal stands after a change; its version goes into the next one's If-Match.</summary>
public sealed record DealChanged(Id<Deal> Id, DealStatus Status, string Stage, DateOnly? ProtectedUntil, int Version)
{
    public static DealChanged Of(Deal deal) => new(deal.Id, deal.Status, deal.Stage, deal.Registration?.ProtectedUntil, deal.Version);
}
