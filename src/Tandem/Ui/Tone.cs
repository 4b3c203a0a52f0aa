namespace Tandem.Ui;

/// <summary>What a mark means. The colour only repeats what a word or a shape already says.</summary>
public enum Tone
{
    Plain,
    Accent,
    Good,
    Warn,
    Bad,
    Info,
    Plum,
}

/// <summary>How a tone is written in the style sheet and which mark goes with it.</summary>
public static class Tones
{
    public static string Class(this Tone tone) => tone switch
    {
        Tone.Accent => "tone-accent",
        Tone.Good => "tone-good",
        Tone.Warn => "tone-warn",
        Tone.Bad => "tone-bad",
        Tone.Info => "tone-info",
        Tone.Plum => "tone-plum",
        _ => "tone-plain",
    };

    public static string Icon(this Tone tone) => tone switch
    {
        Tone.Good => "circle-check",
        Tone.Warn => "alert-triangle",
        Tone.Bad => "alert-circle",
        _ => "info-circle",
    };
}
