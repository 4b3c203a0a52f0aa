using Tandem.Engine;
using Tandem.Identity;
using Tandem.Measures;
using Tandem.Strategize.Plans;
using Tandem.Strategize.Plans.Pages;

namespace Tandem.Strategize.Reviews.Packs;

/// <summary>Benchmarks, coaching and the proposal, and how numbers read.</summary>
internal sealed partial class PackWriter
{
    private PackSection Benchmarks() => new("benchmarks", l["Beside other partners"])
    {
        Lead = pack.Benchmarks.Count == 0 ? l["Too few partners of this kind had numbers: with fewer than five others nothing is shown."]
            : l["In {0} of {1} numbers the partner is in the better half.", pack.Benchmarks.Count(InBetterHalf), pack.Benchmarks.Count(b => b.Better != Measures.Better.Neither)],
        Tables = pack.Benchmarks.Count == 0 ? [] :
        [
            new PackTable("", [new(l["KPI"]), new(l["This partner"], true), new(l["Lower quarter ends at"], true), new(l["Median"], true), new(l["Upper quarter begins at"], true), new(l["Partners"], true)],
                [.. pack.Benchmarks.Select(b => new PackRow(
                    $"/measures/{b.Kpi}?partner={pack.Partner}&period={b.Period}&asOf={pack.AsOf:yyyy-MM-dd}", b.Better == Measures.Better.Neither ? PackTone.Plain : InBetterHalf(b) ? PackTone.Good : PackTone.Warn,
                    l[b.Name], Say(b.Unit, b.Own), Say(b.Unit, b.LowerQuartile), Say(b.Unit, b.Median), Say(b.Unit, b.UpperQuartile), f.Number(b.Peers)))]),
        ],
        Note = pack.Benchmarks.Count == 0 ? "" : l["Partners of the same type, {0}; never named.", pack.Quarter],
    };

    private static bool InBetterHalf(PackBenchmark b) => b.Better switch
    {
        Measures.Better.More => b.Own >= b.Median,
        Measures.Better.Less => b.Own <= b.Median,
        _ => false,
    };

    private PackSection Coaching() => new("coaching", l["What to talk about"])
    {
        Lead = pack.Coaching.Count == 0 ? l["Nothing stands out: everything expected by that day was reached."] : "",
        Points = [.. pack.Coaching.Select(Point)],
    };

    private PackPoint Point(PackAdvice a) => a.Kind switch
    {
        AdviceKind.Behind => new(l["{0} is behind: ask why, and what would help.", l[a.Name]], l["{0}: {1} of {2} expected by then", PlanSays.Of(a.Side, l), Say(a.Unit, a.Value), Say(a.Unit, a.Against)], PackTone.Bad),
        AdviceKind.Driver => new(l["{0} rests on {1}, which got worse.", l[a.Text], l[a.Name]], l["{0} after {1} the quarter before", Say(a.Unit, a.Value), Say(a.Unit, a.Against)], PackTone.Warn),
        AdviceKind.Stalled => new(l.Count(a.Count, "{0} deal stands still: go through it and agree the next step.", "{0} deals stand still: go through them and agree the next steps."),
            l["worth {0}; the longest: {1}", Say(KpiUnit.Money, a.Value), a.Text], PackTone.Warn, Own: true),
        AdviceKind.Late => new(a.Side == Side.Vendor ? l.Count(a.Count, "The vendor owes {0} step.", "The vendor owes {0} steps.") : l.Count(a.Count, "The partner owes {0} step.", "The partner owes {0} steps."),
            l["the first: {0}", a.Text], PackTone.Bad, Own: true),
        AdviceKind.Ahead => new(l["{0} is far ahead: find out what works, and aim higher.", l[a.Name]], l["{0}: {1} of {2} expected by then", PlanSays.Of(a.Side, l), Say(a.Unit, a.Value), Say(a.Unit, a.Against)], PackTone.Good),
        _ => new(l[a.Text], a.Name.Length > 0 ? l["{0}: {1}, the rule says {2}", l[a.Name], Say(a.Unit, a.Value), Say(a.Unit, a.Against)] : "", PackTone.Warn),
    };

