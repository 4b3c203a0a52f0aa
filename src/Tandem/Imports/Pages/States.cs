using Tandem.Ui;

namespace Tandem.Imports.Pages;

/// <summary>How the states of an import read.</summary>
internal static class States
{
    public static string Label(RunState state) => state switch
    {
        RunState.Preview => "To be checked",
        RunState.Running => "Running",
        RunState.Done => "Done",
        RunState.Failed => "Stopped",
        RunState.Undoing => "Being undone",
        RunState.Undone => "Undone",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public static Tone Tone(RunState state) => state switch
    {
        RunState.Done => Ui.Tone.Good,
        RunState.Failed => Ui.Tone.Bad,
        RunState.Running or RunState.Undoing => Ui.Tone.Info,
        RunState.Preview => Ui.Tone.Accent,
        _ => Ui.Tone.Plain,
    };

    public static string Label(RowFate fate) => fate switch
    {
        RowFate.New => "New",
        RowFate.Changed => "Changed",
        RowFate.Unchanged => "Unchanged",
        RowFate.Refused => "Refused",
        _ => "Not decided",
    };

    public static Tone Tone(RowFate fate) => fate switch
    {
        RowFate.New => Ui.Tone.Good,
        RowFate.Changed => Ui.Tone.Info,
        RowFate.Refused => Ui.Tone.Bad,
        _ => Ui.Tone.Plain,
    };

    public static string Label(Severity severity) => severity switch
    {
        Severity.Error => "Refused",
        Severity.Correction => "Corrected",
        _ => "Left out",
    };

    public static Tone Tone(Severity severity) => severity switch
    {
        Severity.Error => Ui.Tone.Bad,
        Severity.Correction => Ui.Tone.Warn,
        _ => Ui.Tone.Plain,
    };

    /// <summary>The five steps of an import and where this one stands.</summary>
    public static IReadOnlyList<Step> Steps(RunState? state, bool mapped, Kernel.Words l)
    {
        var now = state switch
        {
            null => 0,
            RunState.Preview => mapped ? 2 : 1,
            RunState.Running or RunState.Failed => 3,
            _ => 4,
        };
        string[] names = [l["Upload"], l["Columns"], l["Preview"], l["Import"], l["Result"]];
        return [.. names.Select((name, i) => new Step(name, i < now || state == RunState.Done ? StepState.Done : i > now ? StepState.Later
            : state == RunState.Failed ? StepState.Bad : StepState.Now))];
    }
}
