using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Engine.Tabular;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Partners;

/// <summary>Takes in the European Central Bank's reference rates as it publishes them: a date column, then one per currency.</summary>
public sealed class LoadRates
{
    /// <summary>The file as it was published.</summary>
    public byte[] Csv { get; init; } = [];

    public sealed class Handler(TandemDb db, RatesCache cache, TimeProvider clock)
    {
        private const int Batch = 2000;

        public async Task<Outcome<int>> Run(LoadRates ask, Actor by, CancellationToken ct)
        {
            if (!by.IsVendor || !by.May(PartnersPermissions.Settings))
                return Refusal.Forbidden("partners/not-allowed", "Only programme operations may load rates.");
            var read = Read(ask.Csv);
            if (!read.Ok)
                return read.Refusal!;

            var now = clock.GetUtcNow();
            var known = (await db.ExchangeRates().AsNoTracking().Select(r => new { r.Currency, r.Date }).ToListAsync(ct))
                .Select(r => (r.Currency, r.Date)).ToHashSet();
            var fresh = read.Value.Where(r => !known.Contains((r.Currency, r.Date))).ToList();
            foreach (var batch in fresh.Chunk(Batch))
            {
                db.AddRange(batch);
                await db.SaveChangesAsync(ct);
                db.Forget();
            }

            if (fresh.Count > 0)
            {
                db.Record(by, new Ref("programme", Guid.Empty), partner: null, new RatesLoaded(fresh.Count, fresh.Max(r => r.Date)), now);
                await db.SaveChangesAsync(ct);
            }

            cache.Forget();
            return fresh.Count;
        }

        private static Outcome<List<ExchangeRate>> Read(byte[] csv)
        {
            Table table;
            try
            {
                table = DelimitedText.Read(csv, "rates", header: true);
            }
            catch (TableException e)
            {
                return Refusal.Invalid("partners/rates-unreadable", "Line {0}: {1}", e.Line, e.Problem);
            }

            if (table.IndexOf("Date") < 0)
                return Refusal.Invalid("partners/rates-header", "The first line must name the columns: Date, then currency codes.");
            var currencies = table.Columns.Select((code, i) => (Code: code.Trim(), Column: i)).Where(c => Currencies.Exists(c.Code)).ToList();
            var rates = new List<ExchangeRate>();
            for (var row = 0; row < table.RowCount; row++)
            {
                if (!DateOnly.TryParse(table[row, "Date"], CultureInfo.InvariantCulture, out var date))
                    return Refusal.Invalid("partners/rates-date", "Line {0}: '{1}' is not a date.", table.Line(row), table[row, "Date"]);
                foreach (var (code, column) in currencies)
                {
                    // The bank writes N/A for days on which a currency had no rate.
                    if (decimal.TryParse(table[row, column], CultureInfo.InvariantCulture, out var rate) && rate > 0)
                        rates.Add(new ExchangeRate(date, code, rate));
                }
            }

            return rates;
        }
    }
}
