using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Strategize.Tiers.Pages;

/// <summary>How tiers read on screen.</summary>
public static class TierSays
{
    public static string Of(TierMoveKind kind, Words l) => kind switch
    {
        TierMoveKind.Promoted => l["up: the evidence arrived"],
        TierMoveKind.Demoted => l["down at a review, after grace"],
        TierMoveKind.Set => l["set by hand"],
        _ => l["placed by the rules"],
    };

    public static Tone ToneOf(TierMoveKind kind) => kind switch { TierMoveKind.Promoted => Tone.Good, TierMoveKind.Demoted => Tone.Warn, _ => Tone.Info };

    /// <summary>The benefits as label and words, in the order of the page.</summary>
    public static IEnumerable<(string Label, Func<TierBenefits, string> Says)> Benefits(Words l, Formats f)
    {
        yield return (l["Protection of a registration"], b => b.ProtectionDays is { } days ? l.Count(days, "{0} day", "{0} days") : l["the usual days"]);
        yield return (l["Margin"], b => f.Percent((double)b.MarginPercent / 100, b.MarginPercent % 1 == 0 ? 0 : 1));
        yield return (l["Leads"], b => l["× {0}", f.Number(b.LeadWeight, b.LeadWeight % 1 == 0 ? 0 : 1)]);
        yield return (l["Marketing funds"], b => b.MdfPercent == 0 ? Formats.None : l["{0} of what was won", f.Percent((double)b.MdfPercent / 100, b.MdfPercent % 1 == 0 ? 0 : 1)]);
    }
}
