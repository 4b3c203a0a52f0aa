using Tandem.Identity;
using Tandem.Strategize.Plans;

namespace Tandem.Strategize.Reviews;

/// <summary>A number of the partner beside those of its peers, who are never named.</summary>
public sealed record PackBenchmark : PackKpi
{
    public string Period { get; init; } = "";

    public double Own { get; init; }

    public double LowerQuartile { get; init; }

    public double Median { get; init; }

    public double UpperQuartile { get; init; }

    /// <summary>How many partners had a value, this one among them.</summary>
    public int Peers { get; init; }
}

/// <summary>Why something should be talked about.</summary>
public enum AdviceKind
{
    /// <summary>A promise is behind.</summary>
    Behind,

    /// <summary>A number that a promise rests on fell.</summary>
    Driver,
    Stalled,

    /// <summary>Steps of a side are late.</summary>
    Late,

    /// <summary>A coaching rule of the programme.</summary>
    Rule,

    /// <summary>A promise is far ahead.</summary>
    Ahead,
}

/// <summary>One thing to talk about, with the numbers that say so.</summary>
public sealed record PackAdvice : PackKpi
{
    public AdviceKind Kind { get; init; }

    public Side Side { get; init; }

    /// <summary>The rule's own advice, or what it is about.</summary>
    public string Text { get; init; } = "";

    public double? Value { get; init; }

    public double? Against { get; init; }

    public int Count { get; init; }
}

/// <summary>Why a target is proposed as it is.</summary>
public enum ProposalReason
{
    /// <summary>The odds are fair.</summary>
    Keep,

    /// <summary>It was reached with ease.</summary>
    Raise,

    /// <summary>It was hardly ever reached.</summary>
    Lower,

    /// <summary>There is no past to judge by.</summary>
    NoHistory,
}

/// <summary>A target for the next quarter, with its odds.</summary>
public sealed record PackProposal : PackKpi
{
    public string Key { get; init; } = "";

    public Side Side { get; init; }

    public Cadence Cadence { get; init; }

    /// <summary>In the plan, as people say it: money in the programme's currency, shares in per cent.</summary>
    public decimal Now { get; init; }

    public decimal Proposed { get; init; }

    /// <summary>0 to 1, of the target as it stands and as proposed.</summary>
    public double? OddsNow { get; init; }

    public double? Odds { get; init; }

    /// <summary>What the partner usually reaches in a period.</summary>
    public double? Usual { get; init; }

    public int OwnHits { get; init; }

    public int OwnPeriods { get; init; }

    public ProposalReason Reason { get; init; }
}
