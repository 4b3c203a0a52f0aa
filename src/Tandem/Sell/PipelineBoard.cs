using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The open deals as a board: a column per stage with its cards, its number and its worth.</summary>
public sealed record PipelineBoard : DealFilter
{
    public const int Cards = 50;

    public sealed class Handler(TandemDb db, DealSearch search, PolicyBook policies, Rates rates, TimeProvider clock)
    {
        public async Task<Outcome<Board>> Run(PipelineBoard ask, Actor by, CancellationToken ct)
        {
            if (DealSearch.Refuses(ask, by) is { } refusal)
                return refusal;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var stages = (await policies.Current<StagesPolicy>(now, ct)).Rules;
            var day = await rates.On(programme.DateOf(now), ct);
            var open = (await search.Find(ask, by, ct)).Where(d => d.Status == DealStatus.Open);
            var sums = (await open.GroupBy(d => new { d.Stage, d.Amount.Currency })
                .Select(g => new { g.Key.Stage, g.Key.Currency, Count = g.Count(), Sum = g.Sum(d => d.Amount.Minor) })
                .ToListAsync(ct)).ToLookup(s => s.Stage);

            var columns = new List<Column>();
            foreach (var stage in stages.Stages)
            {
                var cards = await open.Where(d => d.Stage == stage.Code).OrderByDescending(d => d.Touched).ThenByDescending(d => d.Id)
                    .Take(Cards).Select(DealRow.Of(db)).ToListAsync(ct);
                var worth = Worth.Of(sums[stage.Code].Select(s => new Money(s.Sum, s.Currency)), programme.Currency, day);
                columns.Add(new Column(
                    stage.Code, stage.Name, stage.Odds, sums[stage.Code].Sum(s => s.Count), by.May(SellPermissions.Amounts) ? worth : null,
                    [.. cards.Select(c => c.For(by, stages, now))]));
            }

            return new Board(columns, programme.Currency, day.Date);
        }
    }

    /// <summary>The columns, and the currency and day of the rates of their sums.</summary>
    public sealed record Board(IReadOnlyList<Column> Columns, string Currency, DateOnly RateDate);

    /// <summary>One stage: all its deals counted and summed, the first fifty as cards.</summary>
    /// <param name="Odds">Share of deals that win from here.</param>
    public sealed record Column(string Code, string Name, double Odds, int Count, Worth? Worth, IReadOnlyList<DealRow> Cards);
}

/// <summary>A sum over currencies: each for itself, and together at one day's rates.</summary>
/// <param name="Total">In the programme's currency.</param>
/// <param name="Unconverted">Amounts for which there is no rate; they are not in the total.</param>
public sealed record Worth(IReadOnlyList<Money> ByCurrency, Money Total, IReadOnlyList<Money> Unconverted)
{
    internal static Worth Of(IEnumerable<Money> sums, string currency, RatesOfDay day)
    {
        var parts = sums.Where(m => m.Currency.Length > 0).GroupBy(m => m.Currency)
            .Select(g => g.Aggregate((a, b) => a + b)).OrderBy(m => m.Currency, StringComparer.Ordinal).ToList();
        var converted = parts.Select(part => (Part: part, Value: day.Convert(part, currency))).ToList();
        return new Worth(
            parts, converted.Aggregate(Money.Zero(currency), (sum, c) => c.Value is { } value ? sum + value : sum),
            [.. converted.Where(c => c.Value is null).Select(c => c.Part)]);
    }
}
