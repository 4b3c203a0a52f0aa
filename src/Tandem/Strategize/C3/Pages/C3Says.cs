using Tandem.Engine.Planning;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Strategize.C3.Pages;

/// <summary>How C³ reads on screen.</summary>
public static class C3Says
{
    public static string Of(Axis axis, Words l) => axis switch { Axis.Capability => l["Capability"], Axis.Capacity => l["Capacity"], _ => l["Commitment"] };

    public static string Asks(Axis axis, Words l) => axis switch
    {
        Axis.Capability => l["What they can do"],
        Axis.Capacity => l["How much of it"],
        _ => l["How much they want to"],
    };

    public static string Icon(Axis axis) => axis switch { Axis.Capability => "bulb", Axis.Capacity => "users", _ => "heart-handshake" };

    public static string Of(Band? band, Words l) => band switch { Band.Strong => l["strong"], Band.Solid => l["solid"], Band.Weak => l["weak"], _ => l["not scored"] };

    public static Tone ToneOf(Band? band) => band switch { Band.Strong => Tone.Good, Band.Solid => Tone.Info, Band.Weak => Tone.Warn, _ => Tone.Plain };

    public static string Of(Curve curve, Words l) => curve switch
    {
        Curve.Even => l["evenly"],
        Curve.FirstSteps => l["first steps count most"],
        Curve.AtTarget => l["only at the target"],
        _ => l["place among peers"],
    };

    public static string Of(LeftOut why, Words l) => why switch
    {
        LeftOut.NoValue => l["nothing to judge yet: left out"],
        LeftOut.Unknown => l["not measured any more: left out"],
        LeftOut.NotForThem => l["not meant for this type of partner: left out"],
        _ => "",
    };

    public static string Score(double? score, Formats f) => score is { } s ? f.Number((decimal)s, 0) : Formats.None;

    /// <summary>Points gained or lost, with their sign.</summary>
    public static string Change(double change, Formats f) => (change >= 0 ? "+" : "−") + f.Number((decimal)Math.Abs(change), 1);
}
