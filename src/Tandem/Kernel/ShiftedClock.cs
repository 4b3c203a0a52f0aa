namespace Tandem.Kernel;

/// <summary>A clock that runs at normal speed from a chosen day: <c>--now 2026-03-31</c> in Development.</summary>
public sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    public static ShiftedClock StartingAt(DateTimeOffset moment) => new(moment - System.GetUtcNow());
}

/// <summary>A clock that stands still until it is moved: the demo programme and the tests live by it.</summary>
public sealed class StoppedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void MoveTo(DateTimeOffset moment) => now = moment >= now
        ? moment
        : throw new ArgumentOutOfRangeException(nameof(moment), "Time does not run backwards.");

    public void Advance(TimeSpan span) => MoveTo(now + span);
}
