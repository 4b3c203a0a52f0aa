using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Tandem.Engine;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>One reference rate of the European Central Bank: how much of a currency one euro buys on a day.</summary>
public sealed class ExchangeRate
{
    private ExchangeRate() { }

    public ExchangeRate(DateOnly date, string currency, decimal perEuro) =>
        (Date, Currency, PerEuro) = (date, currency, perEuro);

    public DateOnly Date { get; private set; }

    public string Currency { get; private set; } = "";

    public decimal PerEuro { get; private set; }

    private sealed class Mapping : IEntityTypeConfiguration<ExchangeRate>
    {
        public void Configure(EntityTypeBuilder<ExchangeRate> builder) =>
            builder.ToTable("exchange_rates").HasKey(r => new { r.Currency, r.Date });
    }
}

/// <summary>The rates of one day, for turning amounts into the programme's currency.</summary>
/// <param name="Date">The business date asked for; each rate is the last one published on or before it.</param>
public sealed record RatesOfDay(DateOnly Date, IReadOnlyDictionary<string, decimal> PerEuro)
{
    /// <summary>Null when there is no rate: such an amount is listed apart, never counted as zero.</summary>
    public Money? Convert(Money money, string to)
    {
        if (money.Currency == to)
            return money;
        return Rate(money.Currency) is { } from && Rate(to) is { } target ? Money.Of(money.Amount / from * target, to) : null;
    }

    private decimal? Rate(string currency) =>
        currency == "EUR" ? 1m : PerEuro.TryGetValue(currency, out var rate) ? rate : null;
}

/// <summary>The dated rates of the programme, kept in memory by day.</summary>
public sealed class Rates(TandemDb db, RatesCache cache)
{
    // A rate older than this is no rate: the currency has left the list.
    private const int Stale = 14;

    public async Task<RatesOfDay> On(DateOnly date, CancellationToken ct)
    {
        if (cache.TryGet(date, out var kept))
            return kept;
        var from = date.AddDays(-Stale);
        var rows = await db.Set<ExchangeRate>().AsNoTracking().Where(r => r.Date <= date && r.Date > from).ToListAsync(ct);
        var rates = new RatesOfDay(date, rows.GroupBy(r => r.Currency).ToDictionary(g => g.Key, g => g.MaxBy(r => r.Date)!.PerEuro));
        cache.Keep(rates);
        return rates;
    }
}

/// <summary>Rates already read; a day's set is dropped after a minute, when new rates may have come.</summary>
public sealed class RatesCache
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<DateOnly, (long Read, RatesOfDay Rates)> days = new();

    public bool TryGet(DateOnly date, out RatesOfDay rates)
    {
        var found = days.TryGetValue(date, out var kept) && TimeProvider.System.GetElapsedTime(kept.Read) < Fresh;
        rates = kept.Rates;
        return found;
    }

    public void Keep(RatesOfDay rates)
    {
        if (days.Count > 2000)
            days.Clear();
        days[rates.Date] = (TimeProvider.System.GetTimestamp(), rates);
    }

    public void Forget() => days.Clear();
}
