using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Partners;

namespace Tandem.Sell.Kpis;

/// <summary>Reads partners' deals once and counts all that KPIs need of them.</summary>
public sealed class DealInputs(TandemDb db, Rates rates) : IInputSource
{
    public static readonly Input Submitted = new("sell.submitted", "Registrations submitted") { SumUnit = KpiUnit.Money, Behind = DealRows.Submitted };
    public static readonly Input Clean = new("sell.submitted-clean", "Registrations that met no other claim") { Behind = DealRows.Clean };
    public static readonly Input SubmittedWon = new("sell.submitted-won", "Of these registrations, won so far") { Behind = DealRows.SubmittedWon };
    public static readonly Input Approved = new("sell.approved", "Registrations approved") { SumUnit = KpiUnit.Money, Behind = DealRows.Approved };
    public static readonly Input Rejected = new("sell.rejected", "Registrations declined") { Behind = DealRows.Rejected };
    public static readonly Input Decided = new("sell.decided", "Registrations decided");
    public static readonly Input Entered = new("sell.entered", "Deals that came into the pipeline") { SumUnit = KpiUnit.Money, Behind = DealRows.Entered };
    public static readonly Input Standing = new("sell.open", "Open deals") { SumUnit = KpiUnit.Money, Standing = true, Behind = DealRows.Open };
    public static readonly Input StandingSince = new("sell.open-since", "Days on which the open deals came in") { Standing = true };
    public static readonly Input Won = new("sell.won", "Deals won") { SumUnit = KpiUnit.Money, Behind = DealRows.Won };
    public static readonly Input Lost = new("sell.lost", "Deals lost") { SumUnit = KpiUnit.Money, Behind = DealRows.Lost };
    public static readonly Input Closed = new("sell.closed", "Deals won or lost") { Behind = DealRows.Closed };
    public static readonly Input WonDays = new("sell.won-days", "Days from pipeline to win") { SumUnit = KpiUnit.Days, Behind = DealRows.Won };
    public static readonly Input WonSize = new("sell.won-size", "Sizes of the deals won, as logarithms") { Behind = DealRows.Won };
    public static readonly Input Slipped = new("sell.slipped", "Days by which closing came later than planned") { SumUnit = KpiUnit.Days, Behind = DealRows.Closed };
    public static readonly Input FirstWin = new("sell.first-win", "The partner's first win") { SumUnit = KpiUnit.Days };
    public static readonly Input NewCustomers = new("sell.new-customers", "Customers who bought for the first time through this partner");
    public static readonly Input Unrated = new("sell.unrated", "Deals in a currency without a rate, counted but not summed");

    private readonly Dictionary<DateOnly, RatesOfDay> days = [];

    public async Task Read(InputScope scope, InputSheet sheet, CancellationToken ct)
    {
        var deals = db.Deals().AsNoTracking().OfPartners(scope.Ids).Where(d => d.Status != DealStatus.Draft)
            .Select(d => new Row(
                d.PartnerId!.Value, d.Status, d.Created, d.Touched, d.ClosedOn, d.CloseDate, d.Amount.Minor, d.Amount.Currency, d.AccountId,
                d.Registration == null ? null : d.Registration.Submitted, d.Registration == null ? null : d.Registration.Decided,
                d.Registration == null ? null : d.Registration.Rejection, d.Registration != null && d.Registration.First));
        var wins = new Dictionary<(Id<Organisation>, Guid), DateOnly>();
        var firsts = new Dictionary<Id<Organisation>, DateOnly>();

        // All rows first: rates are read on the same connection, which answers one question at a time.
        foreach (var deal in await deals.ToListAsync(ct))
        {
            var inputs = sheet.Of(deal.Partner);
            await Registration(deal, inputs, scope, ct);
            if (deal.EntersOn(scope) is not { } entered)
                continue;
            await Pipeline(deal, entered, inputs, scope, ct);
            if (deal.Status is not DealStatus.Won || deal.ClosedOn is not { } on)
                continue;
            if (!firsts.TryGetValue(deal.Partner, out var first) || on < first)
                firsts[deal.Partner] = on;
            if (deal.Account is { } account && (!wins.TryGetValue((deal.Partner, account.Value), out var earlier) || on < earlier))
                wins[(deal.Partner, account.Value)] = on;
        }

        foreach (var ((partner, account), on) in wins)
            sheet.Of(partner).Add(NewCustomers, on, thing: account);
        foreach (var (partner, on) in firsts)
        {
            var inputs = sheet.Of(partner);
            inputs.Add(FirstWin, on, Math.Max(0, on.DayNumber - inputs.Partner.Since.DayNumber));
        }
    }

