using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Measures;

/// <summary>A KPI's definition for programs.</summary>
public sealed record KpiView(
    string Id, string Name, string Meaning, string Formula, KpiUnit Unit, Better Better, Pace Pace, Side Side, PeriodKind Period, IReadOnlyList<string> Types,
    IReadOnlyList<string> Inputs)
{
    public static KpiView Of(Kpi kpi) => new(
        kpi.Id, kpi.Name, kpi.Meaning, kpi.Formula, kpi.Unit, kpi.Better, kpi.Pace, kpi.Side, kpi.Period, kpi.Types, [.. kpi.Inputs.Select(i => i.Key)]);
}

/// <summary>A value for programs: money in minor units of the programme's currency, shares as fractions.</summary>
/// <param name="Value">Null where there is nothing to judge.</param>
/// <param name="Sample">How many cases it rests on.</param>
public sealed record FigureView(double? Value, long Sample)
{
    public static FigureView Of(Figure figure) => new(figure.Value, figure.Sample);
}

/// <summary>One number opened, for programs.</summary>
/// <param name="Currency">Of money values, which are minor units.</param>
/// <param name="Peers">Quartiles of partners of the same type; null where too few have a value.</param>
public sealed record NumberView(
    KpiView Kpi, Id<Organisation> Partner, string Period, DateOnly From, DateOnly To, bool Running, bool Applies, FigureView Figure, string Currency,
    IReadOnlyList<OpenNumber.Step> Trend, IReadOnlyList<NumberView.InputView> Inputs, NumberView.PeersView? Peers, NumberView.PriorView? Prior, FigureView? FourQuarters)
{
    public static NumberView Of(OpenNumber.Number n) => new(
        KpiView.Of(n.Kpi), n.Partner.Id, n.PeriodCode, n.Period.Start, n.Period.End.AddDays(-1), n.Running, n.Applies, FigureView.Of(n.Figure), n.Currency, n.Trend,
        [.. n.Inputs.Select(i => new InputView(i.Input.Key, i.Input.Name, i.Count, i.Input.SumUnit == KpiUnit.Money && n.Kpi.Unit != KpiUnit.Money ? null : i.Sum))],
        n.Peers is { } p ? new PeersView(p.Day, p.Count, p.LowerQuartile, p.Median, p.UpperQuartile) : null,
        n.Prior is { } prior ? new PriorView(prior.Mean, prior.Weight) : null, n.FourQuarters is { } year ? FigureView.Of(year) : null);

    /// <summary>What the formula read.</summary>
    public sealed record InputView(string Key, string Name, long Count, long? Sum);

    /// <summary>How peers are spread, never who they are.</summary>
    public sealed record PeersView(DateOnly Day, int Count, double LowerQuartile, double Median, double UpperQuartile);

    /// <summary>What a small sample is drawn to, and how many cases that counts for.</summary>
    public sealed record PriorView(double Mean, double Weight);
}

/// <summary>All numbers of one partner, for programs.</summary>
public sealed record ScorecardView(Id<Organisation> Partner, string Period, bool Running, string Currency, IReadOnlyList<ScorecardView.Line> Items)
{
    public static ScorecardView Of(ShowScorecard.Scorecard card) => new(
        card.Partner.Id, card.PeriodCode, card.Running, card.Currency,
        [.. card.Lines.Select(l => new Line(l.Kpi.Id, l.Kpi.Unit, FigureView.Of(l.Figure), FigureView.Of(l.Before)))]);

    /// <summary>One KPI now and in the period before.</summary>
    public sealed record Line(string Kpi, KpiUnit Unit, FigureView Figure, FigureView Before);
}

/// <summary>One KPI of all partners, for programs.</summary>
/// <param name="Together">Of all that are listed, as one number: amounts and counts are summed, all else is the mean by cases.</param>
/// <param name="Trend">The same in this period and the ones before, oldest first: two, or eight with <c>withTrend</c>.</param>
public sealed record ValuesView(string Kpi, string Period, string Currency, int Count, FigureView Together, ListValues.Spread? Spread, IReadOnlyList<ValuesView.Row> Items, string? Next, IReadOnlyList<OpenNumber.Step> Trend)
{
    public static ValuesView Of(ListValues.Listed list) => new(
        list.Kpi.Id, list.PeriodCode, list.Currency, list.Count, FigureView.Of(list.Together), list.Spread,
        [.. list.Rows.Items.Select(r => new Row(r.Partner.Id, r.Partner.Name, r.Partner.Type, r.Partner.Tier, FigureView.Of(r.Figure), FigureView.Of(r.Before)))], list.Rows.Next, list.Trend);

    /// <summary>One partner's value, and that of the period before.</summary>
    public sealed record Row(Id<Organisation> Partner, string Name, string Type, string Tier, FigureView Figure, FigureView Before);
}
