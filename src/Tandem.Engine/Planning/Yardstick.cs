namespace Tandem.Engine.Planning;

/// <summary>How points grow from the floor to the target.</summary>
public enum Curve
{
    /// <summary>Evenly.</summary>
    Even,

    /// <summary>The first steps count most: with the square root.</summary>
    FirstSteps,

    /// <summary>All points at the target, none before.</summary>
    AtTarget,

    /// <summary>By the place among peers; evenly where too few peers are known.</summary>
    AmongPeers,
}

/// <summary>Least, quartiles and most of a number among peers.</summary>
public readonly record struct PeerSpread(double Least, double LowerQuartile, double Median, double UpperQuartile, double Most)
{
    /// <summary>What separates the middle half of the peers.</summary>
    public double Middle => UpperQuartile - LowerQuartile;

    /// <summary>The place of a value, 0 at the least and 1 at the most, straight between the five numbers; of the places that a shared value could have it gets the lowest, the most gets all.</summary>
    public double PlaceOf(double value)
    {
        ReadOnlySpan<double> knots = [Least, LowerQuartile, Median, UpperQuartile, Most];
        if (Most <= Least)
            return value < Least ? 0 : value > Most ? 1 : 0.5;
        if (value <= Least)
            return 0;
        if (value >= Most)
            return 1;
        for (var i = 1; i < knots.Length; i++)
        {
            if (value <= knots[i] && knots[i] > knots[i - 1])
                return (i - 1 + ((value - knots[i - 1]) / (knots[i] - knots[i - 1]))) / 4;
        }

        return 1;
    }

    /// <summary>The least value that has at least this place.</summary>
    public double ValueAt(double place)
    {
        ReadOnlySpan<double> knots = [Least, LowerQuartile, Median, UpperQuartile, Most];
        var step = Math.Clamp(place, 0, 1) * 4;
        var below = Math.Min((int)step, 3);
        return knots[below] + ((step - below) * (knots[below + 1] - knots[below]));
    }

    /// <summary>The same peers, the other way up.</summary>
    public PeerSpread Mirrored => new(-Most, -UpperQuartile, -Median, -LowerQuartile, -Least);
}

/// <summary>Turns a value into points, 0 to 100: none at the floor or below, all at the target or above.</summary>
/// <remarks>
/// With <c>x = clamp((v − floor) / (target − floor), 0, 1)</c>: even <c>100·x</c>, first steps <c>100·√x</c>, at target <c>100</c> if <c>x = 1</c>, else 0.
/// A target below the floor means that less is better; the same formula holds. Where both are equal there is nothing between: the target is reached or not.
/// Among peers: <c>100 ·</c> the place between the five numbers of the spread. Points never fall when the value gets better.
/// </remarks>
/// <param name="LessIsBetter">Decides where floor and target are equal, and among peers.</param>
public sealed record Yardstick(Curve Curve, double Floor, double Target, bool LessIsBetter = false, PeerSpread? Peers = null)
{
    private bool ByPeers => Curve == Curve.AmongPeers && Peers is not null;

    /// <summary>Whether less of it makes more points.</summary>
    public bool Downwards => !ByPeers && Target != Floor ? Target < Floor : LessIsBetter;

    public double Points(double value)
    {
        if (double.IsNaN(value))
            throw new ArgumentException("What is not a number has no points.", nameof(value));
        if (ByPeers)
            return 100 * (LessIsBetter ? Peers!.Value.Mirrored.PlaceOf(-value) : Peers!.Value.PlaceOf(value));
        if (Target == Floor)
            return (LessIsBetter ? value <= Target : value >= Target) ? 100 : 0;
        var x = Math.Clamp((value - Floor) / (Target - Floor), 0, 1);
        return Curve switch
        {
            Curve.FirstSteps => 100 * Math.Sqrt(x),
            Curve.AtTarget => x >= 1 ? 100 : 0,
            _ => 100 * x,
        };
    }

    /// <summary>The value nearest to the floor that earns so many points.</summary>
    public double ValueFor(double points)
    {
        var share = Math.Clamp(points, 0, 100) / 100;
        if (ByPeers)
            return LessIsBetter ? -Peers!.Value.Mirrored.ValueAt(share) : Peers!.Value.ValueAt(share);
        return Curve switch
        {
            Curve.AtTarget => share > 0 ? Target : Floor,
            Curve.FirstSteps => Floor + ((Target - Floor) * share * share),
            _ => Floor + ((Target - Floor) * share),
        };
    }
}
