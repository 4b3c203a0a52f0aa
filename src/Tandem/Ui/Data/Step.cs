namespace Tandem.Ui;

/// <summary>Where a step of a process stands.</summary>
public enum StepState
{
    Later,
    Now,
    Done,
    Bad,
}

/// <summary>One step of a process as a person sees it.</summary>
public sealed record Step(string Name, StepState State, string? Hint = null);
