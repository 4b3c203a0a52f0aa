using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>What the deals of a filter are worth: each currency for itself, and together at one day's rates.</summary>
public sealed record DealWorth : DealFilter
{
    public sealed class Handler(DealSearch search, PolicyBook policies, Rates rates, TimeProvider clock)
    {
        /// <summary>Nothing for who sees no amounts.</summary>
        public async Task<Outcome<Sum>> Run(DealWorth ask, Actor by, CancellationToken ct)
        {
            if (!by.May(SellPermissions.Amounts) || DealSearch.Refuses(ask, by) is not null)
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var day = await rates.On(programme.DateOf(now), ct);
            var found = await search.Find(ask, by, ct);
            var sums = await found.GroupBy(d => d.Amount.Currency).Select(g => new { Currency = g.Key, Sum = g.Sum(d => d.Amount.Minor) }).ToListAsync(ct);
            return new Sum(Worth.Of(sums.Select(s => new Money(s.Sum, s.Currency)), programme.Currency, day), day.Date);
        }
    }

    /// <summary>The sum, and the day of the rates.</summary>
    public sealed record Sum(Worth Worth, DateOnly RateDate);
}
