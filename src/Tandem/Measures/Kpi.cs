using Tandem.Identity;

namespace Tandem.Measures;

/// <summary>What a KPI's number is.</summary>
public enum KpiUnit
{
    Count,

    /// <summary>Minor units of the programme's currency.</summary>
    Money,

    /// <summary>A fraction, 0 to 1; shown as per cent.</summary>
    Share,
    Days,
    Hours,

    /// <summary>How many of one thing come on one of another.</summary>
    Ratio,

    /// <summary>0 to 1, shown as a number.</summary>
    Score,
}

/// <summary>Which way is up.</summary>
public enum Better
{
    More,
    Less,

    /// <summary>It describes; it does not judge.</summary>
    Neither,
}

/// <summary>Whether a number foretells results or counts them.</summary>
public enum Pace
{
    Leading,
    Lagging,
}

/// <summary>One measure of how a partnership does: what it means, and how it is computed from what was counted.</summary>
/// <param name="Id"><c>module.word</c>, stable: values are kept by it.</param>
/// <param name="Name">English, shown through the reader's words.</param>
/// <param name="Of">The formula: pure, over the inputs of one partner within one period.</param>
/// <remarks>
/// A value is a double: money in whole minor units (exact below 90 thousand thousand million), shares as fractions. A
/// formula answers <see cref="Figure.Missing"/> where there is nothing to judge, never zero.
/// </remarks>
public sealed record Kpi(string Id, string Name, KpiUnit Unit, Func<Reading, Figure> Of)
{
    /// <summary>What it tells a partner manager, in a sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>The formula in words and signs.</summary>
    public required string Formula { get; init; }

    /// <summary>What the formula reads; a number opens to these and to the rows behind them.</summary>
    public required IReadOnlyList<Input> Inputs { get; init; }

    public Better Better { get; init; } = Better.More;

    public Pace Pace { get; init; } = Pace.Leading;

    public Side Side { get; init; } = Side.Partner;

    /// <summary>The period it is usually judged by; it is kept by month, quarter and year all the same.</summary>
    public PeriodKind Period { get; init; } = PeriodKind.Quarter;

    /// <summary>Its months make up its quarter and its quarters the year; standing numbers, means, shares and different people do not.</summary>
    public bool AddsUp { get; init; }

    /// <summary>Codes of the partner types it is meant for; empty means all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Never shown to partners, not even their own.</summary>
    public bool VendorOnly { get; init; }

    /// <summary>Set for a share that is drawn towards the programme's where a partner has few cases.</summary>
    public Shrinkage? Shrinks { get; init; }

    /// <summary>The pillar that measures it: the first word of its id.</summary>
    public string Area => Id[..Id.IndexOf('.', StringComparison.Ordinal)];

    public bool AppliesTo(string type) => Types.Count == 0 || Types.Contains(type);
}

/// <summary>A share of few cases says little: it is drawn towards the population's share, the more the fewer there are.</summary>
/// <param name="Hits">The cases that went well.</param>
/// <param name="Tries">All cases.</param>
/// <param name="Mean">The share to draw to before the first snapshot of the population.</param>
/// <param name="Weight">How many cases the population's share counts for, before the first snapshot.</param>
public sealed record Shrinkage(Input Hits, Input Tries, double Mean, double Weight);

/// <summary>The value of a KPI and how much stands behind it.</summary>
/// <param name="Value">Null when there is nothing to judge.</param>
/// <param name="Sample">How many cases it rests on.</param>
public readonly record struct Figure(double? Value, long Sample)
{
    public static Figure Missing { get; } = new(null, 0);

    public bool IsMissing => Value is null;

    public static Figure Count(long count) => new(count, count);

    /// <summary>Missing over nothing, and over what is not a number.</summary>
    public static Figure Per(double part, double whole, long sample) =>
        whole > 0 && double.IsFinite(part / whole) ? new(part / whole, sample) : Missing;

    public static Figure Per(long part, long whole) => Per(part, whole, whole);
}

/// <summary>A pillar's definitions of KPIs. Found by scan.</summary>
public interface IKpis
{
    IEnumerable<Kpi> Kpis { get; }
}