    private async ValueTask Registration(Row deal, PartnerInputs inputs, InputScope scope, CancellationToken ct)
    {
        if (deal.Submitted is not { } submitted)
            return;
        var day = scope.DayOf(submitted);
        inputs.Add(Submitted, day, await InProgramme(deal, day, inputs, scope, ct));
        if (deal.First)
            inputs.Add(Clean, day);
        if (deal.Status == DealStatus.Won)
            inputs.Add(SubmittedWon, day);
        if (deal.Decided is not { } decided || deal.Status is DealStatus.InReview or DealStatus.NeedsInfo or DealStatus.Appealed)
            return;
        day = scope.DayOf(decided);
        inputs.Add(Decided, day);
        if (deal.Rejection is null)
            inputs.Add(Approved, day, await InProgramme(deal, day, inputs, scope, ct));
        else
            inputs.Add(Rejected, day);
    }

    private async ValueTask Pipeline(Row deal, DateOnly entered, PartnerInputs inputs, InputScope scope, CancellationToken ct)
    {
        var left = deal.LeavesOn(scope);
        var worth = await InProgramme(deal, left ?? scope.Today, inputs, scope, ct);
        inputs.Add(Entered, entered, worth);
        inputs.Add(Standing, entered, worth);
        inputs.Add(StandingSince, entered, entered.DayNumber);
        if (left is not { } on)
            return;

        // Dirty dates of imports: what closed before it was opened stood for no day.
        var gone = on < entered ? entered : on;
        inputs.Add(Standing, gone, -worth, count: -1);
        inputs.Add(StandingSince, gone, -entered.DayNumber, count: -1);
        if (deal.Status is not (DealStatus.Won or DealStatus.Lost))
            return;
        inputs.Add(Closed, on);
        if (deal.CloseDate is { } planned)
            inputs.Add(Slipped, on, Math.Max(0, on.DayNumber - planned.DayNumber));
        inputs.Add(deal.Status == DealStatus.Won ? Won : Lost, on, worth);
        if (deal.Status is not DealStatus.Won)
            return;
        inputs.Add(WonDays, on, gone.DayNumber - entered.DayNumber);
        if (worth > 0)
        {
            var size = (long)Math.Round(1000 * Math.Log(worth));
            inputs.Add(WonSize, on, size, square: size * size);
        }
    }

    /// <summary>Minor units of the programme's currency at the rate of the day; zero, and counted apart, where there is none.</summary>
    private async ValueTask<long> InProgramme(Row deal, DateOnly day, PartnerInputs inputs, InputScope scope, CancellationToken ct)
    {
        if (deal.Currency == scope.Currency)
            return deal.Minor;
        if (!days.TryGetValue(day, out var known))
            days[day] = known = await rates.On(day, ct);
        if (known.Convert(new Money(deal.Minor, deal.Currency), scope.Currency) is { } money)
            return money.Minor;
        inputs.Add(Unrated, day);
        return 0;
    }

    private sealed record Row(
        Id<Organisation> Partner, DealStatus Status, DateTimeOffset Created, DateTimeOffset Touched, DateOnly? ClosedOn, DateOnly? CloseDate, long Minor,
        string Currency, Id<Account>? Account, DateTimeOffset? Submitted, DateTimeOffset? Decided, RejectionCode? Rejection, bool First)
    {
        /// <summary>A registration enters with its approval, any other deal when it was opened.</summary>
        public DateOnly? EntersOn(InputScope scope) => Status switch
        {
            DealStatus.InReview or DealStatus.NeedsInfo or DealStatus.Rejected or DealStatus.Appealed or DealStatus.Withdrawn or DealStatus.Draft => null,
            _ when Submitted is null => scope.DayOf(Created),
            _ => Decided is { } decided ? scope.DayOf(decided) : null,
        };

        public DateOnly? LeavesOn(InputScope scope) => Status switch
        {
            DealStatus.Open => null,
            DealStatus.Won or DealStatus.Lost => ClosedOn ?? scope.DayOf(Touched),
            _ => scope.DayOf(Touched),
        };
    }
}
