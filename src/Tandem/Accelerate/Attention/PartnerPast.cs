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

/// <summary>One partner with its days of work and its deals, so that it can be seen as it stood on any day.</summary>
/// <param name="Days">Days on which its own people did something, oldest first.</param>
/// <param name="Plan">What its active plan promises to win in a quarter, with the plan's days; null without one.</param>
public sealed record PartnerPast(
    Id<Organisation> Id, string Type, DateOnly Since, DateOnly[] Days, IReadOnlyList<PartnerDeal> Deals, (DateOnly Starts, DateOnly Ends, double Quarter)? Plan)
{
    /// <summary>Days of work from one day on and before another.</summary>
    public int DaysWithin(DateOnly from, DateOnly to) => Place(to) - Place(from);

    /// <summary>The last day of work before a day.</summary>
    public DateOnly? LastBefore(DateOnly day) => Place(day) is > 0 and var place ? Days[place - 1] : null;

    public double WonWithin(DateOnly from, DateOnly to) => Deals.Where(d => d.Won && d.Left >= from && d.Left < to).Sum(d => d.Amount);

    /// <summary>What the plan promises for a quarter; without a plan, the mean quarter of the year before, if anything was won in it.</summary>
    public double? Target(DateOnly quarter) => Plan is { } plan && plan.Starts < quarter.AddMonths(3) && plan.Ends >= quarter ? plan.Quarter
        : WonWithin(quarter.AddMonths(-12), quarter) / 4 is > 0 and var mean ? mean : null;

    private int Place(DateOnly day) => Array.BinarySearch(Days, day) is var place && place < 0 ? ~place : place;
}

/// <summary>A deal of a partner by days; amounts are minor units of the programme's currency when they were set.</summary>
public readonly record struct PartnerDeal(DateOnly? Submitted, DateOnly? Entered, DateOnly? Left, bool Won, double Amount);

/// <summary>Reads partners with their pasts, all with four queries.</summary>
public sealed class PartnerPasts(TandemDb db)
{
    /// <summary>Nothing older than this tells of today.</summary>
    private const int MonthsBack = 27;
    private const string Revenue = "sell.revenue-won";

    /// <param name="only">Some partners; null for all.</param>
    public async Task<List<PartnerPast>> Read(IReadOnlyCollection<Guid>? only, ProgrammePolicy programme, DateOnly today, CancellationToken ct)
    {
        var from = today.AddMonths(-MonthsBack);
        List<Id<Organisation>> ids = [.. (only ?? []).Select(id => new Id<Organisation>(id))];
        List<Id<Organisation>?> firms = [.. ids.Select(id => (Id<Organisation>?)id)];
        var (profiles, days, deals) = (db.Partners().AsNoTracking(), db.EventDays().AsNoTracking().Where(d => d.Own && d.Day >= from), db.Deals().AsNoTracking().Where(d => d.PartnerId != null && d.Status != DealStatus.Draft));
        if (only is not null)
            (profiles, days, deals) = (profiles.Where(p => EF.Parameter(ids).Contains(p.Id)), days.Where(d => EF.Parameter(ids).Contains(d.PartnerId)), deals.Where(d => EF.Parameter(firms).Contains(d.PartnerId)));
        var partners = await profiles.OrderBy(p => p.Id).Select(p => new { p.Id, p.Type, p.Since }).ToListAsync(ct);
        var worked = (await days.Select(d => new { d.PartnerId, d.Day }).Distinct().ToListAsync(ct)).ToLookup(d => d.PartnerId, d => d.Day);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(programme.TimeZone);
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
            DayOf(d.Submitted, zone),
            d.Status != DealStatus.Open && !ended.Contains(d.Status) ? null : d.Submitted is null ? DayOf(d.Created, zone) : DayOf(d.Decided, zone),
            d.Status == DealStatus.Open ? null : d.ClosedOn ?? DayOf(d.Touched, zone), d.Status == DealStatus.Won, d.SortAmount));
        var plans = await db.PlanTargets().AsNoTracking().Where(t => t.Kpi == Revenue && (t.Cadence == Cadence.Quarter || t.Cadence == Cadence.Year))
            .Join(db.Plans().Where(p => p.State == PlanState.Active), t => t.PlanId, p => p.Id, (t, p) => new { p.PartnerId, p.Starts, p.Ends, t.Cadence, t.Amount }).ToListAsync(ct);
        return partners.ConvertAll(p => new PartnerPast(
            p.Id, p.Type.ToString(), p.Since, [.. worked[p.Id].Order()], [.. own[p.Id]],
            plans.FirstOrDefault(t => t.PartnerId == p.Id) is { } plan ? (plan.Starts, plan.Ends, plan.Cadence == Cadence.Year ? plan.Amount / 4 : plan.Amount) : null));
    }

    private static DateOnly? DayOf(DateTimeOffset? moment, TimeZoneInfo zone) =>
        moment is { } m ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(m, zone).DateTime) : null;
}
