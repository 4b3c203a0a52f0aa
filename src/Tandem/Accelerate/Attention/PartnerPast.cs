using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.WinOdds;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;
using Tandem.Strategize.Plans;

namespace Tandem.Accelerate.Attention;

/// <summary>One partner with its days of work, its deals and its plans, so that it can be seen as it was known on any day.</summary>
/// <param name="Days">Days on which its own people did something, oldest first.</param>
/// <param name="Plans">Every version of its plans that both signed.</param>
public sealed record PartnerPast(
    Id<Organisation> Id, string Type, DateOnly Since, DateOnly[] Days, IReadOnlyList<PartnerDeal> Deals, IReadOnlyList<PartnerPlan> Plans)
{
    /// <summary>Days of work from one day on and before another.</summary>
    public int DaysWithin(DateOnly from, DateOnly to) => Place(to) - Place(from);

    /// <summary>The last day of work before a day.</summary>
    public DateOnly? LastBefore(DateOnly day) => Place(day) is > 0 and var place ? Days[place - 1] : null;

    /// <summary>What was won from one day on and before another, as far as it was known at the beginning of a third.</summary>
    public double WonWithin(DateOnly from, DateOnly to, DateOnly known) =>
        Deals.Where(d => d.Won && d.Left >= from && d.Left < to && d.Known < known).Sum(d => d.Amount);

    /// <summary>The plan for a quarter as it was signed by the beginning of a day: its newest version, and not one that had been closed before.</summary>
    public PartnerPlan? PlanOf(DateOnly quarter, DateOnly known) => Plans.Where(p => p.Agreed < known).GroupBy(p => p.Plan).Select(versions => versions.MaxBy(p => p.Number)!)
        .Where(p => p.Starts < quarter.AddMonths(3) && p.Ends >= quarter && !(p.Closed < known && p.Closed < quarter)).MaxBy(p => p.Agreed);

    /// <summary>What the plan promises for a quarter; without a plan, the mean quarter of the year before, if anything was won in it.</summary>
    public double? Target(DateOnly quarter, DateOnly known) => PlanOf(quarter, known)?.Quarter is { } promised ? promised
        : WonWithin(quarter.AddMonths(-12), quarter, known) / 4 is > 0 and var mean ? mean : null;

    private int Place(DateOnly day) => Array.BinarySearch(Days, day) is var place && place < 0 ? ~place : place;
}

/// <summary>A deal of a partner by days; amounts are minor units of the programme's currency when they were set.</summary>
/// <param name="Left">The day on which it ended.</param>
/// <param name="Known">The day on which that was recorded; an imported one keeps its own.</param>
public readonly record struct PartnerDeal(DateOnly? Submitted, DateOnly? Entered, DateOnly? Left, DateOnly? Known, bool Won, double Amount)
{
    /// <summary>In the pipeline for all that was known at the beginning of a day.</summary>
    public bool IsOpen(DateOnly day) => Entered < day && (Known is null || Known >= day);
}

/// <summary>One signed version of a plan that promises revenue.</summary>
/// <param name="Agreed">The day on which both had signed it.</param>
/// <param name="Quarter">What it promises to win in a quarter, in minor units.</param>
public sealed record PartnerPlan(Guid Plan, int Number, DateOnly Agreed, DateOnly Starts, DateOnly Ends, DateOnly? Closed, double Quarter);

/// <summary>Reads partners with their pasts, all with five queries.</summary>
public sealed class PartnerPasts(TandemDb db, KpiCatalogue kpis)
{
    /// <summary>Nothing older than this tells of today.</summary>
    private const int MonthsBack = 27;
    private const string Revenue = "sell.revenue-won";

    /// <param name="only">Some partners; null for all.</param>
    public async Task<List<PartnerPast>> Read(IReadOnlyCollection<Guid>? only, ProgrammePolicy programme, DateOnly today, CancellationToken ct)
    {
        var from = today.AddMonths(-MonthsBack);
        List<Id<Organisation>> ids = [.. (only ?? []).Select(id => new Id<Organisation>(id))];
        var (profiles, days, deals) = (db.Partners().AsNoTracking(), db.EventDays().AsNoTracking().Where(d => d.Own && d.Day >= from), db.Deals().AsNoTracking().Where(d => d.PartnerId != null && d.Status != DealStatus.Draft));
        if (only is not null)
            (profiles, days, deals) = (profiles.Where(p => ids.Contains(p.Id)), days.Where(d => ids.Contains(d.PartnerId)), deals.OfPartners(ids));
        var partners = await profiles.OrderBy(p => p.Id).Select(p => new { p.Id, p.Type, p.Since }).ToListAsync(ct);
        var worked = (await days.Select(d => new { d.PartnerId, d.Day }).Distinct().ToListAsync(ct)).ToLookup(d => d.PartnerId, d => d.Day);
        var ended = DealPasts.Ended;
        var own = (await deals.Select(d => new
        {
            Partner = d.PartnerId!.Value,
            d.Status,
            d.Created,
            d.Touched,
            d.ClosedOn,
            d.SortAmount,
            Submitted = d.Registration == null ? null : (DateTimeOffset?)d.Registration.Submitted,
            Decided = d.Registration == null ? null : d.Registration.Decided,
        }).ToListAsync(ct)).ToLookup(d => d.Partner, d => new PartnerDeal(
            DayOf(d.Submitted),
            d.Status != DealStatus.Open && !ended.Contains(d.Status) ? null : d.Submitted is null ? DayOf(d.Created) : DayOf(d.Decided),
            d.Status == DealStatus.Open ? null : d.ClosedOn ?? DayOf(d.Touched), d.Status == DealStatus.Open ? null : DayOf(d.Touched), d.Status == DealStatus.Won, d.SortAmount));
        var plans = (await Plans(only is null ? null : ids, programme, ct)).ToLookup(p => p.Partner, p => p.Plan);
        return partners.ConvertAll(p => new PartnerPast(p.Id, p.Type.ToString(), p.Since, [.. worked[p.Id].Order()], [.. own[p.Id]], [.. plans[p.Id]]));

        DateOnly? DayOf(DateTimeOffset? moment) => moment is { } m ? programme.DateOf(m) : null;
    }

    private async Task<List<(Id<Organisation> Partner, PartnerPlan Plan)>> Plans(List<Id<Organisation>>? only, ProgrammePolicy programme, CancellationToken ct)
    {
        var revenue = kpis.Find(Revenue);
        return [.. from signed in await SignedPlans.Read(db, only, ct)
                   let target = signed.Terms.Targets.FirstOrDefault(t => t.Kpi == Revenue && (t.Cadence is Cadence.Quarter or Cadence.Year))
                   where target is not null
                   let amount = KpiAmounts.ToMeasure(revenue, target.Amount, programme.Currency)
                   select (signed.Partner, new PartnerPlan(
                       signed.Plan, signed.Number, programme.DateOf(signed.Agreed), signed.Terms.Starts, signed.Terms.Ends,
                       signed.Closed is { } closed ? programme.DateOf(closed) : null, target.Cadence == Cadence.Year ? amount / 4 : amount))];
    }
}
