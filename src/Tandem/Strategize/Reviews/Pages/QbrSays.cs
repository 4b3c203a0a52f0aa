using Tandem.Kernel;
using Tandem.Strategize.Reviews.Packs;
using Tandem.Ui;

namespace Tandem.Strategize.Reviews.Pages;

/// <summary>How reviews read on screen.</summary>
public static class QbrSays
{
    public static string Of(QbrState state, Words l) => state switch
    {
        QbrState.Held => l["Held"],
        QbrState.Cancelled => l["Called off"],
        _ => l["Scheduled"],
    };

    public static Tone ToneOf(QbrState state) => state switch
    {
        QbrState.Held => Tone.Good,
        QbrState.Cancelled => Tone.Plain,
        _ => Tone.Info,
    };

    public static Tone ToneOf(PackTone tone) => tone switch
    {
        PackTone.Good => Tone.Good,
        PackTone.Warn => Tone.Warn,
        PackTone.Bad => Tone.Bad,
        _ => Tone.Plain,
    };

    /// <summary>An hour and a half, as people say it.</summary>
    public static string Lasts(int minutes, Formats f) => f.Span(TimeSpan.FromMinutes(minutes));
}
