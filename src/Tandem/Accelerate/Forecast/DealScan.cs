using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.WinOdds;
using Tandem.Engine;
using Tandem.Engine.Forecasting;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Forecast;

/// <summary>All deals that ever stood in the pipeline as a forecast sees them, read in one scan.</summary>
/// <remarks>
/// Amounts become minor units of the programme's currency: of won deals at the rate of the day they closed, of others at
/// today's. The size that an ended deal had while it was open is taken to be that at its end. Fiscal quarters that do not
/// begin with the calendar's are shifted by whole months, so that the calendar's quarters are the fiscal ones.
/// </remarks>
public sealed class DealScan(TandemDb db, Rates rates)
{
    /// <summary>Deals with their ids, regions and partners, side by side; a deal's number is its place.</summary>
    public sealed record Scanned(List<ForecastDeal> Deals, List<Guid> Id, List<Guid> Region, List<Guid> Partner, int Unrated);

    public async Task<Scanned> Read(ProgrammePolicy programme, DateOnly today, CancellationToken ct)
    {
        var ended = DealPasts.Ended;
        var rows = await db.Deals().AsNoTracking().Where(d => d.Status == DealStatus.Open || ended.Contains(d.Status))
            .Select(d => new Row(
                d.Id.Value, d.PartnerId == null ? Guid.Empty : d.PartnerId.Value.Value, d.TerritoryId == null ? Guid.Empty : d.TerritoryId.Value.Value, d.Status, d.Created,
                d.Registration == null ? null : d.Registration.Decided, d.Registration != null, d.Touched, d.ClosedOn, d.Amount.Minor, d.Amount.Currency))
            .ToListAsync(ct);
        var byDay = new Dictionary<DateOnly, RatesOfDay>();
        var scanned = new Scanned(new(rows.Count), new(rows.Count), new(rows.Count), new(rows.Count), 0);
        foreach (var row in rows)
        {
            if ((row.Registered ? row.Decided : row.Created) is not { } entered)
                continue;
            var closed = row.Status == DealStatus.Open ? (DateOnly?)null : row.ClosedOn ?? programme.DateOf(row.Touched);
            double amount = row.Minor;
            if (row.Currency != programme.Currency)
            {
                var day = row.Status == DealStatus.Won ? closed!.Value : today;
                if (!byDay.TryGetValue(day, out var known))
                    byDay[day] = known = await rates.On(day, ct);
                if (known.Convert(new Money(row.Minor, row.Currency), programme.Currency) is not { } money)
                {
                    scanned = scanned with { Unrated = scanned.Unrated + 1 };
                    continue;
                }

                amount = money.Minor;
            }

            var opened = programme.DateOf(entered);
            var won = row.Status == DealStatus.Won;
            scanned.Deals.Add(new ForecastDeal(closed < opened ? closed.Value : opened, closed, won, won ? amount : 0, amount > 0 ? amount : null, 0, scanned.Deals.Count));
            scanned.Id.Add(row.Id);
            scanned.Region.Add(row.Region);
            scanned.Partner.Add(row.Partner);
        }

        return scanned;
    }

    private readonly record struct Row(
        Guid Id, Guid Partner, Guid Region, DealStatus Status, DateTimeOffset Created, DateTimeOffset? Decided, bool Registered, DateTimeOffset Touched, DateOnly? ClosedOn, long Minor,
        string Currency);
}
