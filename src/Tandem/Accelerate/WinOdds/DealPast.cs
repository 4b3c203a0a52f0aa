using Microsoft.EntityFrameworkCore;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Sell;

namespace Tandem.Accelerate.WinOdds;

/// <summary>One deal with all that the log says of it, so that it can be seen as it was known at any moment.</summary>
/// <param name="Stage">Where it stands now; used only while no move has said otherwise.</param>
/// <param name="Entered">When it came into the pipeline.</param>
/// <param name="Left">When it became known that it was won, lost or given up; null while open.</param>
/// <param name="Steps">What was recorded of it, oldest first.</param>
public sealed record DealPast(
    Guid Id, Id<Organisation>? Partner, string PartnerType, DateOnly? PartnerSince, string Territory, string Country, bool Registered, bool Clean, bool Imported,
    string Stage, DateTimeOffset Entered, DateTimeOffset? Left, bool Won, IReadOnlyList<DealStep> Steps);

/// <summary>One thing recorded of a deal.</summary>
/// <param name="Known">When Tandem learnt of it; an imported fact keeps its own date.</param>
public readonly record struct DealStep(DateTimeOffset Known, Guid? Person, IFact? Fact);

/// <summary>Reads deals with their pasts, many with three queries.</summary>
public sealed class DealPasts(TandemDb db)
{
    public static readonly DealStatus[] Ended = [DealStatus.Won, DealStatus.Lost, DealStatus.Expired, DealStatus.Released];

    private static readonly string[] Telling =
        [FactKinds.Kind<RegistrationSubmitted>(), FactKinds.Kind<DealUpdated>(), FactKinds.Kind<StageMoved>(), FactKinds.Kind<DealImported>(), FactKinds.Kind<DirectDealAdded>()];

    /// <summary>Those of the given deals that have come into the pipeline.</summary>
    public async Task<List<DealPast>> Read(IReadOnlyCollection<Guid> deals, CancellationToken ct)
    {
        List<Id<Deal>> ids = [.. deals.Select(id => new Id<Deal>(id))];
        List<Guid> subjects = [.. deals];
        var rows = await db.Deals().AsNoTracking().Where(d => ids.Contains(d.Id)).Select(d => new
        {
            d.Id,
            d.PartnerId,
            d.Status,
            d.Stage,
            d.TerritoryId,
            d.Customer.Country,
            d.Created,
            d.Touched,
            d.ExternalId,
            Registered = d.Registration != null,
            First = d.Registration != null && d.Registration.First,
            Decided = d.Registration == null ? null : d.Registration.Decided,
        }).ToListAsync(ct);
        var firms = rows.Select(r => r.PartnerId).OfType<Id<Organisation>>().Distinct().ToList();
        var partners = await db.Partners().AsNoTracking().Where(p => firms.Contains(p.Id))
            .Select(p => new { p.Id, p.Type, p.Since }).ToDictionaryAsync(p => p.Id, ct);
        var events = (await db.Events().AsNoTracking().Where(e => subjects.Contains(e.SubjectId))
            .Select(e => new { e.SubjectId, e.Kind, e.Recorded, e.Happened, e.Imported, e.ActorId, Data = Telling.Contains(e.Kind) ? e.Data : null }).ToListAsync(ct))
            .ToLookup(e => e.SubjectId);
        return [.. from r in rows
                   where r.Status is DealStatus.Open || Ended.Contains(r.Status)
                   let entered = r.Registered ? r.Decided : r.Created
                   where entered is not null
                   let partner = r.PartnerId is { } firm ? partners.GetValueOrDefault(firm) : null
                   select new DealPast(
                       r.Id.Value, r.PartnerId, r.PartnerId is null ? "direct" : partner?.Type.ToString() ?? "", partner?.Since, r.TerritoryId?.ToString() ?? "", r.Country ?? "",
                       r.Registered, r.First, r.ExternalId is not null, r.Stage, entered.Value, r.Status == DealStatus.Open ? null : r.Touched, r.Status == DealStatus.Won,
                       [.. events[r.Id.Value].Select(e => new DealStep(e.Imported ? e.Happened : e.Recorded, e.ActorId?.Value, e.Data is null ? null : FactKinds.Read(e.Kind, e.Data)))
                           .OrderBy(s => s.Known)])
                   into past
                   orderby past.Left, past.Id
                   select past];
    }

    /// <summary>What each of these partners had won and not won by any moment; all partners if none are named.</summary>
    public async Task<PartnerRecords> Records(IReadOnlyCollection<Id<Organisation>>? partners, CancellationToken ct)
    {
        var deals = db.Deals().AsNoTracking().Where(d => d.PartnerId != null && Ended.Contains(d.Status));
        if (partners is not null)
            deals = deals.OfPartners(partners);

        return PartnerRecords.Of((await deals.Select(d => new { d.PartnerId, d.Touched, Won = d.Status == DealStatus.Won }).ToListAsync(ct))
            .Select(d => (d.PartnerId!.Value, d.Touched, d.Won)));
    }
}

/// <summary>Partners' ended deals in order of the moment they became known to have ended.</summary>
public sealed class PartnerRecords
{
    private readonly Dictionary<Id<Organisation>, (DateTimeOffset[] Ended, int[] Wins)> byPartner = [];

    public static PartnerRecords Of(IEnumerable<(Id<Organisation> Partner, DateTimeOffset Ended, bool Won)> deals)
    {
        var records = new PartnerRecords();
        foreach (var own in deals.GroupBy(d => d.Partner))
        {
            var ordered = own.OrderBy(d => d.Ended).ToArray();
            var wins = new int[ordered.Length + 1];
            for (var i = 0; i < ordered.Length; i++)
                wins[i + 1] = wins[i] + (ordered[i].Won ? 1 : 0);
            records.byPartner[own.Key] = (Array.ConvertAll(ordered, d => d.Ended), wins);
        }

        return records;
    }

    /// <summary>How many deals of a partner had ended before a moment, and how many of them were won.</summary>
    public (int Ended, int Won) Before(Id<Organisation>? partner, DateTimeOffset at)
    {
        if (partner is not { } firm || !byPartner.TryGetValue(firm, out var record))
            return default;
        var place = Array.BinarySearch(record.Ended, at);
        place = place < 0 ? ~place : place;
        while (place > 0 && record.Ended[place - 1] >= at)
            place--;
        return (place, record.Wins[place]);
    }
}
