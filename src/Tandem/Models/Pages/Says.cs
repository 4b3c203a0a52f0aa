using System.Globalization;
using Tandem.Engine.Learning;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Models.Pages;

/// <summary>Models' codes as words and colours.</summary>
internal static class Says
{
    public static string Proof(VersionView? version, Words l) => version switch
    {
        null => l["No version yet"],
        { Proven: true } => l["Proven on later outcomes"],
        { TestedRows: 0 } => l["Not tested yet: the common rate"],
        _ => l["Nothing better is proven: the common rate"],
    };

    public static Tone ToneOf(VersionView? version) => version is { Proven: true } ? Tone.Good : version is null ? Tone.Plain : Tone.Warn;

    public static string Of(ModelState state, Words l) => state switch
    {
        ModelState.InUse => l["In use"],
        ModelState.Replaced => l["Replaced"],
        _ => l["Refused"],
    };

    public static Tone ToneOf(ModelState state) => state switch { ModelState.InUse => Tone.Good, ModelState.Refused => Tone.Warn, _ => Tone.Plain };

    public static string Of(ModelReason reason, Words l) => reason switch
    {
        ModelReason.First => l["the first"],
        ModelReason.Better => l["proved better than the one before"],
        ModelReason.OtherColumns => l["the one before looked at other things"],
        _ => l["did not prove better"],
    };

    public static string Shift(double shift, Words l) => shift switch
    {
        < ColumnProfile.Moved => l["Stable"],
        < ColumnProfile.Changed => l["Moving"],
        _ => l["Another population"],
    };

    public static Tone ToneOfShift(double shift) => shift switch { < ColumnProfile.Moved => Tone.Good, < ColumnProfile.Changed => Tone.Warn, _ => Tone.Bad };

    public static string Number(double? number) => number?.ToString("N3", CultureInfo.CurrentCulture) ?? Formats.None;
}
