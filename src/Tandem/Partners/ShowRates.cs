using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Policies;

namespace Tandem.Partners;

/// <summary>The newest exchange rate of each currency, and whether the programme's own are among them.</summary>
public sealed record ShowRates
{
    /// <summary>A rate older than this many days is not used for converting.</summary>
    private const int StaleDays = 14;

    public sealed class Handler(TandemDb db, PolicyBook policies, TimeProvider clock)
    {
        public async Task<Outcome<Overview>> Run(ShowRates ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Settings))
                return Refusal.NotFound;
            var now = clock.GetUtcNow();
            var programme = (await policies.Current<ProgrammePolicy>(now, ct)).Rules;
            var latest = await db.ExchangeRates().AsNoTracking().GroupBy(r => r.Currency)
                .Select(g => new { Currency = g.Key, Date = g.Max(r => r.Date), Days = g.Count() }).ToListAsync(ct);
            var rates = new List<Rate>();
            foreach (var one in latest.OrderBy(r => !programme.Currencies.Contains(r.Currency)).ThenBy(r => r.Currency, StringComparer.Ordinal))
            {
                var perEuro = await db.ExchangeRates().AsNoTracking().Where(r => r.Currency == one.Currency && r.Date == one.Date).Select(r => r.PerEuro).SingleAsync(ct);
                rates.Add(new Rate(
                    one.Currency, perEuro, one.Date, one.Days, programme.Currencies.Contains(one.Currency), one.Date.AddDays(StaleDays) < programme.DateOf(now)));
            }

            var missing = programme.Currencies.Where(c => c != "EUR" && rates.TrueForAll(r => r.Currency != c || r.Old)).ToList();
            return new Overview(rates, missing, programme.Currency);
        }
    }

    /// <param name="Missing">Currencies of the programme without a rate that can be used today.</param>
    public sealed record Overview(IReadOnlyList<Rate> Rates, IReadOnlyList<string> Missing, string Currency);

    /// <summary>The newest rate of a currency.</summary>
    /// <param name="Days">For how many days a rate is known.</param>
    public sealed record Rate(string Currency, decimal PerEuro, DateOnly Date, int Days, bool InProgramme, bool Old);
}
