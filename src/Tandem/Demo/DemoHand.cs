using Tandem.Kernel;

namespace Tandem.Demo;

/// <summary>Runs the use cases that people of the demo run, one after another inside a day's transaction.</summary>
/// <param name="pace">How long each of them takes its person.</param>
internal sealed class DemoHand(IServiceProvider services, TandemDb db, StoppedClock clock, TimeSpan pace)
{
    public async Task<Outcome<T>> Try<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull
    {
        clock.Advance(pace);
        var outcome = await run(services.GetRequiredService<THandler>());

        // A refusal leaves what it loaded behind; the next use case must not save it.
        db.Forget();
        return outcome;
    }

    /// <summary>For what may not be refused: a story that stops half-way tells nothing.</summary>
    public async Task<T> Do<THandler, T>(Func<THandler, Task<Outcome<T>>> run) where THandler : notnull
    {
        var outcome = await Try(run);
        return outcome.Ok ? outcome.Value : throw new InvalidOperationException($"The demo's {typeof(THandler).DeclaringType?.Name} was refused: {outcome.Refusal!.Code}");
    }

    /// <summary>Moves the clock to that time of the day, or a little on when it is past.</summary>
    public void At(DateOnly day, int hour, int minute)
    {
        var moment = new DateTimeOffset(day.ToDateTime(new TimeOnly(hour, minute)), TimeSpan.Zero);
        if (moment > clock.GetUtcNow())
            clock.MoveTo(moment);
        else
            clock.Advance(TimeSpan.FromSeconds(20));
    }
}
