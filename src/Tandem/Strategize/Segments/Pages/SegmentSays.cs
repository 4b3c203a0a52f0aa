using Tandem.Conditions;
using Tandem.Kernel;
using Tandem.Measures;
using Tandem.Strategize.Pages;
using Tandem.Strategize.Plans.Pages;
using Tandem.Ui;

namespace Tandem.Strategize.Segments.Pages;

/// <summary>How segments and the ideal read on screen.</summary>
public static class SegmentSays
{
    public static string Of(ScoreOf of, Words l) => of switch
    {
        ScoreOf.Distance => l["Distance to the ideal"],
        ScoreOf.C3 => l["C³"],
        ScoreOf.Capability => l["Capability"],
        ScoreOf.Capacity => l["Capacity"],
        ScoreOf.Commitment => l["Commitment"],
        _ => l["A KPI"],
    };

    /// <summary>"C³ is at least 45".</summary>
    public static string Of(ShowSegment.TestView test, Kpi? kpi, string currency, Formats f, Words l)
    {
        var name = test.Of == ScoreOf.Kpi ? $"{(test.KpiName is { } known ? l[known] : test.Kpi)} ({WindowSays.Of(test.Window, l)})" : Of(test.Of, l);
        var needed = Value(test.Of, kpi, test.Needed, currency, f, l);
        return test.AtMost ? l["{0} is at most {1}", name, needed] : l["{0} is at least {1}", name, needed];
    }

    public static string Value(ScoreOf of, Kpi? kpi, double? value, string currency, Formats f, Words l) =>
        value is not { } v ? Formats.None : of == ScoreOf.Kpi ? PlanSays.Value(kpi, v, currency, f, l) : f.Number((decimal)v, v % 1 == 0 ? 0 : 1);

    /// <summary>What a move rested on: "Distance to the ideal 41, C³ 62".</summary>
    public static string Of(IReadOnlyList<SegmentEvidence> numbers, KpiCatalogue kpis, string currency, Formats f, Words l) => string.Join(", ", numbers.Select(n =>
        Enum.TryParse<ScoreOf>(n.What, out var of) && of != ScoreOf.Kpi
            ? $"{Of(of, l)} {Value(of, null, n.Value, currency, f, l)}"
            : n.What.Split(':')[0] is var id && kpis.Find(id) is { } kpi ? $"{l[kpi.Name]} {Value(ScoreOf.Kpi, kpi, n.Value, currency, f, l)}" : id));

    public static Tone ToneOf(double? distance) => distance switch { null => Tone.Plain, <= 40 => Tone.Good, <= 65 => Tone.Info, _ => Tone.Warn };

    public static (string Icon, Tone Tone, string Word) Of(Answer answer, Words l) => answer switch
    {
        Answer.Yes => ("circle-check", Tone.Good, l["holds"]),
        Answer.No => ("circle-x", Tone.Warn, l["does not hold"]),
        _ => ("question-mark", Tone.Plain, l["not known"]),
    };
}
