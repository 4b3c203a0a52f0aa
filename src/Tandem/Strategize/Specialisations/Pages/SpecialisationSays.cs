using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Strategize.Specialisations.Pages;

/// <summary>How specialisations read on screen.</summary>
public static class SpecialisationSays
{
    public static string Of(SpecialisedIn kind, string field, Words l) => kind == SpecialisedIn.Product ? l["Product: {0}", field] : l["Vertical: {0}", field];

    public static string Of(SpecialisationMove move, Words l) => move switch
    {
        SpecialisationMove.Earned => l["earned"],
        SpecialisationMove.Renewed => l["renewed"],
        SpecialisationMove.Due => l["something missing for renewal"],
        _ => l["ended: not renewed"],
    };

    public static Tone ToneOf(SpecialisationMove move) => move switch { SpecialisationMove.Due => Tone.Warn, SpecialisationMove.Ended => Tone.Bad, _ => Tone.Good };

    public static string Of(SpecialisationPhase phase, Words l) => phase switch
    {
        SpecialisationPhase.Held => l["Held"],
        SpecialisationPhase.Due => l["Renewal at stake"],
        _ => l["Not yet held"],
    };
}
