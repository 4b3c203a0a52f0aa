using Tandem.Engine.Planning;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.C3;

/// <summary>The scores of one partner with everything they are made of.</summary>
/// <param name="Type">The partner's type by which the model was chosen.</param>
/// <param name="Model">Null when no model is meant for this type.</param>
public sealed record C3Reading(Id<Organisation> Partner, string Type, C3Model? Model, int Rules, IReadOnlyList<C3LineReading> Lines)
{
    /// <summary>To one decimal: more would be noise.</summary>
    public double? Of(Axis axis) => Rounded(WeightedScore.Of(Counted(axis).Select(l => (l.Points!.Value, (double)l.Line.Weight))));

    public double? Overall => Enum.GetValues<Axis>().Select(Of).OfType<double>().ToList() is { Count: > 0 } known ? Rounded(known.Average()) : null;

    public IEnumerable<C3LineReading> Counted(Axis axis) => Lines.Where(l => l.Line.Axis == axis && l.Points is not null);

    public double Weights(Axis axis) => Counted(axis).Sum(l => (double)l.Line.Weight);

    /// <summary>The smallest steps that lift one score by some points.</summary>
    public IReadOnlyList<StepUp> WaysUp(Axis axis) => Engine.Planning.WaysUp.Cheapest(
        Counted(axis).Where(l => l.Kpi is { Side: Side.Partner } && l.Figure.Value is not null && l.Line.Weight > 0)
            .Select(l => new Lever(l.Line.Kpi, l.Figure.Value!.Value, l.Yardstick, (double)l.Line.Weight, l.Stride, l.Kpi!.Unit == KpiUnit.Count)),
        Weights(axis));

    private static double? Rounded(double? score) => score is { } s ? Math.Round(s, 1, MidpointRounding.AwayFromZero) : null;
}

/// <summary>Why a number of the model is left out.</summary>
public enum LeftOut
{
    /// <summary>It is counted.</summary>
    No,

    /// <summary>There is nothing to judge yet.</summary>
    NoValue,

    /// <summary>No pillar measures it any more.</summary>
    Unknown,

    /// <summary>It is not meant for this type of partner, or not for partners' eyes.</summary>
    NotForThem,
}

/// <summary>One number of a score: its value, points and weight.</summary>
/// <param name="Points">0 to 100; null when it is left out.</param>
/// <param name="Stride">One ordinary step of this number.</param>
public sealed record C3LineReading(C3Line Line, Kpi? Kpi, Figure Figure, Yardstick Yardstick, double? Points, LeftOut Why, double Stride, Period Period);