    private PackSection Proposal() => new("proposal", l["Proposal for {0}", pack.NextQuarter])
    {
        Lead = pack.Proposals.Count == 0 ? l["There is no target to propose anything for."] : l["What the targets could be, and how likely each is. Both sides agree and sign what changes."],
        Tables = pack.Proposals.Count == 0 ? [] :
        [
            new PackTable("", [new(l["Target"]), new(l["Side"]), new(l["In the plan"], true), new(l["Odds"], true), new(l["Proposed"], true), new(l["Odds"], true), new(l["Why"])],
                [.. pack.Proposals.Select(p => new PackRow(
                    $"/measures/{p.Kpi}?partner={pack.Partner}&asOf={pack.AsOf:yyyy-MM-dd}", p.Reason switch { ProposalReason.Raise => PackTone.Good, ProposalReason.Lower => PackTone.Warn, _ => PackTone.Plain },
                    l[p.Name], PlanSays.Of(p.Side, l), Amount(p, p.Now), f.Percent(p.OddsNow), Amount(p, p.Proposed), f.Percent(p.Odds), Why(p)))]),
        ],
        Note = l["Odds are counted from the partner's own past periods and from how peers of the same type grew."],
    };

    private string Why(PackProposal p) => p.Reason switch
    {
        ProposalReason.NoHistory => l["no past to judge by"],
        ProposalReason.Raise => l["met in {0} of {1} past periods, usually {2}: aim higher", p.OwnHits, p.OwnPeriods, Say(p.Unit, p.Usual)],
        ProposalReason.Lower => l["met in {0} of {1} past periods, usually {2}: within reach", p.OwnHits, p.OwnPeriods, Say(p.Unit, p.Usual)],
        _ => l["met in {0} of {1} past periods, usually {2}: keep it", p.OwnHits, p.OwnPeriods, Say(p.Unit, p.Usual)],
    };

    private string Amount(PackProposal p, decimal amount) => Promise(p.Unit, PlanAmountOf(p.Unit, amount), p.Cadence, p.Better);

    private double PlanAmountOf(KpiUnit unit, decimal amount) => unit switch
    {
        KpiUnit.Money => Money.Of(amount, pack.Currency).Minor,
        KpiUnit.Share => (double)amount / 100,
        _ => (double)amount,
    };

    private string Promise(KpiUnit unit, double amount, Cadence cadence, Better better) => better == Measures.Better.Less
        ? l["at most {0} {1}", Say(unit, amount), PlanSays.Of(cadence, l)]
        : l["{0} {1}", Say(unit, amount), PlanSays.Of(cadence, l)];

    private string Say(KpiUnit unit, double? value) => PlanSays.Value(unit, value, pack.Currency, f, l);

    private string Points(double? health) => health is { } h ? f.Number((long)Math.Round(h)) : Ui.Formats.None;

    private static PackTone ToneOf(double? points) => points switch
    {
        null => PackTone.Plain,
        >= 80 => PackTone.Good,
        >= 60 => PackTone.Warn,
        _ => PackTone.Bad,
    };

    /// <summary>As a chart draws it: whole money, per cents.</summary>
    private double? Chart(KpiUnit unit, double? value) => (unit, value) switch
    {
        (_, null) => null,
        (KpiUnit.Money, { } v) => (double)new Money((long)Math.Round(v), pack.Currency).Amount,
        (KpiUnit.Share, { } v) => Math.Round(v * 100, 1),
        (_, { } v) => Math.Round(v, 2),
    };

    private string Unchart(KpiUnit unit, double value) => unit switch
    {
        KpiUnit.Money => f.MoneyShort(Money.Of((decimal)value, pack.Currency)),
        KpiUnit.Share => f.Number((decimal)value, value % 1 == 0 ? 0 : 1) + "%",
        _ => f.Number((decimal)value, value % 1 == 0 ? 0 : 1),
    };

    private static string Format(KpiUnit unit) => unit switch
    {
        KpiUnit.Money => "#,##0",
        KpiUnit.Share => "0.#\"%\"",
        _ => "#,##0.##",
    };
}
