using System.Globalization;
using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Measures.Pages;

/// <summary>Measures' words and numbers on pages.</summary>
public static class Says
{
    /// <summary>A value in its unit; a dash where there is nothing to judge.</summary>
    public static string Of(Kpi kpi, double? value, string currency, Formats f, Words l) => Of(kpi.Unit, value, currency, f, l);

    public static string Of(KpiUnit unit, double? value, string currency, Formats f, Words l) => value is not { } v ? Formats.None : unit switch
    {
        KpiUnit.Money => f.MoneyRound(new Money((long)Math.Round(v), currency)),
        KpiUnit.Share => f.Percent(v, v is > 0 and < 0.1 or > 0.9 and < 1 ? 1 : 0),
        KpiUnit.Days when v == 1 => l["{0} day", f.Number(1)],
        KpiUnit.Days => l["{0} days", f.Number((decimal)v, v < 10 && v != Math.Floor(v) ? 1 : 0)],
        KpiUnit.Hours => l["{0} h", f.Number((decimal)v, 1)],
        KpiUnit.Ratio => f.Number((decimal)v, 1),
        KpiUnit.Score => f.Number((decimal)v, 2),
        _ => f.Number((long)Math.Round(v)),
    };

    /// <summary>For the axis of a chart: money without its cents, the rest as it is.</summary>
    public static double? OnAxis(Kpi kpi, double? value, string currency) => kpi.Unit switch
    {
        KpiUnit.Money => value is { } v ? (double)new Money((long)Math.Round(v), currency).Amount : null,
        KpiUnit.Share => value * 100,
        _ => value,
    };

    public static string OnChart(Kpi kpi, double value, string currency, Formats f, Words l) => kpi.Unit switch
    {
        KpiUnit.Money => f.MoneyRound(Money.Of((decimal)value, currency)),
        KpiUnit.Share => Of(kpi, value / 100, currency, f, l),
        _ => Of(kpi, value, currency, f, l),
    };

    public static string Of(Pace pace, Words l) => pace == Pace.Leading ? l["Leading"] : l["Lagging"];

    public static string Of(Side side, Words l) => side == Side.Partner ? l["Partner"] : l["Vendor"];

    public static string Of(Better better, Words l) => better switch
    {
        Better.More => l["More is better"],
        Better.Less => l["Less is better"],
        _ => l["It describes; it does not judge"],
    };

    public static string Of(KpiUnit unit, Words l) => unit switch
    {
        KpiUnit.Money => l["money in the programme's currency"],
        KpiUnit.Share => l["share"],
        KpiUnit.Days => l["days"],
        KpiUnit.Hours => l["hours"],
        KpiUnit.Ratio => l["ratio"],
        KpiUnit.Score => l["score from 0 to 1"],
        _ => l["number"],
    };

    /// <summary>The quarter, month or year as a heading: "Q3 2026", "July 2026", "2026".</summary>
    public static string Of(Period period, string code) => period.Kind switch
    {
        PeriodKind.Month => period.Start.ToString("MMMM yyyy", CultureInfo.CurrentCulture),
        PeriodKind.Quarter => $"{code[5..]} {code[..4]}",
        _ => code,
    };

    /// <summary>Good when it went the right way, bad when not; plain where nothing is judged.</summary>
    public static Tone ToneOf(Kpi kpi, double? change) => change switch
    {
        null or 0 => Tone.Plain,
        _ when kpi.Better == Better.Neither => Tone.Plain,
        > 0 => kpi.Better == Better.More ? Tone.Good : Tone.Bad,
        _ => kpi.Better == Better.Less ? Tone.Good : Tone.Bad,
    };

    /// <summary>The change as a share of what was before; null where there was nothing.</summary>
    public static double? ChangeOf(double? now, double? before) =>
        now is { } n && before is { } b && b != 0 && Math.Abs((n - b) / b) < 100 ? (n - b) / Math.Abs(b) : null;

    /// <summary>Where a number opens.</summary>
    public static string Href(string kpi, Id<Organisation> partner, string? period) =>
        $"/measures/{kpi}?partner={partner}" + (period is null ? "" : $"&period={period}");
}
