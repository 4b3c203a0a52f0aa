using System.Globalization;
using System.Text.Json;
using Quartz;
using Tandem.Kernel;

namespace Tandem.Jobs;

/// <summary>A module's list of what Tandem does by itself, and when. Found by scan.</summary>
public interface ISchedules
{
    IEnumerable<Schedule> Schedules { get; }
}

/// <summary>One line: a name, what it does for the business, when, and the use case it calls.</summary>
/// <example>
/// <c>Schedule.Every("sell.expire", "Ends protections whose day has passed", TimeSpan.FromMinutes(10),
/// (ExpireRegistrations.Handler handler, CancellationToken ct) => handler.Run(Actor.System, ct))</c>
/// </example>
public sealed class Schedule
{
    private readonly TimeSpan? span;
    private readonly string? cron;
    private readonly Func<IServiceProvider, CancellationToken, Task<Ran>> run;

    private Schedule(string name, string what, TimeSpan? span, string? cron, Func<IServiceProvider, CancellationToken, Task<Ran>> run) =>
        (Name, What, this.span, this.cron, this.run) = (name, what, span, cron, run);

    /// <summary><c>module.verb</c>, stable: runs are kept by it.</summary>
    public string Name { get; }

    /// <summary>English sentence for the operations page.</summary>
    public string What { get; }

    /// <summary>How long after its last beginning it runs again, if that is how it was declared.</summary>
    public TimeSpan? Span => span;

    /// <summary>The times of day and week at which it runs, as cron says it, if that is how it was declared.</summary>
    public string? Cron => cron;

    /// <summary>The time of day of one that runs once every day, by its cron; null for any other.</summary>
    public static TimeOnly? DailyAt(string? cron) =>
        cron?.Split(' ') is ["0", var minute, var hour, "*", "*", "?"] && int.TryParse(minute, CultureInfo.InvariantCulture, out var m) && int.TryParse(hour, CultureInfo.InvariantCulture, out var h)
            ? new TimeOnly(h, m) : null;

    /// <summary>When it runs, as it stands in the store of schedules: a change of it reschedules.</summary>
    public string When(TimeZoneInfo zone) => cron is null ? $"every {span!.Value.ToString("c", CultureInfo.InvariantCulture)}" : $"{cron} {zone.Id}";

    /// <summary>Again and again, this long after the last beginning.</summary>
    public static Schedule Every<THandler, T>(string name, string what, TimeSpan span, Func<THandler, CancellationToken, Task<Outcome<T>>> run)
        where THandler : notnull => new(name, what, span, null, Call(run));

    /// <summary>At times of day and week where the programme is at home, as six fields beginning with seconds: <c>0 0 6 * * ?</c> is every day at six.</summary>
    public static Schedule At<THandler, T>(string name, string what, string cron, Func<THandler, CancellationToken, Task<Outcome<T>>> run)
        where THandler : notnull => new(name, what, null, new CronExpression(cron).CronExpressionString, Call(run));

    /// <summary>The next moment after another one at which it is due.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset moment, TimeZoneInfo zone) =>
        cron is null ? moment + span!.Value : new CronExpression(cron, zone).GetNextValidTimeAfter(moment) ?? DateTimeOffset.MaxValue;

    internal Task<Ran> Run(IServiceProvider services, CancellationToken ct) => run(services, ct);

    internal IScheduleBuilder ForQuartz(TimeZoneInfo zone) => cron is null
        ? SimpleScheduleBuilder.Create().WithInterval(span!.Value).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NowWithExistingCount)
        : CronScheduleBuilder.Create(cron).InTimeZone(zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed);

    private static Func<IServiceProvider, CancellationToken, Task<Ran>> Call<THandler, T>(Func<THandler, CancellationToken, Task<Outcome<T>>> run)
        where THandler : notnull => async (services, ct) =>
        {
            var outcome = await run(services.GetRequiredService<THandler>(), ct);
            return outcome.Ok
                ? new Ran(null, outcome.Value is Done ? null : JsonSerializer.Serialize(outcome.Value, JsonSerializerOptions.Web))
                : new Ran(outcome.Refusal, null);
        };

    /// <summary>What a run answered: a refusal, or counts as JSON.</summary>
    internal sealed record Ran(Refusal? Refusal, string? Counts);
}
