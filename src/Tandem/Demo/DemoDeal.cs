using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Sell;

namespace Tandem.Demo;

/// <summary>What the future holds for one deal of the demo, drawn once so that cause comes before effect.</summary>
public sealed class DemoDeal
{
    public required Id<Deal> Id { get; init; }

    public required DemoPartner Partner { get; init; }

    public required Actor Seller { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public required bool Contested { get; init; }

    /// <summary>The reviewer sees it in first place.</summary>
    public bool First { get; set; }

    /// <summary>When somebody looks at it, or answers, next.</summary>
    public DateOnly NextOn { get; set; }

    public DemoStep Step { get; set; }

    public int Stage { get; set; }

    public bool Wins { get; set; }

    /// <summary>Its owner lost interest: nothing happens until the protection runs out.</summary>
    public bool Stalls { get; set; }

    public DateOnly Ends { get; set; }

    public DateOnly Approved { get; set; }

    public DateOnly ProtectedUntil { get; set; }

    public bool Extended { get; set; }
}

/// <summary>What the next thing to happen to a demo deal is.</summary>
public enum DemoStep { AwaitRule, Review, AnswerInfo, Appeal, DecideAppeal, Work, Done }
