using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Ui;

namespace Tandem.Journeys.Pages;

/// <summary>How tasks read on screen.</summary>
public static class SaysOfTasks
{
    public static string Of(StepStatus status, Words l) => status switch
    {
        StepStatus.Waiting => l["Waits for another step"],
        StepStatus.Done => l["Done"],
        StepStatus.Skipped => l["Left out"],
        _ => l["To do"],
    };

    public static Tone ToneOf(StepStatus status, bool late) => status switch
    {
        StepStatus.Done => Tone.Good,
        StepStatus.Open when late => Tone.Bad,
        StepStatus.Open => Tone.Info,
        _ => Tone.Plain,
    };

    public static StatusMark MarkOf(StepStatus status, bool late) => status switch
    {
        StepStatus.Done => StatusMark.Check,
        StepStatus.Skipped => StatusMark.Cross,
        StepStatus.Waiting => StatusMark.Dashed,
        _ => late ? StatusMark.Alert : StatusMark.Dot,
    };

    public static string Of(Side side, Words l) => side == Side.Vendor ? l["Vendor"] : l["Partner"];
}
