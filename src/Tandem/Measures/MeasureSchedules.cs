using Tandem.Identity;
using Tandem.Jobs;

namespace Tandem.Measures;

/// <summary>What Tandem does by itself with measures.</summary>
public sealed class MeasureSchedules : ISchedules
{
    public IEnumerable<Schedule> Schedules =>
    [
        // The shares that small samples are drawn to come first: the computation after it uses them for everybody alike.
        Schedule.At("measures.snapshot", "Keeps how KPIs are spread among partners", "0 50 0 * * ?",
            (TakeSnapshot.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
        Schedule.At("measures.reckon", "Computes every KPI of every partner anew", "0 10 1 * * ?",
            (ReckonAll.Handler run, CancellationToken ct) => run.Run(Actor.System, ct)),
    ];
}
