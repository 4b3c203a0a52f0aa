using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Ui;

namespace Tandem.Strategize.Pages;

/// <summary>How windows, KPIs and their amounts read on screen.</summary>
public static class WindowSays
{
    public static string Of(Window window, Words l) => window switch
    {
        Window.FourQuarters => l["four quarters"],
        Window.ThisQuarter => l["this quarter"],
        Window.LastQuarter => l["last quarter"],
        Window.ThisYear => l["this year"],
        Window.LastYear => l["last year"],
        Window.ThisMonth => l["this month"],
        _ => l["last month"],
    };

    public static IEnumerable<Option> Windows(Words l) => Enum.GetValues<Window>().Select(w => new Option(w.ToString(), Of(w, l)));

    /// <summary>KPIs that both sides may see, and one that was chosen but is no longer measured.</summary>
    public static IEnumerable<Option> Offered(KpiCatalogue kpis, string? chosen, Words l) => kpis.All.Where(k => !k.VendorOnly && k.Better != Better.Neither)
        .Select(k => new Option(k.Id, $"{l[k.Name]}{UnitOf(k, l)}") { Group = k.Side == Side.Vendor ? l["Measures the vendor"] : k.Pace == Pace.Leading ? l["Leading"] : l["Results"] })
        .Concat(chosen is { Length: > 0 } && kpis.Find(chosen) is null ? [new Option(chosen, l["{0} (not measured any more)", chosen])] : []);

    public static Tone ToneOf(Holds holds) => holds switch { Holds.Yes => Tone.Good, Holds.No => Tone.Warn, _ => Tone.Plain };

    public static string IconOf(Holds holds) => holds switch { Holds.Yes => "circle-check", Holds.No => "circle-dashed", _ => "question-mark" };

    public static string Of(Holds holds, Words l) => holds switch { Holds.Yes => l["met"], Holds.No => l["not met"], _ => l["not judged"] };

    /// <summary>Where a number opens: the period it was read in, as it was known when a past day ended.</summary>
    public static string Href(string kpi, Guid partner, string period, int fiscal, DateOnly? asOf = null) =>
        $"/measures/{kpi}?partner={partner}&period={Period.FromKey(period).Code(fiscal)}" + (asOf is { } day ? $"&asOf={day:yyyy-MM-dd}" : "");

    private static string UnitOf(Kpi kpi, Words l) => (kpi.Unit, kpi.Better) switch
    {
        (KpiUnit.Share, Better.Less) => l[" (%, less is better)"],
        (KpiUnit.Share, _) => l[" (%)"],
        (KpiUnit.Days, _) => l[" (days)"],
        (KpiUnit.Hours, _) => l[" (hours)"],
        (_, Better.Less) => l[" (less is better)"],
        _ => "",
    };
}
