using Microsoft.EntityFrameworkCore;
using Tandem.Accelerate.WinOdds;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Models;
using Tandem.Partners;
using Tandem.Policies;
using Tandem.Sell;

namespace Tandem.Accelerate.Forecast;

/// <summary>Which deals stand behind a number of the forecast.</summary>
public enum DealsBehind
{
    /// <summary>Open now: what the forecast and the weighted pipeline rest on.</summary>
    Open,

    /// <summary>Won in the quarter.</summary>
    Won,

    /// <summary>Came into the pipeline since the week before the forecast.</summary>
    CameIn,

    /// <summary>Won since then.</summary>
    WonLately,

    /// <summary>Lost, expired or given up since then.</summary>
    Gone,
}

/// <summary>The deals behind a number of the forecast, the largest first, with their chance.</summary>
public sealed record ForecastDeals : PageAsk
{
    /// <summary>The programme's if empty.</summary>
    public Choice<ForecastBy>? By { get; init; }

    /// <summary>The region or partner; empty for deals without a region and for the vendor's own.</summary>
    public Guid? Group { get; init; }

    /// <summary><c>2026-Q3</c>; the present one if empty.</summary>
    public string? Quarter { get; init; }

    /// <summary>The open ones if empty.</summary>
    public Choice<DealsBehind>? Behind { get; init; }

    public sealed class Handler(TandemDb db, ForecastNumber.Handler number, Predictions predictions, PolicyBook policies, Cursors cursors, TimeProvider clock)
    {
        public async Task<Outcome<Page<Row>>> Run(ForecastDeals ask, Actor by, CancellationToken ct)
        {
            var opened = await number.Run(new ForecastNumber { By = ask.By, Group = ask.Group, Quarter = ask.Quarter }, by, ct);
            if (!opened.Ok)
                return opened.Refusal!;
            var found = opened.Value;
            var programme = (await policies.Current<ProgrammePolicy>(clock.GetUtcNow(), ct)).Rules;
            var which = ask.Behind?.Value ?? DealsBehind.Open;
            var deals = Behind(which, Of(found.By, ask.Group), found, programme);
            var page = await deals.ToPage(
                ask, cursors, $"forecast-deals:{found.By}:{ask.Group}:{found.Quarter}:{which}", d => d.SortAmount, descending: true, d => d.Id, d => new Row(
                    d.Id, d.Reference, d.Customer.Name, db.Organisations().Where(o => o.Id == d.PartnerId).Select(o => o.Name).FirstOrDefault(), d.Amount,
                    new Money(d.SortAmount, programme.Currency), d.CloseDate, d.ClosedOn, null, null), ct);
            if (which != DealsBehind.Open)
                return page;
            var odds = by.May(ModelPermissions.Read) ? await predictions.Of(DealOdds.Kind, [.. page.Items.Select(r => r.Deal.Value)], ct) : new Dictionary<Guid, Prediction>();
            return page.With(r => r with { Odds = odds.TryGetValue(r.Deal.Value, out var said) ? said.Value : null, Rate = found.Run.Grounds?.Rule.Rate });
        }

        private IQueryable<Deal> Of(ForecastBy divided, Guid? group)
        {
            var deals = db.Deals().AsNoTracking();
            return divided switch
            {
                ForecastBy.Programme => deals,
                ForecastBy.Region when group is { } id => deals.Where(d => d.TerritoryId == new Id<Territory>(id)),
                ForecastBy.Region => deals.Where(d => d.TerritoryId == null),
                _ when group is { } id => deals.Where(d => d.PartnerId == new Id<Organisation>(id)),
                _ => deals.Where(d => d.PartnerId == null),
            };
        }

        private static IQueryable<Deal> Behind(DealsBehind which, IQueryable<Deal> deals, ForecastNumber.View found, ProgrammePolicy programme)
        {
            var (starts, ends, since) = (found.Line.Starts, found.Line.Starts.AddMonths(3), found.Run.Moves.Since);
            var (moment, ended) = (programme.StartOf(since), DealPasts.Ended);
            return which switch
            {
                DealsBehind.Won => deals.Where(d => d.Status == DealStatus.Won && d.ClosedOn >= starts && d.ClosedOn < ends),
                DealsBehind.CameIn => deals.Where(d => (d.Status == DealStatus.Open || ended.Contains(d.Status)) && (d.Registration == null ? d.Created : d.Registration.Decided) >= moment),
                DealsBehind.WonLately => deals.Where(d => d.Status == DealStatus.Won && d.ClosedOn >= since),
                DealsBehind.Gone => deals.Where(d => d.Status != DealStatus.Won && ended.Contains(d.Status) && (d.ClosedOn == null ? d.Touched >= moment : d.ClosedOn >= since)),
                _ => deals.Where(d => d.Status == DealStatus.Open),
            };
        }
    }

    /// <summary>One deal behind the number.</summary>
    /// <param name="Worth">The amount in the programme's currency.</param>
    /// <param name="Closed">The day on which it ended.</param>
    /// <param name="Odds">The probability that it is won, 0 to 1; null for one that has ended or was not asked about yet.</param>
    /// <param name="Rate">The share of deals that are won, by which the weighted pipeline counts it.</param>
    public sealed record Row(
        Id<Deal> Deal, string Reference, string Customer, string? Partner, Money Amount, Money Worth, DateOnly? CloseDate, DateOnly? Closed, double? Odds, double? Rate);
}
