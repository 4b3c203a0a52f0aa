using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize;

/// <summary>Over which time a partner is judged by a KPI.</summary>
public enum Window
{
    /// <summary>This quarter so far and the three before: no number falls to nothing on the first day of a quarter.</summary>
    FourQuarters,
    ThisQuarter,
    LastQuarter,
    ThisYear,
    LastYear,
    ThisMonth,
    LastMonth,
}

/// <summary>Reads KPIs of many partners over windows: one query, whatever their number.</summary>
public sealed class WindowFigures(Figures figures, KpiCatalogue kpis)
{
    private static readonly Window[] Single = [Window.ThisQuarter, Window.LastQuarter, Window.ThisYear, Window.LastYear, Window.ThisMonth, Window.LastMonth];

    /// <param name="day">The day from which "this quarter" is seen.</param>
    /// <param name="asOf">As known at the end of that day; null: now.</param>
    public async Task<WindowTable> Read(
        IReadOnlyCollection<Id<Organisation>> partners, IReadOnlyCollection<(string Kpi, Window Window)> what, DateOnly day, int fiscal, DateOnly? asOf, CancellationToken ct)
    {
        var known = what.Where(w => kpis.Find(w.Kpi) is not null).Distinct().ToList();
        var tables = new Dictionary<Window, FigureTable>();

        // One query a window and its KPIs would read each period several times; one for those of a single period, one for the four quarters.
        var single = known.Where(w => w.Window != Window.FourQuarters).ToList();
        if (single.Count > 0)
        {
            var table = await figures.Values(
                partners, [.. single.Select(w => w.Kpi).Distinct()], [.. single.Select(w => PeriodOf(w.Window, day, fiscal)).Distinct()], asOf, ct);
            foreach (var window in Single)
                tables[window] = table;
        }

        var four = known.Where(w => w.Window == Window.FourQuarters).Select(w => w.Kpi).Distinct().ToList();
        if (four.Count > 0)
            tables[Window.FourQuarters] = await figures.Values(partners, four, Quarters(day, fiscal), asOf, ct);
        return new WindowTable(tables, kpis, day, fiscal);
    }

    /// <summary>The period of a window; of four quarters the present one.</summary>
    public static Period PeriodOf(Window window, DateOnly day, int fiscal) => window switch
    {
        Window.LastQuarter => Period.Of(day, PeriodKind.Quarter, fiscal).Previous,
        Window.ThisYear => Period.Of(day, PeriodKind.Year, fiscal),
        Window.LastYear => Period.Of(day, PeriodKind.Year, fiscal).Previous,
        Window.ThisMonth => Period.Of(day, PeriodKind.Month, fiscal),
        Window.LastMonth => Period.Of(day, PeriodKind.Month, fiscal).Previous,
        _ => Period.Of(day, PeriodKind.Quarter, fiscal),
    };

    internal static Period[] Quarters(DateOnly day, int fiscal)
    {
        var now = Period.Of(day, PeriodKind.Quarter, fiscal);
        return [now, now.Previous, now.Later(-2), now.Later(-3)];
    }
}

/// <summary>KPIs of several partners over windows.</summary>
public sealed class WindowTable(IReadOnlyDictionary<Window, FigureTable> tables, KpiCatalogue kpis, DateOnly day, int fiscal)
{
    private readonly Period[] quarters = WindowFigures.Quarters(day, fiscal);

    /// <summary>What was reached within a window.</summary>
    public Figure this[Id<Organisation> partner, string kpi, Window window]
    {
        get
        {
            if (kpis.Find(kpi) is not { } known || !tables.TryGetValue(window, out var table))
                return Figure.Missing;
            if (window != Window.FourQuarters)
                return table[partner, kpi, WindowFigures.PeriodOf(window, day, fiscal)];
            return Together.OfQuarters(known, quarters.Select(q => table[partner, kpi, q]));
        }
    }
}
