using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Tandem.Measures;

namespace Tandem.Sell.Kpis;

/// <summary>The deals behind a number, newest first, with what the reader may see of them.</summary>
internal static class DealRows
{
    public static readonly RowsBehind Submitted = Of(
        ask => d => d.Registration!.Submitted >= ask.Starts && d.Registration.Submitted < ask.Ends, d => d.Registration!.Submitted, t => t.Submitted);

    public static readonly RowsBehind Clean = Of(
        ask => d => d.Registration!.First && d.Registration.Submitted >= ask.Starts && d.Registration.Submitted < ask.Ends, d => d.Registration!.Submitted, t => t.Submitted);

    public static readonly RowsBehind SubmittedWon = Of(
        ask => d => d.Status == DealStatus.Won && d.Registration!.Submitted >= ask.Starts && d.Registration.Submitted < ask.Ends, d => d.Registration!.Submitted, t => t.Submitted);

    public static readonly RowsBehind Approved = Of(
        ask => d => d.Registration!.Decided >= ask.Starts && d.Registration.Decided < ask.Ends && d.Registration.Rejection == null
            && d.Status != DealStatus.InReview && d.Status != DealStatus.NeedsInfo && d.Status != DealStatus.Appealed,
        d => d.Registration!.Decided!.Value, t => t.Decided);

    public static readonly RowsBehind Rejected = Of(
        ask => d => d.Registration!.Decided >= ask.Starts && d.Registration.Decided < ask.Ends && d.Registration.Rejection != null
            && d.Status != DealStatus.InReview && d.Status != DealStatus.NeedsInfo && d.Status != DealStatus.Appealed,
        d => d.Registration!.Decided!.Value, t => t.Decided);

    public static readonly RowsBehind Entered = Of(
        ask => d => Entering.Contains(d.Status)
            && ((d.Registration == null && d.Created >= ask.Starts && d.Created < ask.Ends)
                || (d.Registration!.Decided >= ask.Starts && d.Registration.Decided < ask.Ends)),
        d => d.Registration == null ? d.Created : d.Registration.Decided ?? d.Created, t => t.Decided ?? t.Created);

    /// <summary>Open ones as they stand today; what has left the pipeline since is among the won, lost and expired.</summary>
    public static readonly RowsBehind Open = Of(
        ask => d => d.Status == DealStatus.Open && (d.Registration == null ? d.Created : d.Registration.Decided ?? d.Created) < ask.Ends,
        d => d.Registration == null ? d.Created : d.Registration.Decided ?? d.Created, t => t.Decided ?? t.Created);

    public static readonly RowsBehind Won = Of(ask => d => d.Status == DealStatus.Won && d.ClosedOn >= ask.From && d.ClosedOn < ask.To, d => d.Touched);

    public static readonly RowsBehind Lost = Of(ask => d => d.Status == DealStatus.Lost && d.ClosedOn >= ask.From && d.ClosedOn < ask.To, d => d.Touched);

    public static readonly RowsBehind Closed = Of(
        ask => d => (d.Status == DealStatus.Won || d.Status == DealStatus.Lost) && d.ClosedOn >= ask.From && d.ClosedOn < ask.To, d => d.Touched);

    private static readonly DealStatus[] Entering = [DealStatus.Open, DealStatus.Won, DealStatus.Lost, DealStatus.Expired, DealStatus.Released];

    private static RowsBehind Of(
        Func<BehindAsk, Expression<Func<Deal, bool>>> which, Expression<Func<Deal, DateTimeOffset>> when, Func<Times, DateTimeOffset?>? on = null) => async (db, ask, ct) =>
    {
        var rows = await db.Deals().AsNoTracking().VisibleTo(ask.By).Where(d => d.PartnerId == ask.Partner).Where(which(ask))
            .OrderByDescending(when).ThenByDescending(d => d.Id).Skip(ask.Skip).Take(ask.Take)
            .Select(d => new
            {
                d.Id,
                d.Reference,
                d.Customer.Name,
                d.Amount.Minor,
                d.Amount.Currency,
                d.ClosedOn,
                d.Created,
                Submitted = d.Registration == null ? null : (DateTimeOffset?)d.Registration.Submitted,
                Decided = d.Registration == null ? null : d.Registration.Decided,
            }).ToListAsync(ct);
        var amounts = ask.By.May(SellPermissions.Amounts);
        return rows.ConvertAll(d => new BehindRow(
            on is null && d.ClosedOn is { } closed ? closed : ask.DayOf(on?.Invoke(new Times(d.Created, d.Submitted, d.Decided)) ?? d.Decided ?? d.Created),
            d.Name, $"/deals/{d.Id}", amounts ? new Engine.Money(d.Minor, d.Currency) : null, d.Reference));
    };

    /// <summary>The moments of a deal by which a row is dated; the day it closed where none of them is meant.</summary>
    private sealed record Times(DateTimeOffset Created, DateTimeOffset? Submitted, DateTimeOffset? Decided);
}
