using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Kernel.Api;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>The open deals as a board: a column per stage with its cards, its number and its worth.</summary>
/// <remarks>Numbers are counted to ten thousand; what more deals than that are worth is not summed for a board.</remarks>
public sealed record PipelineBoard : DealFilter
{
    /// <summary>As many as somebody reads in a column: a page of hundreds of cards is slow.</summary>
    public const int Shown = 15;

    /// <summary>The most that one column shows; the table behind it has the rest.</summary>
    public const int MostCards = 105;

    /// <summary>The stage, by its code, whose column goes on for longer than the others.</summary>
    [StringLength(60)] public string? More { get; init; }

    /// <summary>How many cards that column shows.</summary>
    [Range(1, MostCards)] public int? Cards { get; init; }

    /// <summary>Columns without their cards, for who only counts.</summary>
    internal bool Bare { get; init; }

    public sealed class Handler(TandemDb db, DealSearch search, PolicyBook policies, Rates rates, Tally tally, TimeProvider clock)
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
            var total = await tally.Of("open " + ask.NameFor(by), open, ct);
            var sums = total.More ? null : (await open.GroupBy(d => new { d.Stage, d.Amount.Currency })
                .Select(g => new { g.Key.Stage, g.Key.Currency, Count = g.Count(), Sum = g.Sum(d => d.Amount.Minor) })
                .ToListAsync(ct)).ToLookup(s => s.Stage);

            var columns = new List<Column>();
            foreach (var stage in stages.Stages)
            {
                var length = stage.Code == ask.More ? ask.Cards ?? MostCards : Shown;
                var cards = ask.Bare ? [] : await open.Where(d => d.Stage == stage.Code).OrderByDescending(d => d.Touched).ThenByDescending(d => d.Id)
                    .Take(length).Select(DealRow.Of(db)).ToListAsync(ct);
                var worth = sums is null || !by.May(SellPermissions.Amounts)
                    ? null
                    : Worth.Of(sums[stage.Code].Select(s => new Money(s.Sum, s.Currency)), programme.Currency, day);
                var count = sums?[stage.Code].Sum(s => s.Count) ?? await Counted($"open {stage.Code} {ask.NameFor(by)}", open.Where(d => d.Stage == stage.Code), ct);
                columns.Add(new Column(stage.Code, stage.Name, stage.Odds, count, worth, [.. cards.Select(c => c.For(by, stages, now))]));
            }

            return new Board(columns, programme.Currency, day.Date, total.Rows, total.More);
        }

        private async Task<int> Counted(string name, IQueryable<Deal> deals, CancellationToken ct)
        {
            var count = await tally.Of(name, deals, ct);
            return count.More ? Tally.Bound + 1 : count.Rows;
        }
    }

    /// <summary>The columns, and the currency and day of the rates of their sums.</summary>
    /// <param name="More">There are more open deals than <paramref name="Open"/>, and no sums.</param>
    public sealed record Board(IReadOnlyList<Column> Columns, string Currency, DateOnly RateDate, int Open, bool More);

    /// <summary>One stage: all its deals counted and summed, the last worked on as cards.</summary>
    /// <param name="Count">10,001 says that there are more than 10,000.</param>
    /// <param name="Worth">Null where the reader sees no amounts, and on a board that is too long to sum.</param>
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
