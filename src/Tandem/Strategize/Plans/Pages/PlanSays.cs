using Tandem.Engine;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Ui;

namespace Tandem.Strategize.Plans.Pages;

/// <summary>How plans read on screen.</summary>
public static class PlanSays
{
    public static string Of(InterventionOutcome outcome, Words l) => outcome switch
    {
        InterventionOutcome.Recovered => l["Recovered"],
        InterventionOutcome.NotRecovered => l["Not recovered"],
        _ => l["Running"],
    };

    public static string Of(PlanState state, Words l) => state switch
    {
        PlanState.Draft => l["Draft"],
        PlanState.Negotiation => l["In negotiation"],
        PlanState.Agreed => l["Agreed"],
        PlanState.Active => l["Active"],
        _ => l["Closed"],
    };

    public static Tone ToneOf(PlanState state) => state switch
    {
        PlanState.Negotiation => Tone.Info,
        PlanState.Agreed => Tone.Accent,
        PlanState.Active => Tone.Good,
        _ => Tone.Plain,
    };

    public static string Of(Track track, Words l) => track switch
    {
        Track.OnTrack => l["On track"],
        Track.AtRisk => l["At risk"],
        Track.OffTrack => l["Off track"],
        _ => l["Not judged yet"],
    };

    public static Tone ToneOf(Track track) => track switch
    {
        Track.OnTrack => Tone.Good,
        Track.AtRisk => Tone.Warn,
        Track.OffTrack => Tone.Bad,
        _ => Tone.Plain,
    };

    public static string Of(InterventionAction action, Words l) => action switch
    {
        InterventionAction.Nudge => l["Nudge to the partner"],
        InterventionAction.Training => l["Training"],
        InterventionAction.Call => l["Call"],
        _ => l["Task"],
    };

    public static string Of(Side side, Words l) => side == Side.Vendor ? l["Vendor"] : l["Partner"];

    public static string Of(Cadence cadence, Words l) => cadence switch
    {
        Cadence.Month => l["each month"],
        Cadence.Quarter => l["each quarter"],
        Cadence.Year => l["each year"],
        _ => l["every time"],
    };

    /// <summary>A value in the unit of the KPI.</summary>
    public static string Value(Kpi? kpi, double? value, string currency, Formats f, Words l) => Value(kpi?.Unit, value, currency, f, l);

    public static string Value(KpiUnit? unit, double? value, string currency, Formats f, Words l) => (unit, value) switch
    {
        (_, null) => Formats.None,
        (KpiUnit.Money, { } v) => f.MoneyShort(new Money((long)Math.Round(v), currency)),
        (KpiUnit.Share, { } v) => f.Percent(v, v is > 0 and < 0.1 ? 1 : 0),
        (KpiUnit.Days, 1) => l["{0} day", f.Number(1)],
        (KpiUnit.Days, { } v) => l["{0} days", f.Number((decimal)v, v % 1 == 0 ? 0 : 1)],
        (KpiUnit.Hours, { } v) => l["{0} h", f.Number((decimal)v, v % 1 == 0 ? 0 : 1)],
        (_, { } v) => f.Number((decimal)v, Math.Abs(v % 1) < 0.05 || v >= 100 ? 0 : 1),
    };

    /// <summary>What is promised: at least €150K each quarter.</summary>
    public static string Promise(TargetTerm term, Kpi? kpi, string currency, Formats f, Words l)
    {
        var amount = Value(kpi, KpiAmounts.ToMeasure(kpi, term.Amount, currency), currency, f, l);
        return kpi?.Better == Better.Less ? l["at most {0} {1}", amount, Of(term.Cadence, l)] : l["{0} {1}", amount, Of(term.Cadence, l)];
    }

    public static string Section(PlanSection section, Words l) => section switch
    {
        PlanSection.Targets => l["Target"],
        PlanSection.Milestones => l["Milestone"],
        PlanSection.Activities => l["Co-marketing"],
        PlanSection.Accounts => l["Target account"],
        PlanSection.Resources => l["Resource"],
        PlanSection.Reviews => l["Review"],
        _ => l["Plan"],
    };

    /// <summary>What a changed thing is called.</summary>
    public static string Name(PlanChange change, KpiCatalogue kpis, Words l) => (change.After ?? change.Before) switch
    {
        TargetTerm t => $"{(kpis.Find(t.Kpi) is { } kpi ? l[kpi.Name] : t.Kpi)} ({Of(t.Side, l)})",
        MilestoneTerm m => m.Title,
        ActivityTerm a => a.Title,
        AccountTerm a => a.Name,
        ResourceTerm r => $"{r.Title} ({Of(r.Side, l)})",
        DateOnly when change.Section == PlanSection.Reviews => l["Quarterly business review"],
        _ => change.What switch
        {
            nameof(PlanTerms.Starts) => l["First day"],
            nameof(PlanTerms.Ends) => l["Last day"],
            nameof(PlanTerms.Goal) => l["Goal"],
            nameof(PlanTerms.VendorSponsor) => l["Vendor's sponsor"],
            _ => l["Partner's sponsor"],
        },
    };

    /// <summary>One side of a change; null where there is none.</summary>
    public static string? Said(object? term, KpiCatalogue kpis, string currency, Formats f, Words l) => term switch
    {
        null => null,
        TargetTerm t => $"{Promise(t, kpis.Find(t.Kpi), currency, f, l)}, {l["weight {0}", t.Weight]}",
        MilestoneTerm m => $"{Of(m.Side, l)}, {f.Day(m.Due)}{(m.NeedsEvidence ? ", " + l["with evidence"] : "")}",
        ActivityTerm a => string.Join(", ", new[] { Of(a.Lead, l), a.On is { } on ? f.Day(on) : null, a.Budget is { } b ? f.MoneyRound(Money.Of(b, currency)) : null }.OfType<string>()),
        AccountTerm a => a.Aim.Length > 0 ? a.Aim : l["named"],
        ResourceTerm => l["promised"],
        DateOnly day => f.Day(day),
        string { Length: 0 } => null,
        _ => term.ToString(),
    };
}
