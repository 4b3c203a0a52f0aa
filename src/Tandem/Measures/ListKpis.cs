using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>The KPIs of the programme, for the vendor with how partners do by the last snapshot.</summary>
public sealed record ListKpis
{
    /// <summary>Part of the name or the meaning.</summary>
    public string? Text { get; init; }

    public Pace? Pace { get; init; }

    public Side? Side { get; init; }

    /// <summary><c>name</c>, <c>side</c>, <c>pace</c>, <c>median</c> or <c>partners</c>; a minus in front turns it round. In the order of the pillars if empty.</summary>
    public string? Sort { get; init; }

    public sealed class Handler(TandemDb db, KpiCatalogue catalogue, Figures figures, Words words)
    {
        public async Task<Outcome<IReadOnlyList<Row>>> Run(ListKpis ask, Actor by, CancellationToken ct)
        {
            if (!by.May(by.IsPartner ? MeasurePermissions.Own : MeasurePermissions.Read))
                return Refusal.NotFound;
            var kpis = catalogue.All.Where(k => MeasurePermissions.Shows(k, by) && Fits(k, ask)).ToList();
            var spreads = by.IsVendor ? await Spreads(ct) : [];
            return Sorted(kpis.ConvertAll(k => new Row(k, spreads.GetValueOrDefault(k.Id))), ask.Sort ?? "");
        }

        /// <summary>The catalogue is as short as the code that defines it: it is sorted as people read it.</summary>
        private List<Row> Sorted(List<Row> rows, string sort)
        {
            return sort.TrimStart('-') switch
            {
                "name" => By(r => words[r.Kpi.Name], StringComparer.CurrentCultureIgnoreCase),
                "side" => By(r => r.Kpi.Side, null),
                "pace" => By(r => r.Kpi.Pace, null),
                "median" => By(r => r.Spread?.Median ?? double.MinValue, null),
                "partners" => By(r => r.Spread?.Count ?? -1, null),
                _ => rows,
            };

            List<Row> By<TKey>(Func<Row, TKey> key, IComparer<TKey>? comparer) =>
                sort.StartsWith('-') ? [.. rows.OrderByDescending(key, comparer)] : [.. rows.OrderBy(key, comparer)];
        }

        private static bool Fits(Kpi kpi, ListKpis ask) =>
            (ask.Pace is not { } pace || kpi.Pace == pace) && (ask.Side is not { } side || kpi.Side == side)
            && (ask.Text is not { Length: > 0 } text || $"{kpi.Name} {kpi.Meaning} {kpi.Id}".Contains(text.Trim(), StringComparison.OrdinalIgnoreCase));

        /// <summary>Of the last whole quarter: the present one has only begun.</summary>
        private async Task<Dictionary<string, Population>> Spreads(CancellationToken ct)
        {
            var key = (await figures.PeriodOf(PeriodKind.Quarter, ct)).Previous.Key;
            if (await db.Populations().Where(p => p.PriorMean == null).MaxAsync(p => (DateOnly?)p.Day, ct) is not { } day)
                return [];
            return await db.Populations().AsNoTracking().Where(p => p.Day == day && p.Period == key && p.Peers == Population.Everybody).ToDictionaryAsync(p => p.Kpi, ct);
        }
    }

    /// <param name="Spread">Over all partners in the last whole quarter; null before the first snapshot and for partners' people.</param>
    public sealed record Row(Kpi Kpi, Population? Spread);
}
